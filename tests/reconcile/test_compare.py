"""Where the sides differ: a world without discrepancies gives no finding, and each planted one gives exactly its own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.shipping.ledger.rows import Attempt, timestamp
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import ListedShipment, RecentOrder, TrackingNumber
from agent.shipping.reconcile.compare import compare
from agent.shipping.reconcile.sides import Finding, Sides
from shared_schema.codes import ErrorCode, FindingCode

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SINCE, UNTIL = NOW - timedelta(days=7), NOW - timedelta(minutes=10)
LOST = Failure(ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER, "unknown", "lost")
SELLER = "44331122"


@dataclass
class World:
    """Ledger, one carrier's list and Allegro, to be spoiled."""

    attempts: list[Attempt] = field(default_factory=list)
    listed: list[ListedShipment] = field(default_factory=list)
    orders: dict[str, RecentOrder] = field(default_factory=dict)

    def sides(self) -> Sides:
        return Sides(SINCE, UNTIL, [SELLER], self.attempts, {"inpost": self.listed}, self.orders)

    def compared(self) -> list[Finding]:
        return compare(self.sides())

    def change(self, number: int, **changes: object) -> None:
        self.attempts[number] = replace(self.attempts[number], **changes)  # type: ignore[arg-type]  # a builder with overrides

    def relabel(self, number: int, *numbers: str) -> None:
        order_id = an_id(number)
        self.orders[order_id] = replace(self.orders[order_id], numbers=tuple(TrackingNumber("INPOST", each) for each in numbers))


def an_id(number: int) -> str:
    return f"{number:08x}-7f6a-11e8-ac45-09db60ede9d6"


def reference(number: int) -> str:
    return f"{number:08x}-{number:012x}"


def waybill(number: int) -> str:
    return f"6{number:023d}"


def an_attempt(number: int, at: datetime) -> Attempt:
    return Attempt(
        id=number,
        job_id="job",
        position=number,
        seller_id=SELLER,
        order_id=an_id(number),
        parcel_number=1,
        reference=reference(number),
        state=State.CREATED,
        digest="0" * 16,
        size=None,
        accepted=False,
        confirmation=None,
        account_id="inpost",
        carrier="inpost",
        service="inpost_locker_allegro",
        cod_grosze=None,
        intent_at=timestamp(at),
        shipment_id=str(1000 + number),
        tracking_number=waybill(number),
        looks=0,
        next_try_at=None,
        on_allegro="yes",
        label="ready",
        label_pages=1,
        error=None,
        number_error=None,
        label_error=None,
        warnings=(),
        station="stanowisko 1",
        holder="station-1",
        created_at=timestamp(at),
        updated_at=timestamp(at),
    )


def a_parcel(number: int, at: datetime, **changes: object) -> ListedShipment:
    made = ListedShipment(str(1000 + number), reference(number), waybill(number), at, live=True)
    return replace(made, **changes)  # type: ignore[arg-type]  # a builder with overrides


def world(count: int, at: datetime = UNTIL - timedelta(hours=5)) -> World:
    """Orders shipped as they should be."""
    made = World()
    for number in range(count):
        made.attempts.append(an_attempt(number, at))
        made.listed.append(a_parcel(number, at))
        made.orders[an_id(number)] = RecentOrder(an_id(number), True, (TrackingNumber("INPOST", waybill(number)),), at)
    return made


def number_missing(it: World, number: int) -> None:
    it.relabel(number)


def number_of_others(it: World, number: int) -> None:
    it.relabel(number, waybill(number), f"7{number}")


def number_twice_on_its_order(it: World, number: int) -> None:
    it.relabel(number, waybill(number), waybill(number))


def number_on_another_order(it: World, number: int) -> None:
    other = f"ffff{number:04x}-7f6a-11e8-ac45-09db60ede9d6"
    it.orders[other] = RecentOrder(other, False, (TrackingNumber("INPOST", waybill(number)),))


def parcel_unknown(it: World, number: int) -> None:
    del it.orders[an_id(number)]
    gone = next(each for each in it.attempts if each.id == number)
    it.attempts[number] = replace(gone, order_id=an_id(9000 + number), reference="x" * 20, state=State.REFUSED, shipment_id=None)


