"""From orders to paper: which labels come to the printer, in which order, and what is said when they do not."""

import asyncio
import json
import uuid
from pathlib import Path

import pytest

from agent.cli.exit_codes import ExitCode
from agent.cli.talk import ask
from agent.client import CallFailed
from agent.shipping.model.label import kind_of
from agent.shipping.pdf import page_count
from shared_schema.agent import StationPrinter
from shared_schema.codes import ErrorCode
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from tests.cli.conftest import Terminal

from .cupsd import CLOSED, LABELS, RAW
from .station import Station, printed, shipped, shown, status

UNKNOWN = "29738e61-8a1f-11f1-ac45-09db60ede9d6"


async def test_labels_come_to_the_printer_in_list_order_one_document_a_format(station: Station) -> None:
    station.set(printer=LABELS)
    async with station.at_work() as agent:
        assert (await status(agent)).printer == StationPrinter(name=LABELS, when_ready=False)
        await shipped(agent, station.orders)
        first, second, orlen = station.orders
        wanted = [second, UNKNOWN, orlen, first]
        answer = await printed(agent, wanted)
        prepared = await ask(agent, "labels.prepare", LabelsPrepareParams(order_ids=wanted), LabelsPrepareResult)
        assert (answer.printer, answer.labels) == (LABELS, 3)
        assert (answer.labels, answer.missing) == (prepared.labels, prepared.missing)
        assert [(each.order_id, each.error.code) for each in answer.missing] == [(UNKNOWN, ErrorCode.NO_SHIPMENT)]
        pdf, zpl = await station.until(2)
        numbers = station.numbers([second, first])
        assert shown(pdf, numbers) == numbers
        assert kind_of(zpl.content) == "zpl"
        [orlen_number] = station.numbers([orlen])
        assert orlen_number.encode() in zpl.content
        assert "paczka" not in pdf.options
        assert not any(order in each.options for order in wanted for each in (pdf, zpl))


async def test_a_click_that_is_repeated_prints_once_and_a_new_one_prints_again(station: Station) -> None:
    station.set(printer=LABELS)
    async with station.at_work() as agent:
        orders = station.orders[:2]
        await shipped(agent, orders)
        key = str(uuid.uuid4())
        answers = await asyncio.gather(*(printed(agent, orders, key) for _ in range(4)))
        assert [each.labels for each in answers] == [2] * 4
        await printed(agent, orders)
        assert [each.printer for each in await station.until(2)] == [LABELS, LABELS]


@pytest.mark.parametrize(
    ("printer", "code", "data"),
    [
        (None, ErrorCode.PRINTER_NOT_CHOSEN, {}),
        ("Gone", ErrorCode.PRINTER_GONE, {"printer": "Gone", "printed": None}),
        ("-o raw", ErrorCode.PRINTER_GONE, {"printer": "-o raw", "printed": None}),
    ],
)
async def test_row_21_what_is_chosen_and_not_there_is_said_and_nothing_printed(
    station: Station, printer: str | None, code: ErrorCode, data: dict[str, object]
) -> None:
    station.set(printer=printer)
    async with station.at_work() as agent:
        await shipped(agent, station.orders[:1])
        with pytest.raises(CallFailed) as refused:
            await printed(agent, station.orders[:1])
        assert (refused.value.error.code, refused.value.error.data) == (code, data)
        assert station.cups.papers() == []


async def test_a_refusal_tells_the_systems_words_and_what_was_printed_before(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/lp").write_text(
        '#!/bin/sh\ncase "$*" in *raw*) echo "lp:  out of\nlabels" >&2; exit 1;; *) exec /usr/bin/lp "$@";; esac\n'
    )
    (tmp_path / "bin/lp").chmod(0o755)
    station.set(printer=LABELS)
    async with station.at_work() as agent:
        await shipped(agent, station.orders)
        monkeypatch.setenv("PATH", f"{tmp_path}/bin:/bin:/usr/bin")
        with pytest.raises(CallFailed) as refused:
            await printed(agent, station.orders)
        assert refused.value.error.code is ErrorCode.PRINT_REFUSED
        assert refused.value.error.data == {"printer": LABELS, "reason": "lp: out of labels", "printed": 2}
        [pdf] = await station.until(1)
        assert page_count(pdf.content) == 2
        station.set(printer=CLOSED)
        with pytest.raises(CallFailed) as refused:
            await printed(agent, station.orders[:1])
        assert "not accepting" in str(refused.value.error.data["reason"])


async def test_the_command_line_prints_and_the_history_tells(station: Station) -> None:
    station.set(printer=RAW)
    terminal = Terminal(station.home)
    terminal.vault.secrets = station.vault.secrets
    orders = station.orders[:2]
    async with station.at_work() as agent:
        await shipped(agent, orders)
        said = await terminal.run("labels", *orders, "--print")
        assert (said.exit_code, RAW in said.output) == (ExitCode.OK, True), said.output
        as_json = await terminal.run("labels", orders[0], UNKNOWN, "--print", "--json")
        assert as_json.exit_code == ExitCode.SOME_NEED_FIXING
        told = json.loads(as_json.stdout)
        assert (told["printer"], told["labels"], len(told["missing"])) == (RAW, 1, 1)
        assert [page_count(each.content) for each in await station.until(2)] == [2, 1]
        history = (await terminal.run("history", orders[0], "--json")).stdout
        assert history.count("label_printed") == 2
        for wrong in ((), ("--print", "-o", "x.pdf")):
            assert (await terminal.run("labels", orders[0], *wrong)).exit_code == ExitCode.USAGE
        station.set(printer="Gone")
        gone = await terminal.run("labels", orders[0], "--print")
        assert gone.exit_code not in (ExitCode.OK, ExitCode.SOME_NEED_FIXING)
        assert "Gone" in gone.output
