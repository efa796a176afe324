"""Shipments abroad: where they may go, and the customs declaration that goods need outside the Union."""

import pytest

from tests.demo.en_caller import EnCaller, Fault, guid

ROW = (
    "<szczegolyZawartosciPrzesylki><okreslenieZawartosci>Kubek</okreslenieZawartosci><ilosc>2</ilosc><masaNetto>400</masaNetto>"
    "<wartosc>59.90</wartosc><numerTaryfyHs>691110</numerTaryfyHs><krajPochodzeniaKodAlfa2>PL</krajPochodzeniaKodAlfa2>"
    "</szczegolyZawartosciPrzesylki>"
)
DECLARATION = (
    "<deklaracjaCelna2><rodzaj>CN23</rodzaj><zawartoscPrzesylki>SPRZEDAZ_TOWARU</zawartoscPrzesylki>"
    f"<dokumentyTowarzyszace><rodzaj>FAKTURA</rodzaj><numer>7/2026</numer></dokumentyTowarzyszace>"
    f"<walutaKodISO>PLN</walutaKodISO>{ROW}</deklaracjaCelna2>"
)


def address(country: str) -> str:
    return f'<adres nazwa="Zoe Bell" ulica="12 High Street" miejscowosc="York" kodPocztowy="YO1 7HH" kraj="{country}"/>'


def parcel(key: str, country: str = "Wielka Brytania", declaration: str = DECLARATION) -> str:
    return (
        f'<przesylki guid="{key}" masa="1000" kategoria="EKONOMICZNA" xsi:type="n:paczkaZagranicznaType">{address(country)}'
        f'<zwrot zwrotPoLiczbieDni="15" sposobZwrotu="LOTNICZA"/>{declaration}</przesylki>'
    )


def letter(key: str, country: str = "Norwegia", declaration: str = DECLARATION, contents: str = "TOWARY") -> str:
    return (
        f'<przesylki guid="{key}" masa="500" xsi:type="n:przesylkaPoleconaZagranicznaType">{address(country)}{declaration}'
        f"<zawartosc>{contents}</zawartosc></przesylki>"
    )


async def test_both_kinds_get_numbers_of_the_postal_union(en: EnCaller) -> None:
    bufor, keys = await en.bufor(), [guid() for _ in range(4)]
    answers = await en.add(
        bufor, parcel(keys[0]), letter(keys[1]), parcel(keys[2], "Czechy", ""), letter(keys[3], "Niemcy", "", "KORESPONDENCJA")
    )
    assert [errors for _, errors in answers.values()] == [[], [], [], []]
    numbers = [answers[key][0] or "" for key in keys]
    assert [(each[:2], each[-2:], len(each)) for each in numbers] == [("CP", "PL", 13), ("RR", "PL", 13)] * 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (parcel("{}", "Polska"), "Przesyłka zagraniczna wymaga adresu poza Polską"),
        (parcel("{}", declaration=""), "Brak deklaracji celnej dla kraju przeznaczenia"),
        (parcel("{}", declaration=DECLARATION.replace("CN23", "CN22")), "Niepoprawna deklaracja celna"),
        (parcel("{}", declaration=DECLARATION.replace(">PLN<", ">zł<")), "Niepoprawna deklaracja celna"),
        (parcel("{}", declaration=DECLARATION.replace(">59.90<", ">0<")), "Niepoprawna deklaracja celna"),
        (parcel("{}", declaration=DECLARATION.replace(">691110<", ">kubek<")), "Niepoprawna deklaracja celna"),
        (
            parcel("{}", declaration=DECLARATION.replace(">400<", ">1001<")),
            "Masa netto w deklaracji celnej przekracza masę przesyłki",
        ),
        (letter("{}", contents="KUBEK"), "Niepoprawna zawartość przesyłki zagranicznej"),
    ],
)
async def test_what_is_refused_of_one_shipment(en: EnCaller, body: str, said: str) -> None:
    key = guid()
    [(number, errors)] = (await en.add(await en.bufor(), body.replace("{}", key))).values()
    assert (number, errors) == (None, [said])


@pytest.mark.parametrize(
    "bad",
    [
        DECLARATION.replace("SPRZEDAZ_TOWARU", "ZAKUPY"),
        DECLARATION.replace(ROW, ""),
        DECLARATION.replace(ROW, ROW * 6),
        DECLARATION.replace("<walutaKodISO>PLN</walutaKodISO>", ""),
        DECLARATION.replace(">59.90<", ">59,90<"),
        DECLARATION.replace("CN23", "CN24"),
    ],
)
async def test_what_breaks_the_schema_refuses_the_whole_call(en: EnCaller, bad: str) -> None:
    with pytest.raises(Fault):
        await en.add(await en.bufor(), parcel(guid(), declaration=bad))
