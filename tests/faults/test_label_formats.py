"""Labels of every format through the whole agent: kept as what they are, and put together in the order of the list."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from agent.app import running
from agent.cli.talk import ask
from agent.client import AgentClient, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.pwr.options import Oddity, PwrOptions
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.server.address import http_url
from agent.shipping.label_files import split, texts
from agent.shipping.model.label import Label
from shared_schema.codes import ErrorCode, LabelFormat, NoteCode
from shared_schema.jobs import JobItem
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from tests.demo.worlds import wait_until
from tests.faults.shipping import create, items, plan, wait

CREATE = "GenerateLabelBusinessPackListTwo"
TOGETHER = "/shipments/labels$"
ALONE = r"/shipments/\d+/label$"
Settings = Mapping[str, int | str]


@dataclass
class Shop:
    world: StandIns
    client: AgentClient
    port: int
    kept: Path

    async def ship(self) -> list[JobItem]:
        job = await create(self.client, await plan(self.client, list(self.world.allegro.orders)))
        await wait(self.client, job, seconds=100)
        return await items(self.client, job)

    async def prepared(self, shipped: Sequence[JobItem]) -> tuple[LabelsPrepareResult, list[Label]]:
        params = LabelsPrepareParams(order_ids=[each.order_id for each in shipped])
        made = await ask(self.client, "labels.prepare", params, LabelsPrepareResult)
        async with httpx.AsyncClient() as http:
            contents = [(await http.get(http_url(self.port, each.path))).content for each in made.files]
        return made, [Label(each.format, content) for each, content in zip(made.files, contents, strict=True)]

    def suffixes(self, item: JobItem) -> list[str]:
        return sorted(each.name.partition(".")[2] for each in self.kept.glob(f"{item.order_id[:8]}-*"))


@asynccontextmanager
async def shop(
    tmp_path: Path,
    *kinds: OrderKind,
    en: EnOptions | None = None,
    inpost: Settings | None = None,
    poczta: Settings | None = None,
    orlen: Settings | None = None,
    latency_s: float = 0.0,
) -> AsyncIterator[Shop]:
    orders = [build_order(kind, number) for number, kind in enumerate(kinds, 1)]
    shipx, pwr = ShipxOptions(confirm_after_s=0.05, list_lag_s=0.05), PwrOptions(list_lag_s=0)
    async with start_stand_ins(orders, shipx=shipx, en=en or EnOptions(), pwr=pwr, latency_s=latency_s) as world:
        home = tmp_path / "home"
        quick = {"requests_per_minute": 6000}
        write_config(home, world, inpost={**quick, **(inpost or {})}, poczta={**quick, **(poczta or {})}, orlen=orlen or {})
        vault = MemoryVault(demo_secrets(world))
        async with running(home, vault, port=0, patience=0.03) as server, connect(server.port, vault) as client:
            yield Shop(world, client, server.port, home / "labels")


def numbers_of(shipped: Sequence[JobItem]) -> list[str]:
    return [each.tracking_number or "" for each in shipped]


async def test_a_selection_of_three_formats_is_three_files_each_in_list_order(tmp_path: Path) -> None:
    kinds = (OrderKind.LOCKER, OrderKind.ORLEN, OrderKind.POCZTEX) * 3
    formats = (LabelFormat.ZPL_203, LabelFormat.ZPL_300, LabelFormat.EPL)
    inpost, poczta, orlen = ({"label_format": each} for each in ("zpl_203", "zpl_300", "EPL"))
    async with shop(tmp_path, *kinds, inpost=inpost, poczta=poczta, orlen=orlen) as it:
        shipped = await it.ship()
        assert [(each.state, each.label, each.label_pages) for each in shipped] == [("created", "ready", 1)] * 9
        made, labels = await it.prepared(list(reversed(shipped)))
        assert (made.missing, made.labels) == ([], 9)
        assert [(each.format, each.pages, each.labels) for each in made.files] == [(each, 3, 3) for each in formats]
        assert [each.filename.partition(".")[2] for each in made.files] == ["203dpi.zpl", "300dpi.zpl", "epl"]
        for label, carrier in zip(labels, ("inpost", "poczta_polska", "paczka_w_ruchu"), strict=True):
            own = numbers_of([each for each in reversed(shipped) if each.carrier == carrier])
            assert list(await split(label, own)) == own
        assert b"^PW1181" in labels[1].content
        assert it.suffixes(shipped[0]) == ["203dpi.zpl"]


async def test_one_format_is_one_file(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.LOCKER, OrderKind.ORLEN, OrderKind.POCZTEX) as it:
        shipped = await it.ship()
        made, [label] = await it.prepared(shipped)
        assert [(each.format, each.pages, each.labels) for each in made.files] == [("pdf", 3, 3)]
        assert list(await split(label, numbers_of(shipped))) == numbers_of(shipped)


@pytest.mark.parametrize("label_format", ["PDF", "ZPL", "ZPL_300DPI", "EPL"])
async def test_a_single_label_of_each_format(tmp_path: Path, label_format: str) -> None:
    async with shop(tmp_path, OrderKind.ORLEN, orlen={"label_format": label_format}) as it:
        shipped = await it.ship()
        for _ in range(2):
            made, [label] = await it.prepared(shipped)
            assert [(each.pages, each.labels) for each in made.files] == [(1, 1)]
            assert list(await split(label, numbers_of(shipped))) == numbers_of(shipped)
            [file] = it.kept.iterdir()
            file.unlink()  # what is not kept is asked for again


@pytest.mark.parametrize("label_format", ["pdf", "zpl_203"])
async def test_labels_that_do_not_come_together_come_one_by_one(tmp_path: Path, label_format: str) -> None:
    async with shop(tmp_path, *[OrderKind.POCZTEX] * 4, poczta={"label_format": label_format}) as it:
        assert it.world.en is not None
        it.world.en.faults.arm(Fault.HTML_OK, method="POST", path="/getPrintForParcel$", times=2)
        shipped = await it.ship()
        assert [each.label for each in shipped] == ["ready"] * 4
        _, [label] = await it.prepared(shipped)
        assert list(await split(label, numbers_of(shipped))) == numbers_of(shipped)


async def test_a_bad_guid_costs_only_its_own_label(tmp_path: Path) -> None:
    async with shop(tmp_path, *[OrderKind.POCZTEX] * 3, poczta={"label_format": "zpl_300"}) as it:
        assert it.world.en is not None
        late = it.world.en.faults.arm(Fault.ERROR_BEFORE, method="POST", path="/getPrintForParcel$", times=None)
        job = await create(it.client, await plan(it.client, list(it.world.allegro.orders)))
        await wait_until(lambda: late.hits > 0)
        bad = it.world.en.shipments[1]
        it.world.en.break_print(bad.guid)
        late.disarm()
        await wait(it.client, job, seconds=60)
        shipped = await items(it.client, job)
        assert {each.tracking_number: each.label for each in shipped} == {
            each.number: "failed" if each is bad else "ready" for each in it.world.en.shipments
        }
        made, _ = await it.prepared(shipped)
        assert (made.labels, [each.error.code for each in made.missing]) == (2, [ErrorCode.LABEL_NOT_READY])


# The form of a parcel with COD -------------------------------------------------------------------------------


async def test_the_cod_form_comes_right_behind_its_label(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.PARCEL, OrderKind.PARCEL_COD, OrderKind.POCZTEX_COD, OrderKind.PARCEL_COD) as it:
        shipped = await it.ship()
        assert [(each.label, each.label_pages, each.warnings) for each in shipped] == [
            ("ready", pages, []) for pages in (1, 2, 1, 2)
        ]
        made, [label] = await it.prepared(shipped)
        assert [(each.pages, each.labels) for each in made.files] == [(6, 4)]
        pages = await texts(label.content)
        first, second, third, fourth = numbers_of(shipped)
        assert [number in page for number, page in zip((first, second, second, third, fourth, fourth), pages, strict=True)] == (
            [True] * 6
        )
        assert ["Blankietpobrania" in page for page in pages] == [False, False, True, False, False, True]


async def test_the_form_of_a_printed_label_is_a_file_of_its_own(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.PARCEL_COD, OrderKind.PARCEL, poczta={"label_format": "zpl_203"}) as it:
        shipped = await it.ship()
        made, labels = await it.prepared(shipped)
        assert [(each.format, each.pages, each.labels) for each in made.files] == [("pdf", 1, 1), ("zpl_203", 2, 2)]
        assert made.labels == 2
        assert list(await split(labels[0], numbers_of(shipped))) == numbers_of(shipped[:1])
        assert it.suffixes(shipped[0]) == ["203dpi.zpl", "pdf"]


async def test_a_form_that_is_not_given_does_not_cost_the_label(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.PARCEL_COD, OrderKind.PARCEL_COD, en=EnOptions(cod_forms=False)) as it:
        shipped = await it.ship()
        for each in shipped:
            assert (each.label, each.label_pages, each.error) == ("ready", 1, None)
            assert [note.code for note in each.warnings] == [NoteCode.COD_FORM_MISSING]


# What is not what it was asked to be -------------------------------------------------------------------------


async def test_a_pdf_in_place_of_zpl_is_kept_nowhere_and_the_parcel_stands(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.ORLEN, OrderKind.ORLEN, orlen={"label_format": "ZPL"}) as it:
        for operation in (CREATE, "LabelPrintDuplicateTwo", "LabelPrintDuplicateListTwo"):
            it.world.pwr.plan_answer(operation, Oddity.PDF_INSTEAD, times=200)
        shipped = await it.ship()
        assert [(each.state, each.on_allegro, each.label) for each in shipped] == [("created", "yes", "failed")] * 2
        assert [each.error.code for each in shipped if each.error] == [ErrorCode.LABEL_UNREADABLE] * 2
        assert not it.kept.exists() or list(it.kept.iterdir()) == []
        assert len(it.world.pwr.parcels) == 2


async def test_a_lost_answer_is_found_by_labels_of_any_format(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.ORLEN, OrderKind.ORLEN, orlen={"label_format": "EPL"}) as it:
        it.world.pwr.plan_answer("LabelPrintDuplicateListTwo", Oddity.PDF_INSTEAD)
        it.world.pwr.faults.arm(Fault.LOST_ANSWER, path=f"/{CREATE}$")
        shipped = await it.ship()
        assert [(each.state, each.label) for each in shipped] == [("created", "ready")] * 2
        assert len(it.world.pwr.parcels) == 2


async def test_reprinting_goes_in_lists_of_fifty(tmp_path: Path) -> None:
    async with shop(tmp_path, *[OrderKind.ORLEN] * 120, orlen={"label_format": "ZPL_300DPI"}) as it:
        shipped = await it.ship()
        assert it.world.pwr.count("POST", "LabelPrintDuplicate") == 0
        for each in it.kept.iterdir():
            each.unlink()
        made, [label] = await it.prepared(shipped)
        assert (made.labels, made.missing) == (120, [])
        assert it.world.pwr.count("POST", "/LabelPrintDuplicateListTwo$") == 3
        assert it.world.pwr.count("POST", "/LabelPrintDuplicateTwo$") == 0
        assert list(await split(label, numbers_of(shipped))) == numbers_of(shipped)


async def test_labels_that_do_not_come_together_come_one_by_one_and_never_more_at_once_than_is_set(tmp_path: Path) -> None:
    kinds = (OrderKind.LOCKER, OrderKind.COURIER) * 15
    async with shop(tmp_path, *kinds, inpost={"concurrency": 3}, latency_s=0.02) as it:
        it.world.shipx.faults.arm(Fault.HTML_OK, method="GET", path=TOGETHER, times=None)
        shipped = await it.ship()
        assert {(each.state, each.label, each.error) for each in shipped} == {("created", "ready", None)}
        assert it.world.shipx.count("GET", ALONE) == len(kinds)
        for file in it.kept.iterdir():
            file.unlink()
        made, _ = await it.prepared(shipped)
        assert (made.labels, made.missing) == (len(kinds), [])
        assert it.world.shipx.count("GET", ALONE) == 2 * len(kinds)
        assert it.world.shipx.most_at_once(ALONE) == 3
        assert it.world.shipx.most_at_once("/shipments") == 3


async def test_a_bad_label_does_not_spoil_the_others(tmp_path: Path) -> None:
    async with shop(tmp_path, *[OrderKind.LOCKER] * 4) as it:
        it.world.shipx.faults.arm(Fault.ERROR_BEFORE, method="GET", path=TOGETHER, times=None, status=400)
        bad = it.world.shipx.faults.arm(Fault.HTML_OK, method="GET", path=ALONE, times=1)
        shipped = await it.ship()
        assert bad.hits == 1
        assert {(each.state, each.label, each.error) for each in shipped} == {("created", "ready", None)}


async def test_a_refused_login_ends_the_asking_for_labels_one_by_one(tmp_path: Path) -> None:
    async with shop(tmp_path, *[OrderKind.LOCKER] * 12, inpost={"concurrency": 2}) as it:
        shipped = await it.ship()
        for file in it.kept.iterdir():
            file.unlink()
        before = it.world.shipx.count("GET", ALONE)
        it.world.shipx.faults.arm(Fault.HTML_OK, method="GET", path=TOGETHER, times=None)
        it.world.shipx.faults.arm(Fault.ERROR_BEFORE, method="GET", path=ALONE, times=None, status=401)
        params = LabelsPrepareParams(order_ids=[each.order_id for each in shipped])
        made = await ask(it.client, "labels.prepare", params, LabelsPrepareResult)
        assert (made.labels, len(made.missing)) == (0, 12)
        assert it.world.shipx.count("GET", ALONE) - before <= 2, "only what was under way already"
