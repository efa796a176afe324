"""addShipment: numbers, refusals per item, warnings, guids sent again."""

import httpx
import pytest

from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from tests.demo.en_caller import MASKED, EnCaller, Fault, guid, letter, pocztex, unregistered


async def test_one_item_is_refused_and_the_others_are_made(en: EnCaller) -> None:
    bufor, [good, bad, parcel] = await en.bufor(), [guid() for _ in range(3)]
    nameless = letter(bad).replace('nazwa="Anna Żółć" ', "")
    answer = await en.call("addShipment", letter(good) + nameless + pocztex(parcel) + f"<idBufor>{bufor}</idBufor>")
    found = {each.get("guid"): each for each in answer}
    [error] = found[bad]
    assert (error.get("errorNumber"), error.get("guid")) == ("33602", bad)
    assert found[bad].get("numerNadania") is None
    numbers = [found[key].get("numerNadania", "") for key in (good, parcel)]
    assert all(len(number) == 20 and number.isdecimal() for number in numbers)
    assert len(set(numbers)) == 2
    assert [key for key, _ in await en.listed(bufor)] == [good, parcel]


async def test_a_warning_beside_a_number_is_a_shipment(en: EnCaller) -> None:
    bufor, [first, second] = await en.bufor(), [guid(), guid()]
    en.server.plan_warning("Uwaga na kod pocztowy")
    en.server.plan_refusal("Nie dzisiaj", 70001)
    answer = await en.add(bufor, letter(first), letter(second))
    assert answer == {first: (en.number(first), ["Uwaga na kod pocztowy"]), second: (None, ["Nie dzisiaj"])}
    assert en.server.by_guid(second) == []
    assert (await en.add(bufor, letter(second)))[second][1] == []


async def test_unregistered_letters_have_no_number(en: EnCaller) -> None:
    bufor, key = await en.bufor(), guid()
    assert await en.add(bufor, unregistered(key)) == {key: (None, [])}
    assert len(en.server.by_guid(key)) == 1


async def test_a_repeated_guid_makes_a_second_shipment(en: EnCaller) -> None:
    bufor, key = await en.bufor(), guid()
    [(first, _)] = (await en.add(bufor, letter(key))).values()
    [(second, errors)] = (await en.add(bufor, letter(key))).values()
    assert first != second
    assert errors == []
    assert [each.number for each in en.server.by_guid(key)] == [first, second]


async def test_a_repeated_guid_can_be_refused_even_after_sending(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(repeated_guid="refused")) as server:
        en = EnCaller(server, http)
        bufor, other, key = await en.bufor(), await en.bufor(), guid()
        await en.add(bufor, letter(key))
        await en.call("sendEnvelope", f"<idBufor>{bufor}</idBufor>")
        [(number, errors)] = (await en.add(other, letter(key))).values()
        assert (number, errors) == (None, ["Przesyłka o podanym guid już istnieje"])
        assert len(server.by_guid(key)) == 1


async def test_a_number_of_the_callers_own_is_used_once(en: EnCaller) -> None:
    bufor, own = await en.bufor(), 'format="S" numerNadania="00359007731234567890"'
    [(number, _)] = (await en.add(bufor, letter(guid(), attributes=own))).values()
    [(again, errors)] = (await en.add(bufor, letter(guid(), attributes=own))).values()
    assert (number, again) == ("00359007731234567890", None)
    assert errors == ["Numer nadania jest już wykorzystany"]


async def test_five_hundred_and_no_more(en: EnCaller) -> None:
    bufor = await en.bufor()
    assert len(await en.add(bufor, *(letter(guid()) for _ in range(500)))) == 500
    with pytest.raises(Fault):
        await en.add(bufor, *(letter(guid()) for _ in range(501)))
    assert len(await en.listed(bufor)) == 500


async def test_what_was_made_is_found_by_description_and_e_mail(en: EnCaller) -> None:
    key = guid()
    await en.add(await en.bufor(), pocztex(key, email="ktos@example.pl"), letter(guid()))
    assert [each.guid for each in en.server.by_description("zam. 1001")] == [key]
    assert [each.guid for each in en.server.by_email("ktos@example.pl")] == [key]


