"""Points and lockers by their PNI (poczta-polska-en.md, section 5). Places are ours, the shape of the numbers is real."""

from dataclasses import dataclass
from typing import Literal

from lxml import etree

from agent.demo.en.soap import node


@dataclass(frozen=True)
class Point:
    """A point (`PUNKT`) or a locker (`AUTOMAT`)."""

    pni: int
    name: str
    street: str
    house: str
    post_code: str
    city: str
    kind: Literal["PUNKT", "AUTOMAT"] = "PUNKT"
    function: Literal["NADAWCZA", "ODDAWCZA", "NADAWCZO-ODDAWCZA"] = "NADAWCZO-ODDAWCZA"
    cod_maximum_grosze: int | None = 500_000

    def render(self) -> etree._Element:
        """Return the point as getPlacowkaPocztowa shows it."""
        return node(
            "placowka",
            node("typ", self.kind),
            node("funkcja", self.function),
            *([] if self.cod_maximum_grosze is None else [node("maksymalnaKwotaPobrania", self.cod_maximum_grosze)]),
            id=self.pni,
            nazwa=self.name,
            kodPocztowy=self.post_code,
            miejscowosc=self.city,
            ulica=self.street,
            numerDomu=self.house,
            nazwaWydruk=f"{self.name} {self.city}",
        )


POINTS: dict[int, Point] = {
    point.pni: point
    for point in (
        Point(414491, "Punkt partnerski", "Kwiatowa", "1", "80180", "Gdańsk"),
        Point(238551, "UP Łódź 12", "Piotrkowska", "118", "90006", "Łódź", function="ODDAWCZA", cod_maximum_grosze=10_000),
        Point(510007, "Punkt nadawczy", "Długa", "29", "31147", "Kraków", function="NADAWCZA"),
        Point(10027341, "Automat Pocztex", "Świętokrzyska", "31", "00049", "Warszawa", "AUTOMAT"),
        Point(10031188, "Automat Pocztex", "Żwirki i Wigury", "7", "43300", "Bielsko-Biała", "AUTOMAT", "NADAWCZA", None),
    )
}
