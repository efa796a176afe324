"""Who may come in, and what one address with many operations looks like."""

from datetime import date, timedelta

import httpx
import pytest

from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.faults import Fault as Broken
from tests.demo.en_caller import EnCaller, Fault, errors, guid, letter, opened, soap


async def test_a_wrong_password_gets_401_without_a_body(en: EnCaller) -> None:
    en.auth = ("sklep_zuraw", "zgadnięte")
    answer = await en.post(soap("getKarty"), "getKarty")
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


async def test_wrong_passwords_block_the_login_even_for_the_right_one(en: EnCaller) -> None:
    right, en.auth = en.auth, (en.auth[0], "zgadnięte")
    for _ in range(3):
        await en.post(soap("getKarty"), "getKarty")
    en.auth = right
    assert (await en.post(soap("getKarty"), "getKarty")).status_code == 401
    assert en.server.account.blocked
    en.server.account.unblock()
    await en.call("getKarty")


async def test_a_right_password_forgets_the_wrong_ones_before_it(en: EnCaller) -> None:
    right = en.auth
    for password in ("a", "b", right[1], "c", "d", right[1]):
        en.auth = (right[0], password)
        await en.post(soap("getKarty"), "getKarty")
    assert not en.server.account.blocked
    en.auth = ("kto_inny", "x")
    for _ in range(5):
        assert (await en.post(soap("getKarty"), "getKarty")).status_code == 401
    assert not en.server.account.blocked, "another login"


async def test_hello_says_nothing_about_the_password(en: EnCaller, http: httpx.AsyncClient) -> None:
    en.auth = ("nikt", "nic")
    assert (await en.call("hello", "<in>ping</in>")).findtext("out") == "ping"
    async with EnServer(EnOptions(hello_checks_password=True)) as server:
        strict = EnCaller(server, http)
        strict.auth = ("nikt", "nic")
        assert (await strict.post(soap("hello", "<in>ping</in>"), "hello")).status_code == 401


async def test_a_new_password_counts_for_the_next_call(en: EnCaller) -> None:
    before = await en.call("getPasswordExpiredDate")
    assert before.findtext("dataWygasniecia") == (date.today() + timedelta(days=30)).isoformat()
    assert errors(await en.call("changePassword", "<newPassword> </newPassword>"))
    assert not errors(await en.call("changePassword", "<newPassword>Nowe-żółw</newPassword>"))
    assert (await en.post(soap("getKarty"), "getKarty")).status_code == 401
    en.auth = (en.auth[0], "Nowe-żółw")
    await en.call("getKarty")


async def test_cards_offices_profiles_points_and_insurance(en: EnCaller) -> None:
    cards = await en.call("getKarty")
    assert [(card.get("idKarta"), card.get("aktywna")) for card in cards] == [("902001", "true"), ("902002", "false")]
    assert not errors(await en.call("setAktywnaKarta", "<idKarta>902002</idKarta>"))
    assert errors(await en.call("setAktywnaKarta", "<idKarta>1</idKarta>"))
    assert [card.get("aktywna") for card in await en.call("getKarty", "<idKarta>902002</idKarta>")] == ["true"]
    assert [each.get("urzadNadania") for each in await en.call("getUrzedyNadania")] == ["260628", "260629"]
    assert [each.get("nazwaSkrocona") for each in await en.call("getProfilList")] == ["Sklep"]
    points = await en.call("getPlacowkaPocztowa", "<pni>414491</pni><pni>1</pni><pni>510007</pni>")
    assert [each.findtext("funkcja") for each in points] == ["NADAWCZO-ODDAWCZA", "NADAWCZA"]
    with pytest.raises(Fault):
        await en.call("getPlacowkaPocztowa", "<pni>1</pni>")
    assert len(await en.call("getUbezpieczeniaInfo")) > 1
    guids = {each.text for each in await en.call("getGuid", "<ilosc>100</ilosc>")}
    assert {len(each or "") for each in guids} == {32}
    assert len(guids) == 100
    with pytest.raises(Fault):
        await en.call("getGuid", "<ilosc>101</ilosc>")


async def test_calls_are_known_by_their_operation(en: EnCaller) -> None:
    await en.call("getKarty")
    await en.call("getUrzedyNadania")
    assert [call.path for call in en.server.calls] == ["/websrv/en.php/getKarty", "/websrv/en.php/getUrzedyNadania"]
    assert en.server.count("POST", "/websrv/en.php/getKarty") == en.server.called("getKarty", 200) == 1
    assert en.server.called("clearEnvelope") == 0


async def test_faults_meet_the_operation_they_are_armed_for(en: EnCaller) -> None:
    bufor, key = await en.bufor(), guid()
    en.server.faults.arm(Broken.LOST_ANSWER, path="/addShipment$")
    await en.call("getKarty")
    with pytest.raises(httpx.TransportError):
        await en.add(bufor, letter(key))
    assert await en.listed(bufor) == [(key, en.number(key))]
    en.server.faults.arm(Broken.ERROR_BEFORE, path="/addShipment$", status=500)
    with pytest.raises(Fault, match="Internal Server Error"):
        await en.add(bufor, letter(key))
    en.server.faults.arm(Broken.ERROR_BEFORE, path="/getKarty$", status=401)
    answer = await en.post(soap("getKarty"), "getKarty")
    assert (answer.status_code, answer.content) == (401, b"")
    en.server.faults.arm(Broken.RATE_LIMITED, path="/getKarty$", retry_after_s=7)
    assert (await en.post(soap("getKarty"), "getKarty")).headers["Retry-After"] == "7"
    assert len(en.server.by_guid(key)) == 1


async def test_state_survives_a_restart(http: httpx.AsyncClient) -> None:
    server = EnServer(EnOptions(foreign_shipments=0))
    async with server:
        caller = EnCaller(server, http)
        bufor = await caller.bufor()
        [key] = await caller.added(bufor)
    async with server:
        assert await caller.listed(bufor) == [(key, caller.number(key))]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"not xml", {}),
        (b"<a/>", {}),
        (soap("getKarty").replace(b"schemas.xmlsoap.org/soap", b"www.w3.org/2003/05/soap"), {}),
        (soap("getKarty").replace(b"e-nadawca.poczta-polska.pl", b"example.com"), {}),
        (soap("getKarty").replace(b"<e:Body>", b"<e:Body><other/>"), {}),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + soap("getKarty"), {}),
        (soap("getKarty"), {"Content-Type": "application/soap+xml"}),
        (soap("getKarty"), {"SOAPAction": '"http://e-nadawca.poczta-polska.pl/getGuid"'}),
        (soap("zamowKuriera"), {}),
    ],
)
async def test_what_is_no_call_of_the_service_is_a_fault(en: EnCaller, body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(Fault):
        opened(await en.post(body, "getKarty", **headers))


async def test_nothing_is_read_from_disk_or_network(en: EnCaller) -> None:
    thief = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + soap("hello", "<in>&b;</in>")
    answer = await en.post(thief, "hello")
    assert answer.status_code == 500
    assert b"<out>" not in answer.content
