"""A home folder and secrets of a seller whose accounts are the stand-ins: as after the first run, without the typing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tomlkit

from agent.allegro.tokens import CLIENT_SECRET, TokenPair, tokens_of
from agent.connections import secret_name

from .stand_ins import StandIns

ACCOUNT = "inpost"
POCZTA = "poczta"
POCZTA_ALLEGRO = "poczta-allegro"
NRB = "61109010140000071219812874"
ORLEN_ACCOUNT = "orlen"


def write_config(
    home: Path,
    world: StandIns,
    *,
    station: str = "stanowisko 1",
    inpost: Mapping[str, int | str] | None = None,
    poczta: Mapping[str, int | str] | None = None,
    orlen: Mapping[str, int | str] | None = None,
) -> None:
    """Writes `config.toml` with every service address pointing to the stand-ins.

    `inpost` overrides the account's settings, `poczta` those of the accounts of Poczta Polska whose stand-ins are there.
    With `orlen` there is an account at ORLEN Paczka too, with these settings over the demo's.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = {
        "station": {"name": station},
        "allegro": {
            "client_id": world.allegro.options.client_id,
            "application_name": world.allegro.options.application_name,
            "accounts": [{"id": each.user_id, "login": each.login} for each in world.allegro.sellers],
        },
        "endpoints": {
            "allegro_api": world.allegro.api_url,
            "allegro_auth": world.allegro.auth_url,
            "inpost": world.shipx.url,
            "inpost_points": world.shipx.points_url,
            **({"poczta_polska": world.en.url} if world.en else {}),
            **({"poczta_polska_allegro": world.en_allegro.url} if world.en_allegro else {}),
            "paczka_w_ruchu": world.pwr.url,
        },
        "accounts": [
            {
                "id": ACCOUNT,
                "carrier": "inpost",
                "name": "InPost",
                "organization_id": world.shipx.options.organization_id,
                **(inpost or {}),
            },
            *_post_accounts(world, poczta or {}),
            *([] if orlen is None else [{**_orlen(world), **orlen}]),
        ],
    }
    (home / "config.toml").write_text(tomlkit.dumps(config), encoding="utf-8")


def _post_accounts(world: StandIns, changes: Mapping[str, int | str]) -> list[dict[str, int | str]]:
    kinds = ((world.en, POCZTA, "poczta_polska", "Poczta Polska"),
             (world.en_allegro, POCZTA_ALLEGRO, "poczta_polska_allegro", "Poczta Polska (Allegro)"))  # fmt: skip
    return [
        {
            "id": account,
            "carrier": carrier,
            "name": name,
            "login": server.options.login,
            "office": server.options.offices[0].number,
            "cod_account": NRB,
            **changes,
        }
        for server, account, carrier, name in kinds
        if server is not None
    ]


def demo_secrets(world: StandIns) -> dict[str, str]:
    """What the key store would hold: Allegro's tokens and application secret, and the carriers' secrets."""
    return {
        **{tokens_of(each.user_id): allegro_tokens(world, each.user_id) for each in world.allegro.sellers},
        CLIENT_SECRET: world.allegro.options.client_secret,
        secret_name(ACCOUNT, "token"): world.shipx.options.token,
        **({secret_name(POCZTA, "password"): world.en.options.password} if world.en else {}),
        **({secret_name(POCZTA_ALLEGRO, "password"): world.en_allegro.options.password} if world.en_allegro else {}),
        secret_name(ORLEN_ACCOUNT, "partner_key"): world.pwr.options.partner_key,
    }


def allegro_tokens(world: StandIns, user_id: str | None = None) -> str:
    """Fresh tokens of a seller, the first where none is named, as the key store holds them."""
    tokens = world.allegro.issue_tokens(user_id=user_id)
    pair = TokenPair.model_validate(
        {
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token,
            "expires_at": datetime.now(UTC) + timedelta(seconds=tokens.expires_in),
            "scope": tokens.scope,
        }
    )
    return pair.model_dump_json()


def _orlen(world: StandIns) -> dict[str, int | str]:
    return {
        "id": ORLEN_ACCOUNT,
        "carrier": "paczka_w_ruchu",
        "name": "ORLEN Paczka",
        "partner_id": world.pwr.options.partner_id,
        "sender_company": "Sklep Żuraw",
        "sender_street": "Malborska",
        "sender_building": "130",
        "sender_post_code": "30-624",
        "sender_city": "Kraków",
        "sender_phone": "500600700",
        "sender_email": "sklep@example.com",
        "requests_per_minute": 6000,
    }
