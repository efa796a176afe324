"""Invented buyers with Polish letters in every place where a program may stumble over them."""

from dataclasses import dataclass

_FIRST_NAMES = ("Łucja", "Jan", "Żaneta", "Świętosława", "Michał", "Grażyna", "Bożena", "Paweł", "Zofia", "Józef")
_LAST_NAMES = ("Żółć", "Kowalska-Źrebak", "Brzęczyszczykiewicz", "Nowak", "Śliwińska", "Wójcik", "Dąbek")
_PLACES = (
    ("Grunwaldzka 182", "Poznań", "60-166"),
    ("3 Maja 12/5", "Łódź", "90-361"),
    ("ul. Świętego Mikołaja 7A m. 3", "Wrocław", "50-125"),
    ("Aleje Jerozolimskie 44", "Warszawa", "00-024"),
    ("Dźwierzno 23", "Chełmża", "87-140"),
    ("Królewska 57", "Kraków", "30-081"),
    ("os. Złotej Jesieni 11/48", "Kraków", "31-827"),
    ("1 Armii Wojska Polskiego 9", "Gdynia", "81-383"),
)
_MOBILE_PREFIXES = ("50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88")


@dataclass(frozen=True)
class Person:
    """Who buys: `street` holds street and house number in one string, `phone` the country prefix, as at Allegro."""

    first_name: str
    last_name: str
    street: str
    city: str
    post_code: str
    phone: str


def person(number: int) -> Person:
    """Return person `number`; the same number gives the same person."""
    street, city, post_code = _PLACES[number % len(_PLACES)]
    phone = f"+48{_MOBILE_PREFIXES[number % len(_MOBILE_PREFIXES)]}{number * 7919 % 10_000_000:07d}"
    first_name = _FIRST_NAMES[number % len(_FIRST_NAMES)]
    return Person(first_name, _LAST_NAMES[number // 3 % len(_LAST_NAMES)], street, city, post_code, phone)
