"""What EN tells without changing anything: offices, sender profiles, points, insurance, guids."""

import uuid

from lxml import etree

from agent.demo.en.account import Operation
from agent.demo.en.options import EnOptions
from agent.demo.en.points import POINTS
from agent.demo.en.soap import SoapFault, answer, node

_INSURANCE_GROSZE = (50_000, 100_000, 500_000, 1_000_000)


def dictionary_operations(options: EnOptions) -> dict[str, Operation]:
    """Return what can be called."""

    def offices(call: etree._Element) -> etree._Element:
        return answer(
            "getUrzedyNadania",
            *(
                node("urzedyNadania", urzadNadania=office.number, opis=office.name, nazwaWydruk=office.name)
                for office in options.offices
            ),
        )

    return {
        "hello": _hello,
        "getUrzedyNadania": offices,
        "getProfilList": _profiles,
        "getGuid": _guids,
        "getPlacowkaPocztowa": _points,
        "getUbezpieczeniaInfo": _insurance,
    }


def _hello(call: etree._Element) -> etree._Element:
    return answer("hello", node("out", call.findtext("in")))


def _profiles(call: etree._Element) -> etree._Element:
    profile = node(
        "profil",
        nazwa="Sklep Żuraw",
        ulica="Składowa",
        numerDomu="5",
        miejscowosc="Łódź",
        kodPocztowy="90127",
        kraj="Polska",
        email="sklep@example.pl",
        mobile="600700800",
        idProfil=5501,
        nazwaSkrocona="Sklep",
    )
    return answer("getProfilList", profile)


def _guids(call: etree._Element) -> etree._Element:
    count = int(call.findtext("ilosc", "0"))
    if not 1 <= count <= 100:
        raise SoapFault("getGuid gives 1 to 100", "Server")
    return answer("getGuid", *(node("guid", uuid.uuid4().hex.upper()) for _ in range(count)))


def _points(call: etree._Element) -> etree._Element:
    known = [POINTS[pni] for each in call if (pni := int(each.text or 0)) in POINTS]
    if not known:
        # The schema demands at least one point in an answer.
        raise SoapFault("Nie znaleziono placówki", "Server")
    return answer("getPlacowkaPocztowa", *(point.render() for point in known))


def _insurance(call: etree._Element) -> etree._Element:
    levels = (node("poziomyUbezpieczenia", typPrzesylki="POCZTEX2021", kwota=grosze) for grosze in _INSURANCE_GROSZE)
    return answer("getUbezpieczeniaInfo", *levels)
