"""A row tells of its own step: who did it, and the failure of this step and of no other."""

from pathlib import Path

from agent.shipping.ledger import history
from agent.shipping.ledger.states import Event
from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode
from tests.shipping.test_ledger import JOB, NOW, OTHER_JOB, item, opened

NO_NUMBER = Failure(ErrorCode.TRACKING_NUMBER_REFUSED, "refused", "no")


async def test_a_label_does_not_carry_the_failure_of_the_number(tmp_path: Path) -> None:
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "browser", "1", [item(1)], NOW)
    attempt = (await ledger.items(JOB))[0]
    await ledger.apply(attempt.id, Event.INTEND, NOW, account_id="inpost")
    await ledger.apply(attempt.id, Event.NUMBER, NOW, tracking_number="620")
    await ledger.note(attempt.id, NOW, "on_allegro", on_allegro="failed", number_error=NO_NUMBER)
    await ledger.note(attempt.id, NOW, "label", label="ready", label_error=None)
    await ledger.note(attempt.id, NOW, looks=1)
    told = [(entry.what, entry.client, entry.code) for _, entry in await history.read(ledger.database)]
    await ledger.close()
    assert told == [
        ("asked", "browser", None),
        ("intend", None, None),
        ("number", None, None),
        ("on_allegro", None, "tracking_number_refused"),
        ("label", None, None),
    ]


async def test_a_further_parcel_names_who_confirmed_it_and_a_refused_one_says_why(tmp_path: Path) -> None:
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "browser", "1", [item(1)], NOW)
    await ledger.add_job(OTHER_JOB, "other", "1", [item(1, confirmation="seen")], NOW)
    await ledger.add_job("33333333-7f6a-41e8-ac45-09db60ede9d6", "third", "1", [item(1)], NOW)
    told = [(entry.what, entry.client, entry.code) for _, entry in await history.read(ledger.database)]
    await ledger.close()
    assert told == [("asked", "browser", None), ("asked_again", "other", None), ("asked", "third", "already_shipped")]


async def test_pages_follow_each_other_without_gap_or_repetition(tmp_path: Path) -> None:
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "browser", "1", [item(each) for each in range(25)], NOW)
    seen: list[int] = []
    while page := await history.read(ledger.database, after=seen[-1] if seen else 0, limit=10):
        seen += [number for number, _ in page]
    assert seen == list(range(1, 26))
    assert await history.count(ledger.database) == 25
    await ledger.close()
