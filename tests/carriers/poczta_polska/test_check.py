"""What the seller is told of an account before it is saved."""

from datetime import timedelta

import pytest

from agent.demo.en.options import EnOptions, Office
from agent.shipping.model.failure import ShippingError
from shared_schema.codes import ErrorCode, NoteCode
from tests.carriers.poczta_polska.world import account_at, order, world


async def test_office_card_and_the_last_digits_of_the_account_are_told() -> None:
    async with world(card=902001) as it:
        it.clock.moment -= timedelta(days=(it.clock.moment.date() - it.server.today()).days)
        report = await it.account.check()
    assert (report.name, report.cod_account_last4, report.warnings) == ("UP Łódź 1, Umowa 123456/P", "2874", ())


@pytest.mark.parametrize(("days", "warned"), [(8, False), (7, True), (0, True)])
async def test_a_password_that_ends_within_a_week_is_a_warning(days: int, warned: bool) -> None:
    async with world(EnOptions(password_expires_in_days=days)) as it:
        it.clock.moment -= timedelta(days=(it.clock.moment.date() - it.server.today()).days)
        warnings = (await it.account.check()).warnings
    assert [(each.code, each.data) for each in warnings] == ([(NoteCode.CREDENTIALS_EXPIRE, {"days": days})] if warned else [])


async def test_without_a_choice_of_office_the_offices_are_named() -> None:
    async with world(office=None, cod_account="") as it:
        it.clock.moment -= timedelta(days=(it.clock.moment.date() - it.server.today()).days)
        warnings = (await it.account.check()).warnings
    assert [each.code for each in warnings] == [NoteCode.OFFICE_MISSING, NoteCode.COD_ACCOUNT_NOT_SET]
    assert warnings[0].data["choices"] == "260628 (UP Łódź 1), 260629 (UP Łódź 2)"


async def test_the_only_office_of_a_contract_need_not_be_chosen() -> None:
    async with world(EnOptions(offices=(Office(260628, "UP Łódź 1"),)), office=None) as it:
        draft = await it.draft(order())
    assert draft.problems == ()
    assert '"office":260628' in draft.request


async def test_a_wrong_password_is_asked_once() -> None:
    async with world() as it:
        wrong = account_at(it.server.url, False, it.clock, it.wire, "sklep_zuraw", "wrong")
        with pytest.raises(ShippingError) as caught:
            await wrong.check()
        await wrong.close()
        assert caught.value.failure.code is ErrorCode.CREDENTIALS_REFUSED
        assert len(it.server.calls) == 1
        assert "wrong" not in str(caught.value)


async def test_offices_are_read_again_after_half_an_hour_only() -> None:
    async with world() as it:
        for pause in (0, 29, 2):
            it.clock.moment += timedelta(minutes=pause)
            await it.account.prepare()
        assert it.server.called("getUrzedyNadania") == 2
