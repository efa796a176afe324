"""Order ids and sizes as they are typed."""

import re
import sys
from collections.abc import Sequence

from shared_schema import MAX_ORDERS
from shared_schema.base import UUID_PATTERN

from .exit_codes import CommandFailed, ExitCode

_UUID = re.compile(UUID_PATTERN)
_SIZE = re.compile(r"[a-z0-9_]{1,32}")


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


def sizes(values: Sequence[str], ids: Sequence[str]) -> dict[str, str]:
    """The chosen size per order: `SIZE` for all, `ORDER=SIZE` for one; the one named for an order wins."""
    for_all: str | None = None
    chosen: dict[str, str] = {}
    for value in values:
        order, equals, size = value.rpartition("=")
        order, size = order.lower(), size.lower()
        if not _SIZE.fullmatch(size) or (equals and order not in ids):
            raise CommandFailed(ExitCode.USAGE, "size_wrong", value=value[:80])
        if equals:
            chosen[order] = size
        else:
            for_all = size
    return {**(dict.fromkeys(ids, for_all) if for_all else {}), **chosen}
