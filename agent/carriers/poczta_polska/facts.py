"""What an account is at Poczta Polska: posting offices and cards of the contract, how long the password lasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from agent.shipping.model.failure import Note, ShippingError
from agent.shipping.model.shipment import AccountReport
from agent.shipping.ports import PASSWORD_WARN_DAYS
from shared_schema.codes import NoteCode

from .client import EnClient
from .errors import errors_in, refused
from .settings import EnSettings
from .soap import Description, number


@dataclass(frozen=True, slots=True)
class Facts:
    """Offices and cards by number with their names, and the day the password ends, where the service says it."""

    offices: Mapping[int, str]
    cards: Mapping[int, str]
    password_until: date | None

    def office(self, settings: EnSettings) -> int | None:
        """The office to post at: the seller's choice if the contract has it, or the only one there is."""
        if settings.office is None:
            return next(iter(self.offices)) if len(self.offices) == 1 else None
        return settings.office if settings.office in self.offices else None

    def problems(self, settings: EnSettings) -> list[Note]:
        """What is wrong with office and card, before anything can be posted."""
        notes: list[Note] = []
        if self.office(settings) is None:
            data: dict[str, str | int | bool | None] = {"office": settings.office, "choices": _listed(self.offices)}
            notes.append(Note(NoteCode.OFFICE_UNKNOWN if settings.office else NoteCode.OFFICE_MISSING, "settings.office", data))
        if settings.card is not None and settings.card not in self.cards:
            data = {"card": settings.card, "choices": _listed(self.cards)}
            notes.append(Note(NoteCode.CARD_UNKNOWN, "settings.card", data))
        return notes

    def password_days(self, today: date) -> int | None:
        """Days until the password ends, 0 when it has."""
        return None if self.password_until is None else max(0, (self.password_until - today).days)

    def password_warnings(self, today: date) -> list[Note]:
        """A password that ends within a week is worth a word: without it the account stops."""
        days = self.password_days(today)
        return [] if days is None or days > PASSWORD_WARN_DAYS else [Note(NoteCode.CREDENTIALS_EXPIRE, None, {"days": days})]

    def report(self, settings: EnSettings, now: datetime, today: date) -> AccountReport:
        """What a person hears of the account who has tried it."""
        warnings = [*self.problems(settings), *self.password_warnings(today)]
        if not settings.cod_account:
            warnings.append(Note(NoteCode.COD_ACCOUNT_NOT_SET, "settings.cod_account"))
        office = self.office(settings)
        card = self.cards.get(settings.card) if settings.card is not None else None
        named = [self.offices[office] if office is not None else "", card or ""]
        return AccountReport(
            name=", ".join(each for each in named if each),
            services=(),
            cod_account_last4=settings.cod_account[-4:] or None,
            checked_at=now,
            warnings=tuple(warnings),
            password_days=self.password_days(today),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What planning needs: the account's facts, and the description that requests are held against."""

    facts: Facts
    description: Description


async def read_known(client: EnClient) -> Known:
    """Reads both. Raises ShippingError."""
    return Known(await read_facts(client), await client.description())


async def read_facts(client: EnClient) -> Facts:
    """Asks for all three. Raises ShippingError; a password that is wrong shows in the first call, and no other follows."""
    offices = await client.call("getUrzedyNadania")
    cards = await client.call("getKarty")
    if (errors := errors_in(cards)) and cards.find("karta") is None:
        raise ShippingError(refused(errors))
    expiry = await client.call("getPasswordExpiredDate")
    return Facts(
        offices=_named(offices, "urzedyNadania", "urzadNadania"),
        cards=_named(cards, "karta", "idKarta"),
        password_until=_day(expiry.findtext("dataWygasniecia")),
    )


def _named(answer: etree._Element, name: str, key: str) -> Mapping[int, str]:
    items = ((number(each.get(key)), each.get("opis") or each.get("nazwaWydruk") or "") for each in answer.findall(name))
    return {found: text for found, text in items if found is not None}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _listed(names: Mapping[int, str]) -> str:
    return ", ".join(f"{key} ({name})" if name else str(key) for key, name in names.items())
