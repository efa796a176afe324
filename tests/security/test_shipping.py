"""Rows of the threat model that need the whole agent: secrets that never leave, answers that are not trusted."""

import ast
import asyncio
import logging
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import TypeAdapter

from agent.allegro.marketplace import open_marketplace
from agent.allegro.settings import AllegroSettings
from agent.allegro.tokens import CLIENT_SECRET, TokenPair, tokens_of
from agent.app import running
from agent.carriers.inpost.account import open_account
from agent.carriers.inpost.settings import InpostSettings
from agent.client import connect
from agent.connections import secret_name
from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.certificate import server_context
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import ACCOUNT, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import start_stand_ins
from agent.log import setup_logging
from agent.server import socket
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import Parcel
from shared_schema.agent import AgentStatusResult
from shared_schema.base import WireModel
from shared_schema.outgoing import AnyOutgoing
from shared_schema.request import NoParams
from tests.faults.shipping import create, items, plan, wait

CANARY = "canary7f3c9d"
SECOND = "76093512"
ROOT = Path(__file__).parents[2]


async def test_rows_16_and_23_no_credential_in_any_frame_file_or_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way with planted secrets, at the most talkative log level, with answers that fail and credentials refused."""
    frames: list[str] = []
    encode = socket.encode

    def recorded(message: WireModel) -> str:
        frames.append(encode(message))
        return frames[-1]

    monkeypatch.setattr(socket, "encode", recorded)
    monkeypatch.setattr("agent.server.server.encode", recorded)
    home = tmp_path / "home"
    setup_logging(home, logging.DEBUG)
    shipx = ShipxOptions(token=f"{CANARY}token", confirm_after_s=0.05)
    allegro = AllegroOptions(client_secret=f"{CANARY}secret")
    orders = [build_order(OrderKind.LOCKER, number) for number in (1, 2, 3)]
    try:
        async with start_stand_ins(orders, shipx=shipx, allegro=allegro) as world:
            world.allegro.add_seller(SECOND, "zuraw_outlet", [build_order(OrderKind.LOCKER, 5001)])
            write_config(home, world, inpost={"requests_per_minute": 6000})
            secrets = demo_secrets(world)
            assert CANARY in secrets[CLIENT_SECRET]
            assert CANARY in secrets[secret_name(ACCOUNT, "token")]
            pairs = [TokenPair.model_validate_json(secrets[tokens_of(each.user_id)]) for each in world.allegro.sellers]
            tokens = [each.get_secret_value() for pair in pairs for each in (pair.access_token, pair.refresh_token)]
            assert len(tokens) == 4
            vault = MemoryVault(secrets)
            async with running(home, vault, port=0, patience=0.03) as server, connect(server.port, vault) as client:
                rows = await plan(client, list(world.allegro.orders))
                world.shipx.faults.arm(Fault.HTML_ERROR, method="POST", path="/shipments$")
                world.allegro.faults.arm(Fault.ERROR_BEFORE, method="POST", path="/shipments$")
                job = await create(client, rows[:2])
                await wait(client, job)
                world.shipx.options = replace(world.shipx.options, token="another")  # the stand-in's own
                job = await create(client, rows[2:])
                await wait(client, job)
                await items(client, job)
                await client.call("agent.status", NoParams(), AgentStatusResult)
    finally:
        setup_logging(None)
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"config.toml", "ledger.sqlite", "nadajnik.log"}
    assert len(frames) > 10
    for text in [*frames, *(path.read_bytes().decode(errors="replace") for path in kept)]:
        assert CANARY not in text
        assert not any(token in text for token in tokens)


def test_row_16_no_message_to_the_extension_has_a_field_for_a_secret() -> None:
    models = TypeAdapter[AnyOutgoing](AnyOutgoing).json_schema()["$defs"]
    words = ("token", "secret", "password", "credential", "bank", "iban")
    names = {f"{model}.{name}" for model, schema in models.items() for name in schema.get("properties", {})}
    assert len(names) > 50
    assert [name for name in names if any(word in name.lower() for word in words)] == []
    assert [name for name in names if name.endswith(".key")] == ["Paired.key"]


def test_row_22_xml_is_parsed_without_entities_dtds_and_network() -> None:
    """Every parser in the product is built with these three switched off, and none reads with a library's default one.

    That an answer with a DTD comes to nothing, and an endless one is cut, is in the tests of the carriers that speak XML.
    """
    parsers = 0
    for path in (ROOT / "agent").rglob("*.py"):
        if path.is_relative_to(ROOT / "agent/demo"):
            continue  # the stand-ins of carriers parse what the product sends
        code = path.read_text(encoding="utf-8")
        assert not any(library in code for library in ("import xml", "from xml")), path
        for call in (each for each in ast.walk(ast.parse(code)) if isinstance(each, ast.Call)):
            name = ast.unparse(call.func)
            given = {each.arg: ast.unparse(each.value) for each in call.keywords}
            if name == "etree.XMLParser":
                parsers += 1
                wanted = {"resolve_entities": "False", "no_network": "True", "load_dtd": "False"}
                assert {key: given.get(key) for key in wanted} == wanted, path
            elif name in ("etree.fromstring", "etree.parse", "etree.XML", "etree.iterparse"):
                assert len(call.args) > 1 or "parser" in given, f"{path}: {name} with the default parser"
    assert parsers


@asynccontextmanager
async def stranger(answer: bytes, tls: ssl.SSLContext | None) -> AsyncIterator[str]:
    async def reply(_: web.Request) -> web.Response:
        return web.Response(body=answer, content_type="application/json", status=201)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", reply)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def failure_of_a_parcel(address: str) -> ShippingError:
    account = open_account("inpost", InpostSettings(organization_id=1), {"token": "t"}, {"inpost": address})
    try:
        with pytest.raises(ShippingError) as caught:
            await account.create([Parcel("reference", "{}")])
        return caught.value
    finally:
        await account.close()


async def test_row_22_a_wrong_certificate_gets_nothing() -> None:
    async with stranger(b'{"id": 1}', server_context(["127.0.0.1"])) as address:
        assert (await failure_of_a_parcel(address)).failure.outcome == "not_sent"


async def test_row_22_an_endless_answer_is_cut_and_the_parcel_looked_up() -> None:
    async with stranger(b"[" * (100 * 1024 * 1024), None) as address:
        assert (await failure_of_a_parcel(address)).failure.outcome == "unknown"


async def test_row_22_an_endless_answer_of_allegros_is_cut() -> None:
    async with start_stand_ins([build_order(OrderKind.LOCKER, 1)]) as world:
        world.allegro.faults.arm(Fault.HTML_OK, path="/me$", times=None, body="x" * (20 * 1024 * 1024))
        vault = MemoryVault(demo_secrets(world))
        settings = AllegroSettings(client_id="demo-client", application_name="Nadajnik")
        endpoints = {"allegro_api": world.allegro.api_url, "allegro_auth": world.allegro.auth_url}
        market = open_marketplace(settings, world.allegro.options.user_id, vault, endpoints)
        try:
            with pytest.raises(ShippingError):
                await asyncio.wait_for(market.seller(), 30)
        finally:
            await market.close()


async def test_row_21_a_carriers_file_name_goes_nowhere(tmp_path: Path) -> None:
    """Names are our own: our reference in the label folder, a pattern in the download; the carrier's is never even read."""
    for room in ("carriers", "shipping", "api"):
        for path in (ROOT / "agent" / room).rglob("*.py"):
            assert "content-disposition" not in path.read_text(encoding="utf-8").lower(), path
    async with start_stand_ins([build_order(OrderKind.LOCKER, 1)], shipx=ShipxOptions(confirm_after_s=0.05)) as world:
        home = tmp_path / "home"
        write_config(home, world)
        vault = MemoryVault(demo_secrets(world))
        async with running(home, vault, port=0, patience=0.03) as server, connect(server.port, vault) as client:
            job = await create(client, await plan(client, list(world.allegro.orders)))
            await wait(client, job)
    labels = home / "labels"
    [label] = labels.iterdir()
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{12}\.pdf", label.name)
    assert (label.stat().st_mode & 0o077, labels.stat().st_mode & 0o077) == (0, 0)
