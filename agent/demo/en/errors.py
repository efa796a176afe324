"""What EN refuses one item with (poczta-polska-en.md, section 4).

Sources show the numbers 33602, 81065 and 501. The texts from POINT_UNWANTED to WRONG_OFFICE and the one about the
product are real, their numbers unknown. Numbers beginning with 99 are our own, and so are all other texts.
"""

from dataclasses import dataclass

from lxml import etree

from agent.demo.en.soap import node


@dataclass(frozen=True)
class EnError:
    """One `errorType`."""

    number: int
    text: str

    def render(self, guid: str | None = None) -> etree._Element:
        """Return the element `error`."""
        return node("error", errorNumber=self.number, errorDesc=self.text, guid=guid)


class Refused(Exception):
    """Ends the work on one thing with an `error` in the answer."""

    def __init__(self, error: EnError) -> None:
        super().__init__(error.text)
        self.error = error


NAME_EMPTY = EnError(33602, "Pole nazwa adresata nie może być puste")
POINT_MISSING = EnError(
    81065, "Sposób dostawy Allegro wskazuje na odbiór w punkcie, ale przesyłka nie ma ustawionego punktu odbioru."
)
PRINT_FAILED = EnError(501, "Error")

POINT_UNWANTED = EnError(
    99001, "Sposób dostawy Allegro nie wskazuje na odbiór w punkcie, a przesyłka ma ustawiony punktu odbioru."
)
NOT_LINKABLE = EnError(99002, "Nie udało się powiązać przesyłki z Allegro dla podanych atrybutów elementu relatedToAllegro")
NO_ALLEGRO_CONTRACT = EnError(99003, "Musisz mieć podpisaną umowę aby nadawać przesyłki Allegro Dostawa")
WRONG_OFFICE = EnError(99005, "Niepoprawny urząd nadania")

ADDRESS_MISSING = EnError(99010, "Brak adresu adresata")
CITY_EMPTY = EnError(99011, "Pole miejscowość adresata nie może być puste")
STREET_EMPTY = EnError(99012, "Podaj ulicę lub numer domu adresata")
POST_CODE_WRONG = EnError(99013, "Niepoprawny kod pocztowy adresata")
MOBILE_WRONG = EnError(99014, "Niepoprawny numer telefonu komórkowego adresata")
MOBILE_MISSING = EnError(99015, "Przesyłka do punktu wymaga numeru telefonu komórkowego adresata")
COD_AMOUNT_MISSING = EnError(99020, "Brak kwoty pobrania")
COD_ACCOUNT_WRONG = EnError(99021, "Niepoprawny numer rachunku bankowego dla pobrania")
COD_UNWANTED = EnError(99022, "Sposób dostawy Allegro nie przewiduje pobrania, a przesyłka ma ustawione pobranie")
COD_MISSING = EnError(99023, "Sposób dostawy Allegro przewiduje pobranie, ale przesyłka nie ma ustawionego pobrania")
COD_ABOVE_POINT = EnError(99024, "Kwota pobrania przekracza maksymalną kwotę pobrania w wybranym punkcie")
TOO_HEAVY = EnError(99025, "Masa przesyłki przekracza dopuszczalną dla formatu")
POINT_UNKNOWN = EnError(99030, "Nie znaleziono punktu odbioru")
POINT_ONLY_POSTS = EnError(99031, "Wybrany punkt przyjmuje tylko nadania")
WRONG_PRODUCT = EnError(99032, "Rodzaj przesyłki nie odpowiada sposobowi dostawy Allegro")
COUNTRY_WRONG = EnError(99033, "Przesyłka zagraniczna wymaga adresu poza Polską")
CONTENTS_WRONG = EnError(99034, "Niepoprawna zawartość przesyłki zagranicznej")
DECLARATION_MISSING = EnError(99035, "Brak deklaracji celnej dla kraju przeznaczenia")
DECLARATION_WRONG = EnError(99036, "Niepoprawna deklaracja celna")
DECLARATION_TOO_HEAVY = EnError(99037, "Masa netto w deklaracji celnej przekracza masę przesyłki")
GUID_TAKEN = EnError(99040, "Przesyłka o podanym guid już istnieje")
NUMBER_TAKEN = EnError(99041, "Numer nadania jest już wykorzystany")
GUID_UNKNOWN = EnError(99042, "Nie znaleziono przesyłki o podanym guid")
BUFOR_UNKNOWN = EnError(99050, "Nie znaleziono zbioru")
BUFOR_EMPTY = EnError(99051, "Zbiór nie zawiera przesyłek")
DATE_MISSING = EnError(99052, "Brak daty nadania")
CARD_UNKNOWN = EnError(99053, "Nie znaleziono karty")
ENVELOPE_UNKNOWN = EnError(99054, "Nie znaleziono zbioru nadanego")
NOT_PRINTABLE = EnError(99060, "Wydruk nie jest dostępny dla przesyłki")


def password_weak(new: str) -> EnError:
    """Return the refusal of a password. Whether the service repeats it is not documented; here it does, which is the worst."""
    return EnError(99070, f"Nowe hasło '{new}' nie spełnia wymagań")


def product_not_on_contract(product: str) -> EnError:
    """Return the refusal of a shipment type that the contract does not have."""
    return EnError(99004, f"Produkt ('{product}') nie znajduje się na umowie zawartej z Pocztą Polską S.A.")
