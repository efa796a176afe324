"""What breaks the schema is a Fault for the whole request, and nothing of it is done."""

import pytest

from tests.demo.en_caller import EnCaller, Fault, guid, letter, pocztex, unregistered

LETTER, POCZTEX = letter("G" * 32), pocztex("G" * 32, cod_grosze=100, pni=414491)


def changed(shipment: str, old: str, new: str) -> str:
    assert old in shipment, "mend this test"
    return shipment.replace(old, new)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(f'<przesylki guid="{"G" * 32}"/>', id="abstract type"),
        pytest.param(f'<przesylki guid="{"G" * 32}" xsi:type="n:przesylkaRejestrowanaType"/>', id="abstract type named"),
        pytest.param(changed(LETTER, "n:przesylkaPoleconaKrajowaType", "n:adresType"), id="another type"),
        pytest.param(changed(LETTER, "n:przesylkaPoleconaKrajowaType", "n:ePrzesylkaType"), id="type that is gone"),
        pytest.param(changed(LETTER, "n:przesylkaPoleconaKrajowaType", "przesylkaPoleconaKrajowaType"), id="type without prefix"),
        pytest.param(changed(LETTER, "G" * 32, "G" * 31), id="short guid"),
        pytest.param(changed(LETTER, f'guid="{"G" * 32}"', ""), id="no guid"),
        pytest.param(changed(LETTER, 'kategoria="EKONOMICZNA"', ""), id="required attribute"),
        pytest.param(changed(LETTER, "EKONOMICZNA", "NAJSZYBSZA"), id="enumeration"),
        pytest.param(changed(LETTER, 'masa="180"', 'masa="0"'), id="mass too small"),
        pytest.param(changed(LETTER, 'masa="180"', 'masa="10000000"'), id="mass too big"),
        pytest.param(changed(LETTER, 'masa="180"', 'masa="1,5"'), id="no integer"),
        pytest.param(changed(LETTER, 'masa="180"', 'masa="180" waga="1"'), id="unknown attribute"),
        pytest.param(changed(LETTER, 'format="S"', 'format="S" planowanaDataNadania="24.11.2026"'), id="no date"),
        pytest.param(changed(LETTER, 'format="S"', f'opis="{"o" * 501}"'), id="long opis"),
        pytest.param(changed(LETTER, "Anna Żółć", "A" * 61), id="long name"),
        pytest.param(changed(LETTER, "Anna Żółć", " "), id="blank name"),
        pytest.param(changed(LETTER, 'ulica="Kwiatowa"', 'ulica=""'), id="empty street"),
        pytest.param(changed(LETTER, "anna@example.pl", "a" * 42 + "@przyk.pl"), id="long e-mail"),
        pytest.param(changed(LETTER, "anna@example.pl", "a@b.p"), id="short e-mail"),
        pytest.param(changed(LETTER, "</przesylki>", "<adres/></przesylki>"), id="twice"),
        pytest.param(changed(LETTER, "</przesylki>", "<pobranie/></przesylki>"), id="a letter has no COD"),
        pytest.param(changed(LETTER, "</przesylki>", "<n:adres/></przesylki>"), id="qualified child"),
        pytest.param(changed(LETTER, "</przesylki>", "tekst</przesylki>"), id="text"),
        pytest.param(changed(LETTER, "</przesylki>", "<nadawca/><oplata/></przesylki>"), id="unknown element"),
        pytest.param(changed(POCZTEX, "<masa>2300</masa><format>M</format>", "<format>M</format><masa>2300</masa>"), id="order"),
        pytest.param(changed(POCZTEX, "<format>M<", "<format>XS<"), id="format XS"),
        pytest.param(changed(POCZTEX, "<masa>2300<", "<masa><"), id="empty value"),
        pytest.param(changed(POCZTEX, "</zawartoscInna>", "</zawartoscInna><zawartoscInna>b</zawartoscInna>"), id="choice"),
        pytest.param(changed(POCZTEX, 'kwotaPobrania="100"', 'kwotaPobrania="10000000"'), id="COD too big"),
        pytest.param(changed(POCZTEX, 'id="414491"', 'id="KRA010"'), id="a locker of another carrier"),
        pytest.param(changed(POCZTEX, '<punktOdbioru id="414491"/>', "<punktOdbioru>414491</punktOdbioru>"), id="bare number"),
        pytest.param(
            changed(POCZTEX, "<format>", "<numerPrzesylkiKlienta>a</numerPrzesylkiKlienta><format>"), id="customer number early"
        ),
        pytest.param(changed(unregistered("G" * 32), 'ilosc="10"', 'ilosc="0"'), id="count"),
        pytest.param(changed(unregistered("G" * 32), 'ilosc="10"', 'numerNadania="00359007738057873511"'), id="no numbers"),
    ],
)
async def test_one_bad_shipment_refuses_the_whole_request(en: EnCaller, bad: str) -> None:
    bufor = await en.bufor()
    with pytest.raises(Fault, match="przesylki"):
        await en.add(bufor, letter(guid()), bad)
    assert en.server.shipments == []


@pytest.mark.parametrize("good", [LETTER, POCZTEX, unregistered("G" * 32)])
async def test_without_the_change_they_are_taken(en: EnCaller, good: str) -> None:
    [(_, errors)] = (await en.add(await en.bufor(), good)).values()
    assert errors == []


@pytest.mark.parametrize(
    ("operation", "inner"),
    [
        ("hello", ""),
        ("getKarty", "<idKarta>x</idKarta>"),
        ("getUrzedyNadania", "<idKarta>1</idKarta>"),
        ("createEnvelopeBufor", ""),
        ("createEnvelopeBufor", '<bufor dataNadania="2026-13-01"/>'),
        ("createEnvelopeBufor", '<bufor urzadNadania="UP Łódź 1"/>'),
        ("addShipment", "<idBufor>260628001</idBufor>"),
        ("moveShipments", "<idBuforTo>1</idBuforTo><idBuforFrom>2</idBuforFrom><guid>a</guid>"),
        ("sendEnvelope", "<idBufor>1</idBufor><urzadNadania>260628</urzadNadania>"),
        ("getEnvelopeStatus", ""),
        ("getEnvelopeStatus", "<idEnvelope>2147483648</idEnvelope>"),
        ("getEnvelopeList", "<startDate>2026-11-24</startDate>"),
        ("getPlacowkaPocztowa", ""),
        ("getOutboxBook", "<idEnvelope>1</idEnvelope><includeNierejestrowane>tak</includeNierejestrowane>"),
    ],
)
async def test_every_request_is_checked(en: EnCaller, operation: str, inner: str) -> None:
    with pytest.raises(Fault, match=f"^/{operation}"):
        await en.call(operation, inner)
