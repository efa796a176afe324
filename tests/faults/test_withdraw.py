"""Taking parcels back through the whole agent, at each carrier and at the command line."""

import json
import uuid
from pathlib import Path

import pytest

from agent.cli.exit_codes import ExitCode
from agent.client import AgentClient, CallFailed
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind
from agent.demo.faults import Fault
from agent.demo.pwr.parcels import CANCELLED, POSTED
from agent.demo.setup import ACCOUNT
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.errors import ErrorInfo
from shared_schema.handover import HandoverListResult, HandoverSendParams, HandoverSendResult
from shared_schema.jobs import JobItem
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from shared_schema.orders import OrdersStatusParams, OrdersStatusResult, OrderStatus
from shared_schema.request import NoParams
from shared_schema.shipments import ShipmentsWithdrawParams, ShipmentsWithdrawResult
from tests.carriers.paczka_w_ruchu.test_whole_way import shop as orlen_shop
from tests.cli.conftest import Terminal
from tests.faults.shipping import plan
from tests.faults.test_poczta import shop as poczta_shop

CLEAR, CANCEL = "/clearEnvelopeByGuids$", "/PutCustomerPackCanceled$"


async def withdraw(client: AgentClient, order_id: str, number: str | None = None) -> JobItem:
    params = ShipmentsWithdrawParams(order_id=order_id, tracking_number=number)
    return (await client.call("shipments.withdraw", params, ShipmentsWithdrawResult)).item


async def refused(client: AgentClient, order_id: str, number: str | None = None) -> ErrorInfo:
    with pytest.raises(CallFailed) as caught:
        await withdraw(client, order_id, number)
    return caught.value.error


async def labels(client: AgentClient, *order_ids: str) -> LabelsPrepareResult:
    return await client.call("labels.prepare", LabelsPrepareParams(order_ids=list(order_ids)), LabelsPrepareResult)


async def status(client: AgentClient, order_id: str) -> OrderStatus:
    [found] = (await client.call("orders.status", OrdersStatusParams(order_ids=[order_id]), OrdersStatusResult)).orders
    return found


async def test_poczta_takes_one_back_and_the_others_are_handed_over(tmp_path: Path) -> None:
    async with poczta_shop(tmp_path, OrderKind.ALLEGRO_POCZTEX, OrderKind.ALLEGRO_POCZTEX, OrderKind.POCZTEX) as it:
        gone, left, other = await it.ship()
        item = await withdraw(it.client, gone.order_id, gone.tracking_number)
        assert (item.state, item.label, item.tracking_number) == ("withdrawn", "none", gone.tracking_number)
        assert [note.code for note in item.warnings] == [NoteCode.NUMBER_STAYS_ON_ALLEGRO]
        assert [each.number for each in it.en_allegro.shipments] == [left.tracking_number]
        assert [each.number for each in it.en.shipments] == [other.tracking_number]
        assert it.en.foreign_changes() == it.en_allegro.foreign_changes() == []
        assert (await status(it.client, gone.order_id)).state == "withdrawn"

        made = await labels(it.client, gone.order_id, left.order_id)
        assert made.labels == 1
        assert [(each.order_id, each.error.code) for each in made.missing] == [(gone.order_id, ErrorCode.PARCEL_WITHDRAWN)]
        sets = (await it.client.call("handover.list", NoParams(), HandoverListResult)).sets
        assert sum(each.parcels for each in sets) == 2
        assert (await withdraw(it.client, gone.order_id)).state == "withdrawn", "asked again it is a success"
        assert it.en_allegro.called("clearEnvelopeByGuids") == 1


