"""The kept list of delivery methods: asked for once a day, and used as old as it is while Allegro is silent."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.method_list import FILE_NAME, KeptMethods
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import DeliveryMethod, ListedMethod
from shared_schema.codes import ErrorCode

METHODS = (ListedMethod(DeliveryMethod("ab-1", "Kurier zażółć"), cash_on_delivery=True),)


class Allegro:
    """Answers, unless it is away; counts the calls. Also the clock."""

    def __init__(self) -> None:
        self.calls = 0
        self.away = False
        self.moment = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    async def read(self) -> Sequence[ListedMethod]:
        self.calls += 1
        if self.away:
            raise ShippingError(Failure(ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent", "away"))
        return METHODS

    def kept(self, home: Path) -> KeptMethods:
        return KeptMethods(home, self.read, lambda: self.moment)


async def test_it_is_read_once_a_day_and_by_no_other_run_of_the_agent(tmp_path: Path) -> None:
    allegro = Allegro()
    first = await allegro.kept(tmp_path).get()
    assert first == (allegro.moment, METHODS)
    allegro.moment += timedelta(hours=23)
    assert await allegro.kept(tmp_path).get() == first
    allegro.moment += timedelta(hours=1)
    assert (await allegro.kept(tmp_path).get()).read_at == allegro.moment
    assert allegro.calls == 2


async def test_an_old_one_serves_while_allegro_is_silent_and_says_its_age(tmp_path: Path) -> None:
    allegro = Allegro()
    first = await allegro.kept(tmp_path).get()
    allegro.away = True
    allegro.moment += timedelta(days=30)
    assert await allegro.kept(tmp_path).get() == first
    (tmp_path / FILE_NAME).write_text("[]", encoding="utf-8")
    with pytest.raises(ShippingError):
        await allegro.kept(tmp_path).get()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"read_at": "x", "methods": [{"id": "1"}]}', '{"read_at": 1, "methods": 2}']
)
async def test_a_file_that_is_not_ours_is_read_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    allegro = Allegro()
    assert (await allegro.kept(tmp_path).get()).methods == METHODS
    assert allegro.calls == 1
