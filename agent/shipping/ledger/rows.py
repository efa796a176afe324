"""The ledger's rows as values, and how a failure and notes are written into them."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Row

from agent.shipping.model.failure import Failure, Note, Words
from agent.shipping.model.plan import Choices
from shared_schema.codes import ErrorCode, NoteCode

from .states import UNDER_WAY, State

ERRORS = ("error", "number_error", "label_error")
"""Columns that hold a failure: one per thing that can go wrong by itself, so that no success wipes out another's failure."""


@dataclass(frozen=True, slots=True)
class Station:
    """A packing station: `id` is made once per home folder, `name` is the seller's."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NewItem:
    """One order a person asked to ship, as it goes into a new job, in one parcel or several.

    `seller_id`: whose order it is, where that is another of the seller's Allegro accounts than the job's.
    """

    order_id: str
    digest: str
    size: str | None
    accepted: bool
    confirmation: str | None
    chosen_service: str | None = None
    chosen_account: str | None = None
    chosen_insurance_grosze: int | None = None
    chosen_point: str | None = None
    parcels: int = 1
    seller_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One intent to create one parcel, as it stands on disk. Times are ISO 8601 in UTC.

    `parcel_number` is its place among all the order's parcels; `parcel` counts from 1 to `parcels` those asked for together.
    """

    id: int
    job_id: str
    position: int
    seller_id: str
    order_id: str
    parcel_number: int
    reference: str
    state: State
    digest: str
    size: str | None
    accepted: bool
    confirmation: str | None
    account_id: str | None
    carrier: str | None
    service: str | None
    cod_grosze: int | None
    intent_at: str | None
    shipment_id: str | None
    tracking_number: str | None
    looks: int
    next_try_at: str | None
    on_allegro: str
    label: str
    label_pages: int
    error: Failure | None
    number_error: Failure | None
    label_error: Failure | None
    warnings: tuple[Note, ...]
    station: str
    holder: str | None
    created_at: str
    updated_at: str
    chosen_service: str | None = None
    chosen_account: str | None = None
    chosen_insurance_grosze: int | None = None
    chosen_point: str | None = None
    parcel: int = 1
    parcels: int = 1

    @property
    def choices(self) -> Choices:
        """What the person chose for it and the others of its order."""
        chosen = (self.size, self.chosen_service, self.chosen_account, self.chosen_insurance_grosze)
        return Choices(*chosen, parcels=self.parcels, point=self.chosen_point)

    def with_(self, other: "Attempt") -> bool:
        """Whether both were asked for together, as parcels of one order."""
        return (self.job_id, self.order_id) == (other.job_id, other.order_id)

    @property
    def working(self) -> bool:
        """Whether it may still move by itself within the time people wait for; an error says that it will not."""
        if self.state is State.CREATED:
            number_owed = self.on_allegro == "waiting" and self.number_error is None
            return number_owed or (self.label == "waiting" and self.label_error is None)
        return self.state in UNDER_WAY and self.state is not State.WAITING and self.error is None

    @property
    def sent_at(self) -> datetime:
        """When it was sent to the carrier; when it was asked for, as long as nothing was sent."""
        return datetime.fromisoformat(self.intent_at or self.created_at)

    @property
    def held(self) -> bool:
        """Whether its holder goes on with it by itself, at once or after a wait."""
        return self.working or self.state is State.WAITING

    @property
    def problem(self) -> Failure | None:
        """What the seller is told: of the parcel, of its number at Allegro, or of its label, in this order."""
        return self.error or self.number_error or self.label_error


@dataclass(frozen=True, slots=True)
class Job:
    """A selection shipped together, counted."""

    id: str
    created_at: str
    station: str
    seq: int
    total: int
    created: int
    to_fix: int
    undecided: int
    working: int
    waiting: int
    on_allegro: int
    labels: int


def job_of(row: Row[tuple[object, ...]]) -> Job:
    """Reads a row of `counted_jobs`."""
    values = dict(row._mapping)
    del values["client"]
    return Job(**values)


def attempt_of(row: Row[tuple[object, ...]]) -> Attempt:
    """Reads a row of the table `attempts`."""
    values = dict(row._mapping)
    values["state"] = State(values["state"])
    values |= {name: load_failure(values[name]) for name in ERRORS}
    values["warnings"] = load_notes(values["warnings"])
    return Attempt(**values)


def dump_failure(failure: Failure | None) -> str | None:
    """A failure as JSON text."""
    return None if failure is None else json.dumps(asdict(failure), ensure_ascii=False)


def load_failure(text: str | None) -> Failure | None:
    """The failure written by `dump_failure`."""
    if text is None:
        return None
    data = json.loads(text)
    data["code"] = ErrorCode(data["code"])
    data["words"] = Words(**data["words"]) if data["words"] else None
    data["problems"] = tuple(_note(each) for each in data["problems"])
    return Failure(**data)


def dump_notes(notes: tuple[Note, ...]) -> str:
    """Notes as JSON text."""
    return json.dumps([asdict(note) for note in notes], ensure_ascii=False)


def load_notes(text: str) -> tuple[Note, ...]:
    """The notes written by `dump_notes`."""
    return tuple(_note(each) for each in json.loads(text))


def _note(data: dict[str, object]) -> Note:
    return Note(code=NoteCode(str(data["code"])), path=_text(data["path"]), data=_data(data["data"]))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _data(value: object) -> dict[str, str | int | bool | None]:
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}


def timestamp(moment: datetime) -> str:
    """The moment as the ledger writes it, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