async def test_the_order_can_be_shipped_again_after_the_question_that_names_it(tmp_path: Path) -> None:
    async with poczta_shop(tmp_path, OrderKind.ALLEGRO_POCZTEX) as it:
        [gone] = await it.ship()
        await withdraw(it.client, gone.order_id)
        [row] = await plan(it.client, [gone.order_id])
        assert row.confirmation is not None
        assert [(each.source, each.state, each.tracking_number) for each in row.earlier] == [
            ("ledger", "withdrawn", gone.tracking_number)
        ]
        [again] = await it.ship()
        assert (again.state, again.on_allegro, again.label) == ("created", "yes", "ready")
        assert (await labels(it.client, gone.order_id)).missing == []
        assert (await status(it.client, gone.order_id)).tracking_number == again.tracking_number
        assert (await withdraw(it.client, gone.order_id, again.tracking_number)).tracking_number == again.tracking_number
        assert it.en_allegro.shipments == []


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.ERROR_AFTER])
async def test_poczta_finds_out_after_a_lost_answer(tmp_path: Path, fault: Fault) -> None:
    async with poczta_shop(tmp_path, OrderKind.POCZTEX) as it:
        [item] = await it.ship()
        it.en.faults.arm(fault, method="POST", path=CLEAR)
        assert (await withdraw(it.client, item.order_id)).state == "withdrawn"
        assert it.en.shipments == []


async def test_poczta_keeps_what_was_handed_over(tmp_path: Path) -> None:
    async with poczta_shop(tmp_path, OrderKind.POCZTEX) as it:
        [item] = await it.ship()
        [each] = (await it.client.call("handover.list", NoParams(), HandoverListResult)).sets
        params = HandoverSendParams(account_id=each.account_id, set_id=each.set_id, key=str(uuid.uuid4()), again=False)
        await it.client.call("handover.send", params, HandoverSendResult)
        assert (await refused(it.client, item.order_id)).code is ErrorCode.WITHDRAWAL_REFUSED
        assert (await status(it.client, item.order_id)).state == "created"


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER])
async def test_orlen_is_in_doubt_after_a_lost_answer_and_settled_by_asking_again(tmp_path: Path, fault: Fault) -> None:
    async with orlen_shop(tmp_path) as it:
        [item] = await it.ship()
        assert item.tracking_number is not None
        it.world.pwr.faults.arm(fault, method="POST", path=CANCEL)
        error = await refused(it.client, item.order_id)
        assert (error.code, error.outcome) == (ErrorCode.WITHDRAWAL_UNKNOWN, "unknown")
        assert it.world.pwr.parcel(item.tracking_number).status == CANCELLED
        assert (await status(it.client, item.order_id)).state == "created"
        assert (await labels(it.client, item.order_id)).labels == 1
        assert (await withdraw(it.client, item.order_id)).state == "withdrawn"
        assert it.world.pwr.count("POST", CANCEL) == 2


async def test_orlen_takes_nothing_back_that_was_posted(tmp_path: Path) -> None:
    async with orlen_shop(tmp_path) as it:
        [item] = await it.ship()
        assert item.tracking_number is not None
        it.world.pwr.set_status(item.tracking_number, POSTED)
        error = await refused(it.client, item.order_id)
        assert (error.code, error.carrier and error.carrier.code) == (ErrorCode.WITHDRAWAL_REFUSED, "202")
        assert (await status(it.client, item.order_id)).state == "created"


async def test_a_wrong_key_stops_the_account_and_the_parcel_stays(tmp_path: Path) -> None:
    async with orlen_shop(tmp_path) as it:
        [item] = await it.ship()
        it.world.pwr.change_key("another one")
        first, second = [await refused(it.client, item.order_id) for _ in range(2)]
        assert {first.code, second.code} == {ErrorCode.WITHDRAWAL_NOT_DONE}
        assert (first.data["why"], second.data["why"]) == ("credentials_refused", "account_stopped")
        assert it.world.pwr.refused_credentials == 1
        accounts = (await it.client.call("agent.status", NoParams(), AgentStatusResult)).accounts
        assert [each.state for each in accounts if each.carrier == "paczka_w_ruchu"] == ["stopped"]


