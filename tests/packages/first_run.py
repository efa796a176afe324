"""What a seller does in the settings' window after the first start, by mouse and keyboard, and what the window answers."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from agent.demo.setup import NRB
from agent.demo.stand_ins import StandIns
from tests.desktop.web_view import WebView

SAVED = "Zapisano. Połączenie działa"
LOCKER = "KRA012"
OFFICES = (260629, 260628)
"""At Poczta Polska, ordinary and Allegro's: the second and the first of the contract."""
POST_SENDER = {
    "nazwa": "Sklep Gęsi",
    "ulica": "Zwykła",
    "numer domu": "7",
    "kod pocztowy": "90-361",
    "miejscowość": "Łódź",
}
ORLEN_SENDER = {
    "nazwa": "Sklep Żuraw",
    "ulica": "Malborska",
    "numer domu": "130",
    "kod pocztowy": "30-624",
    "miejscowość": "Kraków",
    "telefon": "500600700",
    "e-mail": "sklep@example.com",
}


async def connect_allegro(view: WebView, world: StandIns) -> None:
    """By the device flow: the code is confirmed on Allegro's page, as the seller does in his browser."""
    options = world.allegro.options
    await view.click("link", "Zacznij: Połącz Allegro")
    await view.write("Nazwa aplikacji", options.application_name)
    await view.write("Client ID", options.client_id)
    await view.write("Client Secret", options.client_secret)
    await view.press("Return")
    await view.read("Potwierdź na Allegro ten kod:")
    [waiting] = world.allegro.pending_user_codes()
    shown = await view.read(r"(?i)[a-z0-9]{3}( ?[a-z0-9]{3}){2}$")
    assert re.sub(r"\W", "", shown).lower() == waiting.lower()
    async with aiohttp.ClientSession() as seller:
        page = f"{world.allegro.auth_url}/skojarz-aplikacje"
        async with seller.post(page, data={"code": waiting, "answer": "allow"}) as answer:
            assert answer.status == 200
    await view.read(f"Połączono z kontem {options.login}")


async def add_inpost(view: WebView, world: StandIns) -> None:
    """With gabaryt B, and a locker found by its town."""
    options = world.shipx.options
    await _new_account(view, "InPost")
    await view.write("Identyfikator organizacji", str(options.organization_id))
    await view.write("Token", options.token)
    await view.choose("Domyślny gabaryt: Paczkomat", "Gabaryt B (19 × 38 × 64 cm)")
    await view.choose("Sposób nadania: Paczkomat", "w stałym Paczkomacie")
    await view.write("Znajdź Paczkomat", "Kraków Królewska", role="searchbox")
    await view.click("button", "Szukaj")
    await view.click("button", LOCKER)
    await view.read(f"Wybrany: {LOCKER}")
    await _save(view)


async def add_post(view: WebView, world: StandIns) -> None:
    """The ordinary account: an office from the contract's list, a sender of its own, the bank account confirmed."""
    assert world.en is not None
    options = world.en.options
    await _new_account(view, "Poczta Polska")
    await _post_access(view, options.login, options.password, f"UP Łódź 2 (numer {OFFICES[0]})")
    await view.choose("Domyślny format: Pocztex", "Format M")
    await view.write("Rachunek do pobrań", NRB)
    for field, text in POST_SENDER.items():
        await view.write(f"Nadawca: {field}", text)
    await view.click("button", "Sprawdź i zapisz")
    await view.read("Pieniądze kupujących")
    await view.click("button", "Tak, to mój rachunek")
    await view.read(SAVED)


async def add_post_allegro(view: WebView, world: StandIns) -> None:
    """The account for Allegro parcels: another office and format, and the sender that Poczta Polska knows."""
    assert world.en_allegro is not None
    options = world.en_allegro.options
    await _new_account(view, "Poczta Polska (Allegro)")
    await _post_access(view, options.login, options.password, f"UP Łódź 1 (numer {OFFICES[1]})")
    await view.choose("Domyślny format: Pocztex", "Format L")
    await _save(view)


async def add_orlen(view: WebView, world: StandIns) -> None:
    """With gabaryt L."""
    options = world.pwr.options
    await _new_account(view, "ORLEN Paczka")
    await view.write("PartnerID", options.partner_id)
    await view.write("PartnerKey", options.partner_key)
    await view.choose("Domyślny gabaryt", "Gabaryt L (41 × 38 × 60 cm)")
    for field, text in ORLEN_SENDER.items():
        await view.write(f"Nadawca: {field}", text)
    await _save(view)


async def check_connections(view: WebView, *accounts: str) -> None:
    """Every account's own button, and the carrier's good answer beside it."""
    await view.click("link", "Przewoźnicy")
    for number, account in enumerate(accounts, 1):
        await view.click("button", f"Sprawdź połączenie: {account}")
        await view.read("Połączenie działa", times=number)


async def extension_folder(view: WebView) -> Path:
    """Which folder the window tells to load."""
    await view.click("link", "Pierwsze kroki")
    await view.click("link", "Zacznij: Zainstaluj rozszerzenie")
    await view.read("Rozszerzenie jest w folderze programu")
    return Path(await view.read("/"))


async def let_browser_in(view: WebView, type_code: Callable[[str], Awaitable[None]]) -> None:
    """Shows the code, which `type_code` gives to the browser's page, and answers that it was the seller himself."""
    await view.click("link", "Przeglądarki")
    await view.click("button", "Sparuj przeglądarkę")
    await type_code(await view.read(r"\d{6}$"))
    await view.click("button", "Tak, to ja")
    await view.read("Przeglądarka .* jest sparowana")


async def look_round(view: WebView) -> None:
    """Everything but the trial parcel counts as done, and the diagnosis finds nothing broken."""
    await view.click("link", "Pierwsze kroki")
    await view.read(r"Zrobione: 4 z 5\.")
    await view.click("link", "Diagnostyka")
    await view.read("dobrze", times=8)
    assert [each.name for each in await view.elements() if each.name == "zepsute"] == []


async def _new_account(view: WebView, carrier: str) -> None:
    await view.click("link", "Przewoźnicy")
    await view.click("link", carrier)
    await view.read(f"Nowe konto: {re.escape(carrier)}$")


async def _post_access(view: WebView, login: str, password: str, office: str) -> None:
    await view.write("Login", login)
    await view.write("Hasło", password)
    await view.click("button", "Wczytaj listę od przewoźnika")
    await view.read("Wczytano")
    await view.choose("Urząd nadania", office)


async def _save(view: WebView) -> None:
    await view.click("button", "Sprawdź i zapisz")
    await view.read(SAVED)