FIRMOWA = (
    f'<przesylki guid="{guid()}" gabaryt="GABARYT_A" xsi:type="n:przesylkaFirmowaPoleconaType">'
    '<adres nazwa="A" ulica="B 1" miejscowosc="C" kodPocztowy="80180"/></przesylki>'
)
COD_WITHOUT_AMOUNT = (
    f'<przesylki guid="{guid()}" kategoria="EKONOMICZNA" gabaryt="GABARYT_A" wartosc="0" xsi:type="n:przesylkaPobraniowaType">'
    '<adres nazwa="A" ulica="B 1" miejscowosc="C" kodPocztowy="80180"/></przesylki>'
)


@pytest.mark.parametrize(
    ("shipment", "text"),
    [
        (letter(guid()).replace('<adres nazwa="Anna', '<nadawca nazwa="Anna'), "Brak adresu adresata"),
        (letter(guid()).replace('miejscowosc="Gdańsk"', ""), "Pole miejscowość adresata nie może być puste"),
        (letter(guid()).replace('ulica="Kwiatowa" numerDomu="12A"', ""), "Podaj ulicę lub numer domu adresata"),
        (letter(guid()).replace("80180", "80-180"), "Niepoprawny kod pocztowy adresata"),
        (letter(guid()).replace("501502503", "+48501502503"), "Niepoprawny numer telefonu komórkowego adresata"),
        (letter(guid(), attributes='format="S" masa="501"'), "Masa przesyłki przekracza dopuszczalną dla formatu"),
        (pocztex(guid(), pni=414491).replace('mobile="501502503"', ""), "Przesyłka do punktu wymaga numeru telefonu"),
        (pocztex(guid(), pni=999999), "Nie znaleziono punktu odbioru"),
        (pocztex(guid(), pni=510007), "Wybrany punkt przyjmuje tylko nadania"),
        (pocztex(guid(), pni=238551, cod_grosze=10_001), "Kwota pobrania przekracza maksymalną"),
        (pocztex(guid(), cod_grosze=0), "Brak kwoty pobrania"),
        (pocztex(guid(), cod_grosze=1).replace('nrb="61', 'nrb="PL'), "Niepoprawny numer rachunku bankowego"),
        (COD_WITHOUT_AMOUNT, "Brak kwoty pobrania"),
        (FIRMOWA, "Produkt ('Przesyłka firmowa polecona (845)') nie znajduje się na umowie zawartej z Pocztą Polską S.A."),
        (letter(guid(), email=MASKED), "Musisz mieć podpisaną umowę aby nadawać przesyłki Allegro Dostawa"),
        (letter(guid(), more='<relatedToAllegro id="1"/>'), "Musisz mieć podpisaną umowę"),
    ],
)
async def test_refusals(en: EnCaller, shipment: str, text: str) -> None:
    bufor = await en.bufor()
    [(number, errors)] = (await en.add(bufor, shipment)).values()
    assert number is None
    assert [error for error in errors if error.startswith(text)], errors
    assert await en.listed(bufor) == []


@pytest.mark.parametrize(
    "shipment",
    [
        pocztex(guid(), pni=238551, cod_grosze=10_000),
        pocztex(guid(), pni=10027341),
        letter(guid(), attributes='format="L" masa="2000"'),
        letter(guid()).replace('ulica="Kwiatowa" ', ""),
    ],
)
async def test_what_is_just_right_is_taken(en: EnCaller, shipment: str) -> None:
    [(number, errors)] = (await en.add(await en.bufor(), shipment)).values()
    assert number
    assert errors == []


async def test_the_contract_decides_which_products_there_are(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(products=("przesylkaFirmowaPoleconaType",))) as server:
        en = EnCaller(server, http)
        bufor, key = await en.bufor(), guid()
        [firm, plain] = (await en.add(bufor, FIRMOWA, letter(key))).values()
        assert firm[1] == []
        assert plain == (None, ["Produkt ('Przesyłka polecona') nie znajduje się na umowie zawartej z Pocztą Polską S.A."])
