"""Order ids and choices as they are typed."""

import re
import sys
from collections.abc import Mapping, Sequence

from agent.shipping.model.money import grosze
from agent.shipping.model.plan import Choices
from shared_schema import MAX_ORDERS, MAX_PARCELS
from shared_schema.base import UUID_PATTERN

from .exit_codes import CommandFailed, ExitCode

_UUID = re.compile(UUID_PATTERN)
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_POINT = re.compile(r"[0-9a-z-]{1,20}")
_COUNT = re.compile(r"[0-9]{1,4}")
_ZLOTY = re.compile(r"[0-9]{1,6}([.,][0-9]{1,2})?")


def order_ids(values: Sequence[str]) -> list[str]:
    """The ids in their order, each once; `-` stands for the standard input, where blanks and commas divide them."""
    words: list[str] = []
    for value in values:
        words += re.split(r"[\s,;]+", sys.stdin.read()) if value == "-" else [value]
    ids = list(dict.fromkeys(word.lower() for word in words if word))
    wrong = [each for each in ids if not _UUID.match(each)]
    if wrong:
        raise CommandFailed(ExitCode.USAGE, "order_id_wrong", ids=", ".join(each[:60] for each in wrong[:5]))
    if not ids:
        raise CommandFailed(ExitCode.USAGE, "no_orders")
    if len(ids) > MAX_ORDERS:
        raise CommandFailed(ExitCode.USAGE, "too_many_orders", limit=MAX_ORDERS)
    return ids


def choices(
    ids: Sequence[str],
    size: Sequence[str],
    service: Sequence[str],
    account: Sequence[str],
    insurance: Sequence[str],
    parcels: Sequence[str] = (),
    point: Sequence[str] = (),
) -> dict[str, Choices]:
    """What was chosen per order: `VALUE` for all, `ORDER=VALUE` for one; the one named for an order wins."""
    sizes = _per_order("--size", size, ids, _NAME)
    services = _per_order("--service", service, ids, _NAME)
    accounts = _per_order("--account", account, ids, _ACCOUNT)
    insured = {order: grosze(text.replace(",", ".")) for order, text in _per_order("--insurance", insurance, ids, _ZLOTY).items()}
    counts = _counts(_per_order("--parcels", parcels, ids, _COUNT))
    points = {order: code.upper() for order, code in _per_order("--point", point, ids, _POINT).items()}
    return {
        each: Choices(
            sizes.get(each),
            services.get(each),
            accounts.get(each),
            insured.get(each),
            parcels=counts.get(each, 1),
            point=points.get(each),
        )
        for each in ids
    }


def _counts(typed: Mapping[str, str]) -> dict[str, int]:
    wrong = next((text for text in typed.values() if not 1 <= int(text) <= MAX_PARCELS), None)
    if wrong is not None:
        raise CommandFailed(ExitCode.USAGE, "parcels_wrong", value=wrong, limit=MAX_PARCELS)
    return {order: int(text) for order, text in typed.items()}


def _per_order(name: str, values: Sequence[str], ids: Sequence[str], shape: re.Pattern[str]) -> dict[str, str]:
    for_all: str | None = None
    chosen: dict[str, str] = {}
    for value in values:
        order, equals, wanted = value.rpartition("=")
        order, wanted = order.lower(), wanted.lower()
        if not shape.fullmatch(wanted) or (equals and order not in ids):
            raise CommandFailed(ExitCode.USAGE, "choice_wrong", option=name, value=value[:80])
        if equals:
            chosen[order] = wanted
        else:
            for_all = wanted
    return {**(dict.fromkeys(ids, for_all) if for_all else {}), **chosen}
