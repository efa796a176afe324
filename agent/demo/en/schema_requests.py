"""The requests that the stand-in answers, and the check of one (poczta-polska-en.md, sections 2 and 3)."""

from lxml import etree

from agent.demo.en.schema import ComplexType, SimpleType, check, complex_type
from agent.demo.en.schema_shipments import SHIPMENT_TYPES
from agent.demo.en.schema_values import VALUES
from agent.demo.en.soap import SoapFault

_ENVELOPE = complex_type("idEnvelope:int")
_GUIDS_AND_BUFOR = complex_type("guid+ idBufor?:int")
_MAYBE_BUFOR = complex_type("idBufor?:int")
_BUFORS = complex_type("bufor+")
_NOTHING = complex_type()

REQUESTS: dict[str, ComplexType] = {
    "hello": complex_type("in:string"),
    "getUrzedyNadania": _NOTHING,
    "getKarty": complex_type("idKarta*:int"),
    "setAktywnaKarta": complex_type("idKarta:int"),
    "getProfilList": _NOTHING,
    "getPasswordExpiredDate": _NOTHING,
    "changePassword": complex_type("newPassword:string"),
    "getGuid": complex_type("ilosc:int"),
    "getPlacowkaPocztowa": complex_type("pni{1-5000}:int"),
    "getUbezpieczeniaInfo": _NOTHING,
    "createEnvelopeBufor": _BUFORS,
    "getEnvelopeBuforList": _NOTHING,
    "updateEnvelopeBufor": _BUFORS,
    "getEnvelopeBufor": _MAYBE_BUFOR,
    "addShipment": complex_type("przesylki{1-500}:przesylkaType idBufor?:int"),
    "clearEnvelope": _MAYBE_BUFOR,
    "clearEnvelopeByGuids": _GUIDS_AND_BUFOR,
    "moveShipments": complex_type("idBuforFrom:int idBuforTo:int guid+"),
    "getPrintForParcel": complex_type("guid{1-500} type:printType"),
    "getAddresLabelByGuid": _GUIDS_AND_BUFOR,
    "getAddresLabelByGuidCompact": _GUIDS_AND_BUFOR,
    "getAddressLabel": _ENVELOPE,
    "getAddresLabelCompact": _ENVELOPE,
    "getBlankietPobraniaByGuids": _GUIDS_AND_BUFOR,
    "sendEnvelope": complex_type("urzadNadania?:int idBufor?:int profil?"),
    "getEnvelopeStatus": _ENVELOPE,
    "getEnvelopeList": complex_type("startDate:date endDate:date"),
    "getEnvelopeContentShort": _ENVELOPE,
    "getOutboxBook": complex_type("idEnvelope:int includeNierejestrowane?:boolean"),
}

_TYPES: dict[str, SimpleType | ComplexType] = {
    **VALUES,
    **SHIPMENT_TYPES,
    "buforType": complex_type(
        "profil? idKarta?:int",
        "idBufor?:int dataNadania?:date urzadNadania?:int active?:boolean opis?:string"
        " aktualizujPlanowanaDateNadaniaPrzesylek?:boolean",
    ),
    "printType": complex_type(
        "kind:printKindType method:printMethodType format?:printFormatType resolution?:printResolutionType"
    ),
    **{f"{name} request": each for name, each in REQUESTS.items()},
}


def check_request(operation: str, call: etree._Element) -> None:
    """Raise SoapFault when the operation is not spoken or the request breaks the schema."""
    if operation not in REQUESTS:
        raise SoapFault("Procedure not present")
    check(call, f"{operation} request", _TYPES)
