"""The ledger's tables, the same for SQLite and PostgreSQL. No personal data: an order is named by its id alone."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from .states import LIVE

metadata = MetaData()

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("created_at", String(32), nullable=False, index=True),
    Column("station", String(64), nullable=False),
    Column("client", String(64), nullable=False),
    Column("seq", Integer, nullable=False, default=0),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("job_id", ForeignKey("jobs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("seller_id", String(20), nullable=False),
    Column("order_id", String(36), nullable=False, index=True),
    Column("parcel_number", Integer, nullable=False),
    # which of the parcels that were asked for together
    Column("parcel", Integer, nullable=False, default=1),
    Column("parcels", Integer, nullable=False, default=1),
    Column("reference", String(100), nullable=False, unique=True),
    Column("state", String(16), nullable=False, index=True),
    # what the person looked at and agreed to
    Column("digest", String(16), nullable=False),
    Column("size", String(32)),
    Column("chosen_service", String(64)),
    Column("chosen_account", String(64)),
    Column("chosen_insurance_grosze", Integer),
    Column("chosen_point", String(20)),
    Column("accepted", Boolean, nullable=False),
    Column("confirmation", String(16)),
    # what was sent, known from the intent on
    Column("account_id", String(64)),
    Column("carrier", String(64)),
    Column("service", String(64)),
    Column("cod_grosze", Integer),
    Column("intent_at", String(32)),
    # what came back
    Column("shipment_id", String(64)),
    Column("tracking_number", String(64)),
    Column("looks", Integer, nullable=False, default=0),
    # when a waiting attempt is tried again
    Column("next_try_at", String(32)),
    Column("on_allegro", String(8), nullable=False, default="none"),
    Column("label", String(8), nullable=False, default="none"),
    Column("label_pages", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("number_error", Text),
    Column("label_error", Text),
    Column("warnings", Text, nullable=False, default="[]"),
    # where it was asked for, by name, and the station that works on it now, by id
    Column("station", String(64), nullable=False),
    Column("holder", String(36)),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    UniqueConstraint("job_id", "position"),
)

_live = attempts.c.state.in_([state.value for state in LIVE])

one_live_attempt = Index(
    "one_live_attempt",
    attempts.c.seller_id,
    attempts.c.order_id,
    attempts.c.parcel_number,
    unique=True,
    sqlite_where=_live,
)
"""Each parcel of an order is sent once: a constraint of the database, so it holds between computers too.

The migrations make it on PostgreSQL as well; its condition there is not repeated here, which would load that dialect (2 MB).
"""

stations = Table(
    "stations",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
)
"""Packing stations, each seen again every few seconds while its agent runs; times by the database's clock."""

stops = Table(
    "stops",
    metadata,
    Column("station_id", String(36), primary_key=True),
    Column("account_id", String(64), primary_key=True),
    Column("error", Text, nullable=False),
    Column("since", String(32), nullable=False),
)
"""Accounts whose credentials were refused: no call is made with them from that station until they were tested again."""

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False, index=True),
    Column("station", String(64), nullable=False),
    Column("client", String(64)),
    Column("what", String(32), nullable=False),
    Column("order_id", String(36), index=True),
    Column("reference", String(100)),
    Column("state", String(16)),
    Column("account_id", String(64)),
    Column("carrier", String(64)),
    Column("shipment_id", String(64)),
    Column("tracking_number", String(64)),
    Column("code", String(64)),
)
"""What happened, when and through whom; the database itself refuses to change or delete a row."""

handovers = Table(
    "handovers",
    metadata,
    # made by whoever asked: the same key is the same wish
    Column("key", String(36), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("account_id", String(64), nullable=False),
    Column("set_id", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("day", String(10)),
    Column("ready", String(5)),
    Column("until", String(5)),
    Column("number", String(64)),
    Column("parcels", Integer, nullable=False),
    Column("status", String(16)),
    Column("errors", Text, nullable=False),
    Column("error", Text),
    Column("daily", Boolean, nullable=False),
    Column("station", String(64), nullable=False),
    Column("asked_at", String(32), nullable=False, index=True),
)
"""Sets, protocols and couriers: written before the carrier is asked, so that nobody asks twice without knowing."""

handed_parcels = Table(
    "handed_parcels",
    metadata,
    Column("key", ForeignKey("handovers.key"), primary_key=True),
    Column("shipment_id", String(64), primary_key=True),
)
"""Which shipments a protocol or a courier is for; they belong into no other."""
