"""From pydantic's error to our `Problem`: a closed list of kinds with words of their own, the rest in pydantic's words."""

import difflib
from collections.abc import Collection

from pydantic_core import ErrorDetails

from .problems import Data, Key, Problem

TYPE_KINDS = {
    "string_type": "text",
    "int_type": "number",
    "int_parsing": "number",
    "int_from_float": "number",
    "float_type": "number",
    "bool_type": "boolean",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "table",
    "model_type": "table",
}
"""Pydantic's types of error -> our kinds that name the expected type."""


def problem_of(detail: ErrorDetails, path: tuple[Key, ...]) -> Problem:
    """The problem at `path` + the error's own place; never with the value that was refused."""
    where = (*path, *_known_places(detail["loc"]))
    kind = detail["type"]
    if kind == "missing":
        return Problem("missing", where[:-1], {"key": str(where[-1])})
    if kind in TYPE_KINDS:
        return Problem(f"type_{TYPE_KINDS[kind]}", where)
    context = detail.get("ctx", {})
    data: Data = {key: value if isinstance(value, int) else str(value) for key, value in context.items()}
    if kind in ("literal_error", "enum"):
        return Problem("not_one_of", where, {"choices": str(data.get("expected", ""))})
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return Problem(kind, where, {"limit": next(iter(data.values()), "")})
    if kind in ("string_too_short", "string_too_long"):
        return Problem(kind, where, {"limit": next(iter(data.values()), "")})
    if kind in ("too_short", "too_long"):
        return Problem(f"list_{kind}", where, {"limit": data.get("min_length", data.get("max_length", ""))})
    if kind == "string_pattern_mismatch":
        return Problem("pattern", where, {"pattern": data.get("pattern", "")})
    return Problem("invalid", where, {"reason": detail["msg"].removeprefix("Value error, ")})


def unknown_key(key: str, allowed: Collection[str], path: tuple[Key, ...]) -> Problem:
    """The problem of a key nobody knows, with the one that was probably meant."""
    near = difflib.get_close_matches(key.lower(), sorted(allowed), n=1)
    if near:
        return Problem("unknown_key_near", (*path, key), {"suggestion": near[0]})
    return Problem("unknown_key", (*path, key), {"allowed": ", ".join(sorted(allowed))})


def _known_places(places: tuple[int | str, ...]) -> tuple[Key, ...]:
    """Without pydantic's own words, such as the branch of a union."""
    return tuple(place for place in places if isinstance(place, int) or place.isidentifier())