def parcel_of_others(it: World, number: int) -> None:
    theirs = a_parcel(number, UNTIL - timedelta(hours=1), shipment_id=f"5{number}", reference="", tracking_number=f"5{number}")
    it.listed.append(theirs)


def parcel_refused(it: World, number: int) -> None:
    it.change(number, state=State.REFUSED, shipment_id=None, tracking_number=None)


def parcel_cancelled(it: World, number: int) -> None:
    it.change(number, state=State.CANCELLED, shipment_id=None, tracking_number=None)


def parcel_withdrawn_and_still_listed(it: World, number: int) -> None:
    it.change(number, state=State.WITHDRAWN)


def parcel_waiting(it: World, number: int) -> None:
    it.change(number, state=State.WAITING, shipment_id=None, tracking_number=None)


def parcel_doubled(it: World, number: int) -> None:
    it.listed.append(a_parcel(number, UNTIL - timedelta(hours=1), shipment_id=f"5{number}", tracking_number=f"5{number}"))


def parcel_found(it: World, number: int) -> None:
    it.change(number, state=State.UNKNOWN, error=LOST, shipment_id=None, tracking_number=None)


def parcel_gone(it: World, number: int) -> None:
    it.listed.remove(next(each for each in it.listed if each.reference == reference(number)))


def parcel_cancelled_at_carrier(it: World, number: int) -> None:
    spot = next(spot for spot, each in enumerate(it.listed) if each.reference == reference(number))
    it.listed[spot] = replace(it.listed[spot], live=False)


def parcel_gone_and_number_missing(it: World, number: int) -> None:
    parcel_gone(it, number)
    it.relabel(number)


def sent_without_parcel(it: World, number: int) -> None:
    parcel_gone(it, number)
    it.change(number, state=State.REFUSED, shipment_id=None, tracking_number=None)
    it.relabel(number)


PLANTS: dict[Callable[[World, int], None], FindingCode] = {
    number_missing: FindingCode.NUMBER_MISSING,
    number_of_others: FindingCode.NUMBER_OF_OTHERS,
    number_twice_on_its_order: FindingCode.NUMBER_DOUBLED,
    number_on_another_order: FindingCode.NUMBER_DOUBLED,
    parcel_unknown: FindingCode.PARCEL_UNKNOWN,
    parcel_of_others: FindingCode.PARCEL_OF_OTHERS,
    parcel_refused: FindingCode.PARCEL_NOT_ORDERED,
    parcel_cancelled: FindingCode.PARCEL_NOT_ORDERED,
    parcel_withdrawn_and_still_listed: FindingCode.PARCEL_NOT_ORDERED,
    parcel_waiting: FindingCode.PARCEL_NOT_ORDERED,
    parcel_doubled: FindingCode.PARCEL_DOUBLED,
    parcel_found: FindingCode.PARCEL_FOUND,
    parcel_gone: FindingCode.PARCEL_GONE,
    parcel_cancelled_at_carrier: FindingCode.PARCEL_GONE,
    parcel_gone_and_number_missing: FindingCode.PARCEL_GONE,
    sent_without_parcel: FindingCode.SENT_WITHOUT_PARCEL,
}


@given(st.lists(st.sampled_from([None, *PLANTS]), max_size=12))
def test_each_planted_discrepancy_gives_exactly_its_finding(plants: list[Callable[[World, int], None] | None]) -> None:
    it = world(len(plants))
    for number, plant in enumerate(plants):
        if plant is not None:
            plant(it, number)
    found = it.compared()
    assert sorted(each.code for each in found) == sorted(PLANTS[each] for each in plants if each is not None)
    for each in found:
        assert each.order_id is None or plants[int(each.order_id[:8], 16) & 0xFFFF] is not None


@given(st.lists(st.sampled_from(list(PLANTS)), min_size=1, max_size=8), st.floats(min_value=0.01, max_value=9.9))
def test_what_is_under_way_is_no_finding(plants: list[Callable[[World, int], None]], minutes_ago: float) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    it = world(len(plants), at)
    for number, plant in enumerate(plants):
        plant(it, number)
    fresh = [replace(each, created_at=at) for each in it.listed]
    orders = {name: replace(each, changed_at=at) for name, each in it.orders.items()}
    assert compare(replace(it.sides(), listed={"inpost": fresh}, orders=orders)) == []


