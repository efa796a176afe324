"""Tables for people. Every text of others goes through `plain`."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from shared_schema.agent import AccountInfo, StationInfo
from shared_schema.earlier import Earlier
from shared_schema.jobs import JobItem
from shared_schema.orders import OrderStatus
from shared_schema.plans import PlannedReceiver, PlanRow

from .choice import earlier_names
from .output import NotSent, OpenItem
from .phrases import account_text, error_text, item_text, notes_text, printable, station_seen, station_text
from .screen import plain
from .words import Words

STYLES = {"ready": "green", "created": "green", "attention": "yellow", "blocked": "red", "refused": "red", "unknown": "red"}

ACCOUNT_STYLES = {"ok": "green", "waiting": "yellow", "stopped": "red"}


def plan_table(words: Words, rows: Sequence[PlanRow], why: bool = False) -> Table:
    """What would be sent; `why` adds the reasons of each choice."""
    columns = ("order", "state", "recipient", "service", "size", "point", "cod", "insurance", "remarks")
    table = _table(words, *columns, *(["why"] if why else []))
    for row in rows:
        cells: list[str | Text] = [
            _order(row.order_id),
            plain(words.word("plan", row.status), STYLES[row.status]),
            _lines(row.recipient, _address(words, row.receiver) if row.receiver else ""),
            _lines(row.service or row.method or "-", row.account or ""),
            plain(row.size or "-") if row.parcels == 1 else plain(f"{row.parcels} × {row.size or '-'}"),
            plain(row.point or "-"),
            words.money(row.cod_grosze) if row.cod_grosze is not None else "-",
            words.money(row.insurance_grosze) if row.insurance_grosze is not None else "-",
            plain(remarks(words, row)),
        ]
        table.add_row(*cells, *([plain(notes_text(words, row.why))] if why else []))
    return table


def remarks(words: Words, row: PlanRow) -> str:
    """Why the order cannot be sent, what deserves a look, and which shipments it has already."""
    parts = [error_text(words, row.error)] if row.error else []
    if row.problems:
        parts.append(notes_text(words, row.problems))
    if row.receiver is not None and not row.receiver.sure and row.receiver.street + row.receiver.house:
        parts.append(_proposal(words, row.receiver))
    if row.earlier:
        named = zip(earlier_names(row), row.earlier, strict=True)
        parts.append(words("has_shipments", names=", ".join(name + _state(words, each) for name, each in named)))
    return " ".join(parts)


def _proposal(words: Words, receiver: PlannedReceiver) -> str:
    """How the address was read, to be accepted or corrected."""
    parts = {name: getattr(receiver, name) or None for name in ("street", "house", "flat", "post_code", "city")}
    return printable(words("receiver_proposed", **parts, given=receiver.given_street))


def _state(words: Words, each: Earlier) -> str:
    """That it was withdrawn, or which other station is working on it, if one is."""
    if each.state == "withdrawn":
        return f" ({words('item_withdrawn')})"
    return f" ({station_seen(words, each.station, each.station_seen_at)})" if each.station and each.station_seen_at else ""


def items_table(words: Words, items: Sequence[JobItem], left_out: Sequence[NotSent]) -> Table:
    """What became of each order."""
    table = _table(words, "order", "state", "service", "number", "on_allegro", "label", "remarks")
    for item in items:
        table.add_row(
            _parcel(words, item),
            plain(words.word("item", item.state), STYLES.get(item.state, "yellow")),
            plain(item.service or item.carrier or "-"),
            plain(item.tracking_number or "-"),
            words.word("on_allegro", item.on_allegro),
            words.word("label", item.label),
            plain(item_text(words, item)),
        )
    for each in left_out:
        state = plain(words("left_out"), "yellow")
        table.add_row(_order(each.order_id), state, "-", "-", "-", "-", plain(left_out_text(words, each)))
    return table


def left_out_text(words: Words, each: NotSent) -> str:
    """Why an order was left out, and what to do."""
    if each.error is not None:
        return error_text(words, each.error)
    return words(f"left_out_{each.reason}", names=" ".join(f"--again {name}" for name in each.earlier))


def status_table(words: Words, orders: Sequence[OrderStatus]) -> Table:
    """What is known of each order."""
    table = _table(words, "order", "state", "carrier", "number", "label")
    for each in orders:
        table.add_row(
            _order(each.order_id),
            words.word("status", each.state),
            plain(each.carrier or "-"),
            plain(each.tracking_number or "-"),
            words("yes" if each.label else "no"),
        )
    return table


def accounts_table(words: Words, accounts: Sequence[AccountInfo]) -> Table:
    """Whether each carrier account works."""
    table = _table(words, "account", "carrier", "name", "state")
    for each in accounts:
        style = ACCOUNT_STYLES.get(each.state, "") if each.enabled else ""
        table.add_row(plain(each.id), plain(each.carrier), plain(each.name), plain(account_text(words, each), style))
    return table


def stations_table(words: Words, stations: Sequence[StationInfo]) -> Table:
    """The packing stations on the same ledger."""
    table = _table(words, "station", "state")
    for each in stations:
        table.add_row(plain(each.name), plain(station_text(words, each), "" if each.alive else "yellow"))
    return table


def open_table(words: Words, items: Sequence[OpenItem]) -> Table:
    """Orders that wait, that another station has in hand or a person has to decide about, each with its job."""
    table = _table(words, "order", "state", "job", "remarks")
    for each in items:
        state = plain(words.word("item", each.item.state), "yellow")
        table.add_row(_parcel(words, each.item), state, plain(each.job_id), plain(item_text(words, each.item)))
    return table


def _table(words: Words, *columns: str) -> Table:
    table = Table()
    for name in columns:
        table.add_column(words(f"column_{name}"), no_wrap=name in ("order", "number", "job"), overflow="fold")
    return table


def _address(words: Words, receiver: PlannedReceiver) -> str:
    """Street, house and flat as they would be sent, each by itself."""
    return words("receiver_read", street=receiver.street, house=receiver.house, flat=receiver.flat)


def _lines(*texts: str) -> Text:
    return Text("\n").join(plain(each) for each in texts if each)


def _order(order_id: str) -> Text:
    return plain(order_id)


def _parcel(words: Words, item: JobItem) -> Text:
    """The order, and which of its parcels where there are several."""
    several = words("parcel_of", parcel=item.parcel, parcels=item.parcels) if item.parcels > 1 else ""
    return plain(f"{item.order_id} {several}".rstrip())
