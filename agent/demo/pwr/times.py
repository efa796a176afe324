"""Polish local time, as the service reads and writes it (paczka-w-ruchu.md, section 8)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def local_now(offset_s: float = 0.0) -> datetime:
    """Return the time in Poland without a zone, `offset_s` seconds ahead of the real one."""
    return (datetime.now(UTC) + timedelta(seconds=offset_s)).astimezone(WARSAW).replace(tzinfo=None)


def from_wire(text: str) -> datetime:
    """Return an xsd:dateTime as Polish local time; one without a zone already is. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return moment.astimezone(WARSAW).replace(tzinfo=None) if moment.tzinfo else moment


def with_false_zulu(moment: datetime) -> str:
    """Return a local time the way statuses carry it: seven decimals and a `Z` that is not true."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def plain(moment: datetime) -> str:
    """Return a local time to the second, without a zone."""
    return moment.isoformat(timespec="seconds")
