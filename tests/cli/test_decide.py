"""`nadajnik decide`: a person settles what the carrier did not answer."""

from agent.cli.exit_codes import ExitCode
from agent.cli.talk import ask
from agent.client import connect
from agent.config.running import noted_port
from agent.demo.faults import Fault
from shared_schema.jobs import JobsListResult, JobSummary
from shared_schema.request import NoParams
from tests.cli.conftest import Shop


async def lost_order(shop: Shop) -> str:
    order = shop.orders[0]
    shop.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=r"/shipments$")
    shipped = await shop.run("ship", order, "--yes")
    assert shipped.exit_code == ExitCode.SOME_NEED_FIXING, shipped.output
    assert shop.world.shipx.shipments == []
    return order


async def only_job(shop: Shop) -> JobSummary:
    async with connect(noted_port(shop.terminal.home) or 0, shop.terminal.vault) as client:
        [job] = (await ask(client, "jobs.list", NoParams(), JobsListResult)).jobs
    return job


async def test_the_number_of_a_parcel_that_was_made_goes_to_allegro(shop: Shop) -> None:
    order = await lost_order(shop)
    decided = await shop.run("decide", order, "--number", "6200 0000 0000 0000 0000 0001")
    assert decided.exit_code == ExitCode.OK, decided.output
    again = await shop.run("decide", order, "--not-created", "--yes")
    assert again.exit_code == ExitCode.SOME_NEED_FIXING, again.output
    status = await shop.run("status", order, "--json")
    assert "620000000000000000000001" in status.output


async def test_a_job_in_which_only_a_person_can_go_on_says_so_until_it_is_decided(shop: Shop) -> None:
    order, good = shop.orders[:2]
    shop.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=r"/shipments$")
    shipped = await shop.run("ship", order, good, "--yes")
    assert "Parcels to decide on: 1." in shipped.output
    assert "The program goes on" not in shipped.output
    job = await only_job(shop)
    assert (job.state, job.created, job.to_fix, job.undecided) == ("finished", 1, 1, 1)
    status = await shop.run("status")
    assert status.exit_code == ExitCode.SOME_NEED_FIXING, status.output
    assert order in status.output
    assert "Parcels to decide on: 1." in status.output
    assert "The program goes on" not in status.output
    assert (await shop.run("decide", order, "--not-created", "--yes")).exit_code == ExitCode.OK
    job = await only_job(shop)
    assert (job.to_fix, job.undecided) == (1, 0)
    decided = await shop.run("status")
    assert decided.exit_code == ExitCode.OK, decided.output
    assert "Parcels to decide on" not in decided.output


async def test_a_parcel_that_was_not_made_can_be_made(shop: Shop) -> None:
    order = await lost_order(shop)
    unsure = await shop.run("decide", order, "--not-created")
    assert unsure.exit_code == ExitCode.NOT_CONFIRMED, unsure.output
    decided = await shop.run("decide", order, "--not-created", "--yes")
    assert decided.exit_code == ExitCode.OK, decided.output
    assert (await shop.run("ship", order, "--yes")).exit_code == ExitCode.OK
    assert len(shop.world.shipx.shipments) == 1


async def test_wrong_calls_change_nothing(shop: Shop) -> None:
    order = shop.orders[0]
    assert (await shop.run("decide", order)).exit_code == ExitCode.USAGE
    assert (await shop.run("decide", order, "--number", "123456", "--not-created")).exit_code == ExitCode.USAGE
    assert (await shop.run("decide", order, "--number", "a/../b")).exit_code == ExitCode.USAGE
    assert (await shop.run("decide", order, "--number", "123456")).exit_code == ExitCode.SOME_NEED_FIXING
