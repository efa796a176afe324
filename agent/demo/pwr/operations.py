"""Operations of the service: parameters in wire order and kinds of results (operations.txt of the contract)."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a parameter holds."""

    TEXT = "text"
    TIME = "dateTime"
    STRINGS = "string"
    NUMBERS = "unsignedLong"
    PARCELS = "BusinessPack"
    THREE_FORMATS = "FormatPliku"
    FORMATS = "FormatPliku3"


class Result(Enum):
    """What stands in the `…Result` element."""

    DATASET = "DataSet"
    LABEL_BUNDLE = "LabelBundle"
    RESPONSE = "PwrResponse"
    BOOLEAN = "boolean"


FORMATS = {
    Kind.THREE_FORMATS: ("PDF", "EPL", "PDF10"),
    Kind.FORMATS: ("PDF", "EPL", "PDF10", "ZPL", "ZPL_300DPI"),
}
"""Label formats by type; ZPL_300DPI came after the WSDL at hand."""


@dataclass(frozen=True)
class Operation:
    """One operation. `table` names the rows of a DataSet; `optional` holds parameters that came after the WSDL at hand."""

    name: str
    parameters: dict[str, Kind]
    result: Result
    table: str
    optional: tuple[str, ...]

    @property
    def credentials(self) -> tuple[str, str] | None:
        """Names of the parameters with PartnerID and PartnerKey; None where anybody may call."""
        for pair in (("PartnerID", "PartnerKey"), ("partnerId", "partnerKey")):
            if pair[0] in self.parameters:
                return pair
        return None


_ADDRESSES = """
    DestinationCode AlternativeDestinationCode BoxSize PackValue CashOnDelivery AmountCashOnDelivery Insurance
    EMail FirstName LastName CompanyName StreetName BuildingNumber FlatNumber City PostCode {phone}
    SenderEMail SenderFirstName SenderLastName SenderCompanyName SenderStreetName SenderBuildingNumber SenderFlatNumber
    SenderCity SenderPostCode SenderPhoneNumber SenderOrders
    ReturnDestinationCode ReturnEMail ReturnFirstName ReturnLastName ReturnCompanyName ReturnStreetName
    ReturnBuildingNumber ReturnFlatNumber ReturnCity ReturnPostCode ReturnPhoneNumber ReturnPack
    TransferDescription PrintAdress ReturnAvailable ReturnQuantity
"""
_CONFIRMS = "ConfirmTermsOfUse ConfirmMarketing CofirmMailing"
_LABELLED = _ADDRESSES.format(phone="PhoneNumber") + "PrintType"
_UNLABELLED = "PhoneNumber" + _ADDRESSES.format(phone="")
_PARTNER = "PartnerID PartnerKey "
_CALLER = "PostCode City Street BuildingNo Email PartnerName PersonName PersonSurname Telephone"

PARCEL_FIELDS: dict[str, Kind] = dict.fromkeys(f"{_CONFIRMS} {_LABELLED}".split(), Kind.TEXT)
"""Fields of a BusinessPack in wire order."""


def _operation(
    name: str, parameters: str, result: Result = Result.DATASET, table: str | None = None, optional: str = ""
) -> Operation:
    """Make an operation from `name:kind` words; a word without a kind is a text."""
    kinds = {}
    for word in f"{parameters} {optional}".split():
        parameter, _, kind = word.partition(":")
        kinds[parameter] = Kind(kind) if kind else Kind.TEXT
    late = tuple(word.partition(":")[0] for word in optional.split())
    return Operation(name, kinds, result, table or name, late)


OPERATIONS: dict[str, Operation] = {
    each.name: each
    for each in (
        _operation("Ping", "", Result.BOOLEAN),
        _operation("GivePartnerStatus", _PARTNER),
        # Parcels
        _operation("GenerateBusinessPack", _PARTNER + _UNLABELLED),
        _operation("GenerateBusinessPackTwo", f"{_PARTNER} {_UNLABELLED} AutoDestinationChange {_CONFIRMS}"),
        _operation("GenerateLabelBusinessPack", _PARTNER + _LABELLED),
        _operation("GenerateLabelBusinessPackTwo", f"{_PARTNER} {_LABELLED} AutoDestinationChange {_CONFIRMS}"),
        _operation("GenerateLabelBusinessPackList", _PARTNER + "Format:FormatPliku BusinessPackList:BusinessPack"),
        _operation(
            "GenerateLabelBusinessPackListTwo",
            _PARTNER + "AutoDestinationChange Format:FormatPliku3 BusinessPackList:BusinessPack",
        ),
        # Labels again
        _operation("LabelPrintDuplicate", _PARTNER + "PackCode", Result.LABEL_BUNDLE),
        _operation("LabelPrintDuplicateTwo", _PARTNER + "PackCode Format:FormatPliku3", Result.LABEL_BUNDLE),
        _operation("LabelPrintDuplicateList", _PARTNER + "Format:FormatPliku PackCodeList:string"),
        _operation("LabelPrintDuplicateListTwo", _PARTNER + "Format:FormatPliku3 PackCodeList:string"),
        # Parcels later
        _operation("PutCustomerPackCanceled", "PackCode " + _PARTNER, table="CustomerPackCanceled"),
        _operation("GetGeneratedParcels", _PARTNER + "dateFrom:dateTime dateTo:dateTime"),
        _operation("GiveMePackStatus", "PhoneNumber PackCode " + _PARTNER, table="PackStatus"),
        _operation("GiveMePackStatusList", "PackCodes:string " + _PARTNER, table="PackStatus"),
        _operation("GiveMePackStatusFullHistory", "PackCode " + _PARTNER, table="PackStatus"),
        _operation("GiveMePackStatusFullHistoryList", "PackCodes:string " + _PARTNER, table="PackStatus"),
        # Handing over
        _operation("GenerateProtocol", _PARTNER + "parcels:unsignedLong", table="Table"),
        _operation("GetAvailablePickups", _PARTNER + _CALLER, Result.RESPONSE, optional="ReadyDate"),
        _operation(
            "CallPickup",
            "partnerId partnerKey packList:string readyDate:dateTime pickupDate:dateTime",
            Result.RESPONSE,
        ),
        _operation(
            "CallPickupNew",
            f"{_PARTNER} PackList:string ReadyDate:dateTime PickupDate:dateTime {_CALLER}",
            Result.RESPONSE,
            optional="ExternalNumber",
        ),
        # Points
        _operation("GiveMeAllRUCHWithFilled", _PARTNER, Result.RESPONSE),
        _operation("GiveMeAllRUCHWithFilledD1", _PARTNER, Result.RESPONSE),
        _operation("GiveMeAllLocationWithAllData", "", table="LocationWithAllData2"),
        _operation("GiveMeAllLocationWithAllDataWithZipCode", "", table="LocationWithAllData2"),
    )
}
"""What the stand-in can do: everything that a shop which ships parcels needs."""
