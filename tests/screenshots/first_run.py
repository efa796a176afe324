"""The settings of a program that has just been installed, in the window's own size."""

import json
import tempfile
from pathlib import Path

from agent.demo.browser import BrowserOptions, Tab, browser
from agent.demo.setup import NRB
from agent.newest_version import SEEN_FILE
from tests.settings.conftest import new_home
from tests.settings.pages import go

from .camera import Camera

PICTURES = (
    "pierwsze-kroki",
    "polacz-allegro",
    "kod-allegro",
    "inpost",
    "poczta-polska",
    "rachunek-do-pobran",
    "orlen-paczka",
    "przesylka-probna",
    "nowa-wersja",
)
WINDOW = (1120, 800)
ALLEGROS_CODE = """(() => {
  const real = fetch;
  const answers = {
    "api/allegro.begin": { code: "W4K7TN9QX", link: "https://allegro.pl/skojarz-aplikacje?code=W4K7TN9QX" },
    "api/allegro.state": { phase: "waiting", text: "", login: "", again: false },
  };
  window.fetch = async (address, asked) => (address in answers ? Response.json(answers[address]) : real(address, asked));
})()"""
"""Always the same code, with a link to Allegro, which no stand-in can have."""
LANGUAGE_NOTE = "Ustawienia, ikona obok zegara i polecenia. Rozszerzenie ma język przeglądarki."
FORM = (1120, 1000)


async def walk(camera: Camera) -> None:
    """From the empty program to the forms of the carriers; nothing is saved but Poczta Polska's account."""
    with tempfile.TemporaryDirectory() as folder:
        async with new_home(Path(folder) / "home") as home, browser("chromium", BrowserOptions(window=WINDOW)) as opened:
            tab = await opened.new_tab(await home.address())
            await tab.until("document.querySelector('.first li')")
            await camera.take(tab, "pierwsze-kroki", size=WINDOW)

            options = home.world.allegro.options
            await go(tab, "allegro")
            await fill(tab, application_name=options.application_name, client_id=options.client_id)
            await camera.take(tab, "polacz-allegro", size=FORM)
            await fill(tab, secret=options.client_secret)
            await tab.evaluate(ALLEGROS_CODE)
            await tab.click_element("form button[type=submit]")
            await tab.until("document.querySelector('.code')")
            await camera.take(tab, "kod-allegro", size=(1120, 1140))

            await go(tab, "accounts/new/inpost")
            await fill(tab, **{"settings-organization_id": "7008", "secrets-token": "x" * 24})
            await camera.take(tab, "inpost", size=FORM)

            assert home.world.en is not None
            post = home.world.en.options
            await go(tab, "accounts/new/poczta_polska")
            await fill(
                tab,
                **{
                    "settings-login": post.login,
                    "secrets-password": post.password,
                    "settings-office": str(post.offices[0].number),
                    "settings-cod_account": NRB,
                },
            )
            await camera.take(tab, "poczta-polska", size=FORM)
            await tab.click_element("form button[type=submit]")
            await tab.until("document.querySelector('dialog').open")
            await camera.take(tab, "rachunek-do-pobran", size=WINDOW)
            await tab.click_element("#question-no")

            await go(tab, "accounts/new/paczka_w_ruchu")
            await fill(
                tab,
                **{
                    "settings-partner_id": home.world.pwr.options.partner_id,
                    "settings-sender_company": "Sklep Żuraw",
                    "settings-sender_street": "Malborska",
                    "settings-sender_building": "130",
                    "settings-sender_post_code": "30-624",
                    "settings-sender_city": "Kraków",
                    "settings-sender_phone": "500600700",
                    "settings-sender_email": "sklep@example.com",
                    "secrets-partner_key": "x" * 12,
                },
            )
            await camera.take(tab, "orlen-paczka", size=FORM)

            await go(tab, "start/trial")
            await tab.click_element("main button.primary")
            await tab.until("document.querySelector('.result.good')")
            await camera.take(tab, "przesylka-probna", size=(1120, 640))
    await _newer_version(camera)


async def _newer_version(camera: Camera) -> None:
    """As it is after an extension of that version has been there."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SEEN_FILE).write_text("1.4.0\n", encoding="utf-8")
        async with new_home(Path(folder)) as home, browser("chromium", BrowserOptions(window=WINDOW)) as opened:
            tab = await opened.new_tab(await home.address())
            await go(tab, "general")
            await tab.until("document.querySelector('[data-newer]')")
            # the pictures' language comes from the environment, which a seller's does not
            await tab.evaluate(f"document.querySelector('#field-language-note').textContent = {json.dumps(LANGUAGE_NOTE)}")
            await camera.take(tab, "nowa-wersja", size=(1120, 820))


async def fill(tab: Tab, **values: str) -> None:
    """Puts values into fields; how a person types is tested in `tests/settings`."""
    for field, value in values.items():
        await tab.evaluate(f"document.querySelector('#field-{field}').value = {json.dumps(value)}")
