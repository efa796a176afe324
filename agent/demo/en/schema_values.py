"""The plain values of EN's schema: lengths, ranges and words (poczta-polska-en.md, section 5)."""

import re
from datetime import date

from agent.demo.en.schema import SimpleType

_INT = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _text(least: int = 0, most: int | None = None, *, collapse: bool = False) -> SimpleType:
    return SimpleType(lambda text: least <= len(text) and (most is None or len(text) <= most), collapse)


def _number(least: int = -(2**31), most: int = 2**31 - 1) -> SimpleType:
    return SimpleType(lambda text: _INT.fullmatch(text) is not None and least <= int(text) <= most, collapse=True)


def _words(words: str) -> SimpleType:
    allowed = frozenset(words.split())
    return SimpleType(lambda text: text in allowed)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None


VALUES: dict[str, SimpleType] = {
    "string": _text(),
    "int": _number(),
    "boolean": SimpleType(lambda text: text in ("true", "false", "1", "0"), collapse=True),
    "date": SimpleType(_is_date, collapse=True),
    "decimal": SimpleType(lambda text: _DECIMAL.fullmatch(text) is not None, collapse=True),
    "float": SimpleType(lambda text: _FLOAT.fullmatch(text) is not None, collapse=True),
    # An address
    "nazwaType": _text(1, 60, collapse=True),
    "nazwa2Type": _text(0, 60, collapse=True),
    "ulicaType": _text(1, 255, collapse=True),
    "numerDomuType": _text(0, 11, collapse=True),
    "numerLokaluType": _text(0, 11, collapse=True),
    "miejscowoscType": _text(1, 63, collapse=True),
    "kodPocztowyType": _text(0, 10, collapse=True),
    "krajType": _text(0, 40),
    "telefonType": _text(0, 20),
    "emailType": _text(6, 50),
    "mobileType": _text(),
    # A shipment
    "guidType": _text(32, 32, collapse=True),
    "numerNadaniaType": _text(10, 20),
    "opisType": _text(0, 500, collapse=True),
    "sygnaturaType": _text(0, 255, collapse=True),
    "rodzajType": _text(0, 255, collapse=True),
    "numerPrzesylkiKlientaType": _text(0, 25),
    "masaType": _number(1, 9_999_999),
    "wartoscType": _number(0, 9_999_999),
    "kwotaPobraniaType": _number(0, 9_999_999),
    "iloscType": _number(1, 9_999_999),
    "iloscPotwierdzenOdbioruType": _number(0, 9),
    "od1do9Type": _number(1, 9),
    "nrbType": _text(0, 26),
    "tytulemType": _text(0, 54),
    "kontaktType": _text(0, 50),
    "rodzajUbezpieczeniaType": _text(1, 10),
    "bibliotekaType": _text(4, 4),
    "pnaType": _text(5, 5),
    "miejscowoscPlacowkiType": _text(0, 30),
    "kategoriaType": _words("EKONOMICZNA PRIORYTETOWA"),
    "gabarytType": _words("GABARYT_A GABARYT_B"),
    "gabarytBiznesowaType": _words("XS S M L XL XXL"),
    "formatType": _words("S M L"),
    "formatPocztex2021Type": _words("S M L XL 2XL"),
    "sposobPobraniaType": _words("PRZEKAZ RACHUNEK_BANKOWY"),
    "sposobPowiadomieniaType": _words("SMS EMAIL"),
    "sposobDoreczeniaPotwierdzeniaType": _words("TELEFON TELEFAX SMS EMAIL"),
    "potwierdzeniePocztexType": _words("POCZTEX_KURIER DRUK_24"),
    "zwrotDokumentowType": _words("POCZTEX_KURIER LIST_POLECONY_PRIORYTETOWY LIST_POLECONY_EKONOMICZNY"),
    "zasadySpecjalneType": _words("ADMINISTRACYJNA PODATKOWA SADOWA_CYWILNA SADOWA_KARNA"),
    "uiszczaOplateType": _words("NADAWCA ADRESAT"),
    "godzinaDoreczeniaType": _words("DO_GODZ_8 DO_GODZ_9 DO_GODZ_12 PO_GODZ_17"),
    "shipmentChannelType": _words("PP APM COURIER PARTNER_SHIPMENT_POINT"),
    "zawartoscSpecjalnaType": _words(
        "OWADY PLYNY_LUB_GAZY PRZEDMIOTY_LATWO_TLUKACE_SIE_I_SZKLO RZECZY_LAMLIWE_I_KRUCHE ZYWE_PTAKI ZYWE_ROSLINY"
    ),
    "obszarType": _words("MIASTO KRAJ"),
    "terminPaczkowaType": _words("PACZKA_24 PACZKA_48 PACZKA_EKSTRA_24"),
    "opakowanieType": _words("PACZKA_DO_POL_KILO FIRMOWA_DO_1KG GABARYT_G1 GABARYT_G2 GABARYT_G3 GABARYT_G4 GABARYT_G5"),
    "serwisType": _words("NIEREJESTROWANA HANDLOWA LIST_BIZNESOWY MARKETINGOWA"),
    # A customs declaration
    "rodzajDeklaracjiType": _words("CN22 CN23"),
    "rodzajZawartosciType": _words("SPRZEDAZ_TOWARU ZWROT_TOWARU PREZENT PROBKA_HANDLOWA DOKUMENT INNE"),
    "rodzajDokumentuType": _words("LICENCJA CERTYFIKAT FAKTURA"),
    "sposobZwrotuType": _words("LADOWO_MORSKA LOTNICZA"),
    # Allegro's order
    "idAllegroType": _text(1, 38),
    "sellerIdType": _text(1, 22),
    "channelType": _words("MS WEB_API REST_API"),
    "deliveryMethodType": _text(1, 128),
    # A point
    "typPlacowkiType": _words("PUNKT AUTOMAT"),
    "funkcjaType": _words("NADAWCZA ODDAWCZA NADAWCZO-ODDAWCZA"),
    "rodzajPlatnosciType": _words("BLIK CARD ONLINE"),
    # A printout
    "printKindType": _words(
        "ADDRESS_LABEL ADDRESS_LABEL_BY_GUID CUSTOMS_DECLARATION ADDRESS_LABEL_FOR_RETURN_DOCUMENTS CHECKLIST"
        " COLLECT_ON_DELIVERY_FORM WAYBILL REPORT ADDRESS_LABEL_FOR_ERETURN ADDRESS_LABEL_FOR_FOREGIN_RETURN"
    ),
    "printMethodType": _words("EACH_PARCEL_SEPARATELY ALL_PARCELS_IN_ONE_FILE"),
    "printFormatType": _words("PDF_FORMAT ZPL_FORMAT"),
    "printResolutionType": _words("DPI_300 DPI_203"),
}