async def test_inpost_is_not_asked_and_the_words_say_why(tmp_path: Path) -> None:
    async with poczta_shop(tmp_path, OrderKind.LOCKER) as it:
        [item] = await it.ship()
        assert item.account == ACCOUNT
        calls = len(it.world.shipx.calls)
        accounts = (await it.client.call("agent.status", NoParams(), AgentStatusResult)).accounts
        assert {each.id for each in accounts if each.withdraws} == {"poczta", "poczta-allegro"}
        assert (await refused(it.client, item.order_id)).code is ErrorCode.WITHDRAWAL_NOT_POSSIBLE
        assert len(it.world.shipx.calls) == calls
        assert (await refused(it.client, item.order_id, "123456")).code is ErrorCode.NOTHING_TO_WITHDRAW


async def test_of_several_parcels_the_number_has_to_be_named(tmp_path: Path) -> None:
    async with orlen_shop(tmp_path) as it:
        [first], [second] = await it.ship(), await it.ship()
        error = await refused(it.client, first.order_id)
        assert (error.code, error.data["numbers"]) == (
            ErrorCode.SEVERAL_PARCELS,
            f"{first.tracking_number}, {second.tracking_number}",
        )
        assert (await withdraw(it.client, first.order_id, first.tracking_number)).tracking_number == first.tracking_number
        assert second.tracking_number is not None
        assert it.world.pwr.parcel(second.tracking_number).status != CANCELLED


async def test_the_command_asks_says_what_is_left_to_do_and_goes_on_with_the_next_order(tmp_path: Path) -> None:
    async with poczta_shop(tmp_path, OrderKind.POCZTEX, OrderKind.LOCKER, OrderKind.POCZTEX) as it:
        first, locker, third = await it.ship()
        note_port(it.home, it.port)
        terminal = Terminal(it.home)
        terminal.vault.secrets.update(it.vault.secrets)
        unsure = await terminal.run("withdraw", first.order_id)
        assert unsure.exit_code == ExitCode.NOT_CONFIRMED, unsure.output
        terminal.on_terminal = True
        declined = await terminal.run("withdraw", first.order_id, text="\n")
        assert declined.exit_code == ExitCode.NOT_CONFIRMED, declined.output
        assert str(first.tracking_number) in declined.output
        assert len(it.en.shipments) == 2
        done = await terminal.run("withdraw", locker.order_id, first.order_id, text="y\ny\n")
        assert done.exit_code == ExitCode.SOME_NEED_FIXING, done.output
        assert "InPost cancels no paid shipments" in done.output
        assert f"Remove the number {first.tracking_number} from the order at Allegro by hand" in done.output
        assert [each.number for each in it.en.shipments] == [third.tracking_number]

        told = await terminal.run("withdraw", third.order_id, "--number", str(third.tracking_number), "--yes", "--json")
        assert told.exit_code == ExitCode.OK, told.output
        [row] = json.loads(told.stdout)["withdrawn"]
        assert (row["order_id"], row["item"]["state"], row["error"]) == (third.order_id, "withdrawn", None)
        assert it.en.shipments == []

        missing = await terminal.run("labels", third.order_id, "-o", str(tmp_path / "labels.pdf"))
        assert missing.exit_code == ExitCode.SOME_NEED_FIXING
        assert "cancelled at the carrier" in missing.output
        planned = await terminal.run("plan", third.order_id)
        assert "cancelled at the carrier" in " ".join(planned.output.replace("│", " ").split())
        history = await terminal.run("history", third.order_id)
        assert "asked to be" in history.output


async def test_wrong_calls_of_the_command_change_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    one, two = (f"{number:08x}-7f6a-11e8-ac45-09db60ede9d6" for number in range(2))
    assert (await terminal.run("withdraw", one, two, "--number", "123456")).exit_code == ExitCode.USAGE
    assert (await terminal.run("withdraw", one, "--number", "a/../b")).exit_code == ExitCode.USAGE
    assert (await terminal.run("withdraw")).exit_code == ExitCode.USAGE
