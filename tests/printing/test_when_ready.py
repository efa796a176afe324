"""Labels printed by themselves: once each, in one go, for jobs asked for while it was wanted, and never after a new start."""

import asyncio

from agent.cli.talk import ask
from agent.shipping.model.label import kind_of
from agent.shipping.pdf import page_count
from shared_schema.codes import ErrorCode
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from tests.faults.shipping import create, plan, wait

from .cupsd import LABELS, RAW
from .station import Station, printed, shipped, shown, status

SECONDS = 20.0


async def kinds(station: Station, count: int) -> list[tuple[str, str | None]]:
    return [(each.printer, kind_of(each.content)) for each in await station.until(count)]


async def test_a_jobs_labels_come_by_themselves_in_list_order_and_once(station: Station) -> None:
    station.set(printer=LABELS, print_when_ready=True)
    first, second, orlen = station.orders
    async with station.at_work() as agent:
        told = (await status(agent)).printer
        assert told is not None
        assert told.when_ready
        job_id = await shipped(agent, [second, first])
        [paper] = await station.until(1)
        numbers = station.numbers([second, first])
        assert shown(paper, numbers) == numbers
        # The click is repeated, and a label is fetched anew: both change nothing of what was printed.
        await create(agent, await plan(agent, [second, first]), key=job_id)
    async with station.at_work() as agent:
        await shipped(agent, [orlen])
        assert await kinds(station, 2) == [(LABELS, "pdf"), (LABELS, "zpl")]
        await printed(agent, [first])
        assert [page_count(each.content) for each in (await station.until(3))[::2]] == [2, 1]


async def test_jobs_of_the_time_before_stay_unprinted(station: Station) -> None:
    station.set(printer=LABELS)
    first, second, orlen = station.orders
    async with station.at_work() as agent:
        await shipped(agent, [first])
        station.set(print_when_ready=True)
        await shipped(agent, [orlen])
        assert await kinds(station, 1) == [(LABELS, "zpl")]
    async with station.at_work() as agent:
        station.set(print_when_ready=False)
        await shipped(agent, [second])
        await printed(agent, [orlen])
        assert await kinds(station, 2) == [(LABELS, "zpl"), (LABELS, "zpl")]


async def test_what_somebody_has_taken_meanwhile_is_left_out(station: Station) -> None:
    """InPost is away: the job does not rest. What is there is printed, or downloaded, by hand; then InPost is back."""
    station.set(printer=RAW, print_when_ready=True)
    inpost, second, orlen = station.orders
    async with station.at_work() as agent:
        rows = await plan(agent, [inpost, second, orlen])
        await station.world.shipx.stop()
        job_id = await create(agent, rows)
        await wait(agent, job_id, lambda job: job.labels == 1)
        assert station.cups.papers() == []
        params = LabelsPrepareParams(order_ids=[orlen])
        assert (await ask(agent, "labels.prepare", params, LabelsPrepareResult)).labels == 1
        await station.world.shipx.start()
        await wait(agent, job_id)
        [paper] = await station.until(1)
        numbers = station.numbers([inpost, second])
        assert shown(paper, numbers) == numbers
        await printed(agent, [orlen])
        assert await kinds(station, 2) == [(RAW, "pdf"), (RAW, "zpl")]


async def test_a_printer_that_is_gone_is_told_until_printing_works_again(station: Station) -> None:
    station.set(printer="Gone", print_when_ready=True)
    first, _, orlen = station.orders
    async with station.at_work() as agent:
        await shipped(agent, [first])
        async with asyncio.timeout(SECONDS):
            while ErrorCode.PRINTER_GONE not in {each.code for each in (await status(agent)).problems}:  # noqa: ASYNC110 - asked
                await asyncio.sleep(0.2)
        station.set(printer=LABELS)
        await shipped(agent, [orlen])
        assert await kinds(station, 1) == [(LABELS, "zpl")]
        assert (await status(agent)).problems == []
