"""The service's result codes and texts (paczka-w-ruchu.md, section 6). Texts are for people, codes decide."""

SAVED = 0
CHANGED_DESTINATION = 6
CHANGED_RETURN_DESTINATION = 7
CHANGED_BOTH = 8
UNDOCUMENTED = 999
"""For what the service must refuse in some way although the contract names no code, such as a text too long."""

_TEXTS = {
    0: "saved",
    6: "saved but changed DestinationCode",
    7: "saved but changed ReturnDestinationCode",
    8: "saved but changed DestinationCode and ReturnDestinationCode",
    100: "no PartnerID",
    101: "no PartnerKey",
    103: "no PhoneNumber",
    104: "no DestinationCode",
    105: "no FirstName and LastName or CompanyName",
    106: "no PackCode",
    107: "no PrintAdress",
    111: "no SenderEMail",
    112: "no SenderPhoneNumber",
    113: "no SenderCity",
    114: "no SenderStreetName",
    115: "no SenderBuildingNumber",
    116: "no SenderPostCode",
    117: "no SenderFirstName and SenderLastName or SenderCompanyName",
    120: "no AmountCashOnDelivery",
    121: "no TransferDescription",
    123: "no ReturnCity",
    124: "no ReturnStreetName",
    125: "no ReturnBuildingNumber",
    126: "no ReturnPostCode",
    127: "no ReturnCompanyName",
    128: "no ReturnAvailable",
    129: "no ReturnQuantity",
    130: "incorrect characters in AmountCashOnDelivery",
    131: "incorrect characters in TransferDescription",
    133: "incorrect PhoneNumber",
    134: "incorrect PackValue",
    135: "PackValue above the insurance limit",
    136: "incorrect TransferDescription",
    137: "incorrect ReturnQuantity",
    138: "incorrect PostCode",
    140: "AmountCashOnDelivery is zero",
    141: "incorrect BoxSize",
    150: "too many parcels",
    163: "no PackCode and no PhoneNumber",
    200: "incorrect PartnerID or PartnerKey",
    201: "already canceled",
    202: "cannot be canceled any more",
    205: "unknown PackCode",
    206: "unknow destination code",
    207: "unknow return destination code",
    209: "incorrect PackCode",
    211: "lack of routing data for this label",
    212: "no right to this label number",
    213: "number already sent",
    222: "pack not found",
    310: "brak uprawnień do usługi pobrania",
    311: "brak uprawnień do usługi ubezpieczenia",
    312: "brak uprawnień do usługi zwrotu",
    318: "wybrany punkt nie obsługuje pobrań",
    999: "nieprawidłowe dane",
}


def text_of(code: int) -> str:
    """Return the text that comes with a code; English and Polish are mixed, as in life."""
    return _TEXTS[code]


class Rejection(Exception):
    """A parcel, a code or a pickup is refused with a code in the answer's body."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.text = f"{text_of(code)}: {detail}" if detail else text_of(code)
        super().__init__(self.text)