@given(st.lists(st.sampled_from(list(PLANTS)), max_size=8))
def test_a_side_that_could_not_be_read_says_nothing(plants: list[Callable[[World, int], None]]) -> None:
    it = world(len(plants))
    for number, plant in enumerate(plants):
        plant(it, number)
    assert compare(replace(it.sides(), listed={}, orders={})) == []
    parcels_only = {each.code for each in compare(replace(it.sides(), orders={}))}
    assert not parcels_only & {FindingCode.NUMBER_MISSING, FindingCode.NUMBER_DOUBLED, FindingCode.SENT_WITHOUT_PARCEL}


def test_the_number_of_a_withdrawn_parcel_is_known_wherever_it_still_stands() -> None:
    it = world(2)
    for number in range(2):
        it.change(number, state=State.WITHDRAWN)
        parcel_gone(it, number)
    it.relabel(1, waybill(1), waybill(7))  # shipped again since
    it.attempts.append(replace(an_attempt(7, UNTIL - timedelta(hours=1)), order_id=an_id(1)))
    it.listed.append(a_parcel(7, UNTIL - timedelta(hours=1)))
    assert it.compared() == []


def test_a_parcel_withdrawn_after_the_list_was_read_is_no_finding() -> None:
    it = world(1)
    it.change(0, state=State.WITHDRAWN, updated_at=timestamp(NOW))
    assert it.compared() == []


def test_what_is_older_than_the_window_is_not_compared() -> None:
    at = SINCE - timedelta(hours=3)
    it = world(2, at)
    number_missing(it, 0)
    parcel_gone(it, 1)
    it.listed.append(a_parcel(7, at))
    assert it.compared() == []


def test_a_parcel_whose_number_is_wanted_stays_wanted_when_its_account_has_no_list() -> None:
    it = world(1)
    number_missing(it, 0)
    [finding] = compare(replace(it.sides(), listed={}))
    assert (finding.code, finding.mending) == (FindingCode.NUMBER_MISSING, "possible")


@pytest.mark.parametrize(("on_allegro", "mending"), [("yes", "possible"), ("failed", "possible"), ("waiting", "under_way")])
def test_a_number_that_is_owed_already_is_not_mended_twice(on_allegro: str, mending: str) -> None:
    it = world(1)
    number_missing(it, 0)
    it.change(0, on_allegro=on_allegro)
    assert [each.mending for each in it.compared()] == [mending]


def test_a_lost_parcel_listed_twice_is_one_found_and_one_doubled() -> None:
    it = world(1)
    parcel_found(it, 0)
    parcel_doubled(it, 0)
    assert [each.code for each in it.compared()] == [FindingCode.PARCEL_DOUBLED, FindingCode.PARCEL_FOUND]


def test_one_list_shown_by_two_accounts_doubles_nothing() -> None:
    it = world(3)
    parcel_found(it, 1)
    found = compare(replace(it.sides(), listed={"inpost": it.listed, "inpost-2": list(it.listed)}))
    assert [each.code for each in found] == [FindingCode.PARCEL_FOUND]


def test_a_parcel_made_elsewhere_and_reported_is_told_by_its_number_alone() -> None:
    it = world(1)
    it.listed.append(a_parcel(50, UNTIL - timedelta(hours=1), reference="", tracking_number="777"))
    it.orders[an_id(50)] = RecentOrder(an_id(50), True, (TrackingNumber("INPOST", "777"),))
    assert [(each.code, each.order_id) for each in it.compared()] == [(FindingCode.NUMBER_OF_OTHERS, an_id(50))]


def test_an_unknown_parcel_names_the_beginning_of_its_order() -> None:
    it = world(0)
    it.listed.append(a_parcel(0xABC, UNTIL - timedelta(hours=1)))
    [finding] = it.compared()
    assert (finding.code, finding.data["order_prefix"]) == (FindingCode.PARCEL_UNKNOWN, "00000abc")


def test_another_sellers_orders_are_not_asked_of_this_one() -> None:
    it = world(1)
    number_missing(it, 0)
    assert compare(replace(it.sides(), seller_ids=["1"])) == []
