"""Giving the day's parcels to the post office, at the command line and over the socket, whatever the wire does."""

import asyncio
import json
import uuid
from pathlib import Path

import httpx
import pytest

from agent.cli.exit_codes import ExitCode
from agent.client import CallFailed
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.setup import POCZTA, POCZTA_ALLEGRO
from agent.shipping.pdf import page_count
from shared_schema.codes import ErrorCode
from shared_schema.handover import (
    HandoverBookParams,
    HandoverBookResult,
    HandoverListResult,
    HandoverSendParams,
    HandoverSendResult,
    OpenSet,
)
from shared_schema.request import NoParams
from tests.cli.conftest import Terminal
from tests.faults.test_poczta import Running, shop

SEND = "/sendEnvelope$"


async def waiting(it: Running) -> list[OpenSet]:
    return (await it.client.call("handover.list", NoParams(), HandoverListResult)).sets


async def send(it: Running, each: OpenSet) -> HandoverSendResult:
    params = HandoverSendParams(account_id=each.account_id, set_id=each.set_id, key=str(uuid.uuid4()), again=False)
    return await it.client.call("handover.send", params, HandoverSendResult)


async def test_the_sets_of_both_accounts_wait_are_sent_once_and_their_books_are_kept(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX, OrderKind.ALLEGRO_POCZTEX, OrderKind.ALLEGRO_REGISTERED) as it:
        await it.ship()
        sets = await waiting(it)
        assert [(each.account_id, each.place, each.parcels, each.earlier) for each in sets] == [
            (POCZTA, "UP Łódź 1", 1, False),
            (POCZTA_ALLEGRO, "UP Łódź 1", 2, False),
        ]
        sent = await send(it, sets[1])
        assert (sent.parcels, sent.errors, sent.book_error) == (2, [], None)
        assert [each.account_id for each in await waiting(it)] == [POCZTA]
        kept = tmp_path / "home" / "handover" / f"{POCZTA_ALLEGRO}-{sent.handed_id}.pdf"
        assert page_count(kept.read_bytes()) == 1
        assert kept.stat().st_mode & 0o777 == 0o600
        assert (it.en_allegro.called("sendEnvelope"), it.en.called("sendEnvelope")) == (1, 0)
        assert it.en.foreign_changes() == it.en_allegro.foreign_changes() == []


async def test_the_kept_book_is_given_again_without_asking_the_carrier(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        sent = await send(it, (await waiting(it))[0])
        for _ in range(2):
            params = HandoverBookParams(account_id=POCZTA, handed_id=sent.handed_id)
            made = await it.client.call("handover.book", params, HandoverBookResult)
            async with httpx.AsyncClient(trust_env=False) as http:
                answer = await http.get(f"http://127.0.0.1:{it.port}{made.path}")
            assert answer.content.startswith(b"%PDF-")
        assert it.en.called("getOutboxBook") == 1


async def test_the_status_is_followed_and_a_rejected_set_says_so(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX, en=EnOptions(envelope_step_s=0)) as it:
        await it.ship()
        assert (await send(it, (await waiting(it))[0])).status == "accepted"
    async with shop(tmp_path / "other", OrderKind.POCZTEX, en=EnOptions(envelope_step_s=None)) as it:
        await it.ship()
        it.en.faults.arm(Fault.ERROR_BEFORE, method="POST", path="/getEnvelopeStatus$", times=None)
        assert (await send(it, (await waiting(it))[0])).status == "under_way"


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.HTML_OK_AFTER])
async def test_a_set_whose_answer_was_lost_is_found_and_never_sent_again(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        it.en.faults.arm(fault, method="POST", path=SEND)
        sent = await send(it, (await waiting(it))[0])
        assert [str(each) for each in it.en.bufors.envelopes] == [sent.handed_id]
        assert it.en.called("sendEnvelope") == 1
        assert await waiting(it) == []


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.HTML_OK, Fault.REDIRECT])
async def test_a_set_that_may_have_been_sent_and_was_not_waits_on(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        [each] = await waiting(it)
        it.en.faults.arm(fault, method="POST", path=SEND)
        with pytest.raises(CallFailed) as caught:
            await send(it, each)
        assert (caught.value.error.code, caught.value.error.outcome) == (ErrorCode.HAND_OVER_UNKNOWN, "unknown")
        assert it.en.called("sendEnvelope") == 1
        assert await waiting(it) == [each]
        assert (await send(it, each)).parcels == 1


async def test_the_sellers_own_bufor_cannot_be_sent_from_here(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        [foreign] = it.en.bufors.bufors
        params = HandoverSendParams(account_id=POCZTA, set_id=str(foreign), key=str(uuid.uuid4()), again=False)
        with pytest.raises(CallFailed) as caught:
            await it.client.call("handover.send", params, HandoverSendResult)
        assert caught.value.error.code is ErrorCode.SET_NOT_OPEN
        assert it.en.called("sendEnvelope") == 0
        assert it.en.foreign_changes() == []


async def test_a_missing_book_does_not_make_the_sending_a_failure_and_comes_later(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        it.en.faults.arm(Fault.HTML_OK, method="POST", path="/getOutboxBook$")
        sent = await send(it, (await waiting(it))[0])
        assert sent.book_error is not None
        params = HandoverBookParams(account_id=POCZTA, handed_id=sent.handed_id)
        assert (await it.client.call("handover.book", params, HandoverBookResult)).pages == 1


async def test_an_account_that_does_not_answer_hides_no_other(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX, OrderKind.ALLEGRO_POCZTEX) as it:
        await it.ship()
        await it.en.stop()
        listed = await it.client.call("handover.list", NoParams(), HandoverListResult)
        assert [each.account_id for each in listed.sets] == [POCZTA_ALLEGRO]
        assert [(each.account_id, each.error.code) for each in listed.failed] == [(POCZTA, ErrorCode.CARRIER_UNAVAILABLE)]


async def test_at_the_command_line_the_list_then_the_sending_then_nothing_more(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX, OrderKind.ALLEGRO_POCZTEX) as it:
        await it.ship()
        note_port(it.home, it.port)
        terminal = Terminal(it.home)
        terminal.vault.secrets.update(it.vault.secrets)
        listed = await asyncio.to_thread(terminal.call, "handover", "--list", "--json")
        assert listed.exit_code == ExitCode.OK, listed.output
        assert [each["parcels"] for each in json.loads(listed.stdout)["waiting"]] == [1, 1]
        assert it.en.called("sendEnvelope") == 0
        asked = await asyncio.to_thread(terminal.call, "handover", "-o", str(tmp_path))
        assert asked.exit_code == ExitCode.NOT_CONFIRMED, asked.output
        assert it.en.called("sendEnvelope") == 0
        sent = await asyncio.to_thread(terminal.call, "handover", "--yes", "--json", "-o", str(tmp_path))
        assert sent.exit_code == ExitCode.OK, sent.output
        handed = json.loads(sent.stdout)["handed_over"]
        assert [page_count(Path(each["book"]).read_bytes()) for each in handed] == [1, 1]
        again = await asyncio.to_thread(terminal.call, "handover", "--yes")
        assert again.exit_code == ExitCode.OK, again.output
        assert (it.en.called("sendEnvelope"), it.en_allegro.called("sendEnvelope")) == (1, 1)
