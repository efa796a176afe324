"""Reads what a client sent: JSON, then the schema. Errors name paths and codes, never the values."""

import json
import re
from collections.abc import Container, Sequence

from pydantic import TypeAdapter, ValidationError

from shared_schema.base import RequestId
from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo, FieldProblem
from shared_schema.handshake import Authenticate, Pair
from shared_schema.incoming import AnyRequest, Opening, Requests
from shared_schema.methods import METHODS

from .errors import error_info
from .limits import MAX_JSON_DEPTH

_OUTSIDE_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_MAX_PROBLEMS = 20
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OPENINGS = ("pair", "authenticate")


class Unreadable(Exception):
    """A frame that is no valid message; `request_id` is set when the client can be told which request failed."""

    def __init__(self, info: ErrorInfo, request_id: str | None) -> None:
        super().__init__(info.message)
        self.info = info
        self.request_id = request_id


def read_opening(text: str) -> Pair | Authenticate:
    """The one message allowed before `ready`; raises `Unreadable`."""
    try:
        return Opening.validate_python(_json(text))
    except ValidationError as error:
        raise Unreadable(_info(ErrorCode.INVALID_MESSAGE, error, _OPENINGS), None) from None


def read_request(text: str) -> AnyRequest:
    """A request after `ready`; raises `Unreadable`."""
    data = _json(text)
    request_id = _request_id(data)
    try:
        return Requests.validate_python(data)
    except ValidationError as error:
        kinds = {problem["type"] for problem in error.errors(include_url=False, include_context=False, include_input=False)}
        if kinds & {"union_tag_invalid", "union_tag_not_found"}:
            unknown = isinstance(data, dict) and isinstance(data.get("method"), str)
            code = ErrorCode.UNKNOWN_METHOD if unknown else ErrorCode.INVALID_MESSAGE
        else:
            code = ErrorCode.INVALID_PARAMS if request_id is not None else ErrorCode.INVALID_MESSAGE
        raise Unreadable(_info(code, error, METHODS), request_id) from None


def _json(text: str) -> object:
    """JSON without repeated keys, NaN or deep nesting: what two parsers could read differently is not read at all."""
    try:
        if _depth(text) > MAX_JSON_DEPTH:
            raise ValueError("nested too deeply")
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        info = error_info(ErrorCode.INVALID_MESSAGE, "the frame is not acceptable JSON")
        raise Unreadable(info, None) from None


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in re.findall(r"[\[\]{}]", _OUTSIDE_STRINGS.sub("", text)):
        depth += 1 if character in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("repeated key")
    return members


def _no_constant(name: str) -> object:
    raise ValueError("not a JSON number")


_RequestIds: TypeAdapter[str] = TypeAdapter(RequestId)


def _request_id(data: object) -> str | None:
    try:
        return _RequestIds.validate_python(data.get("id")) if isinstance(data, dict) else None
    except ValidationError:
        return None


def _info(code: ErrorCode, error: ValidationError, tags: Container[str]) -> ErrorInfo:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    fields = [FieldProblem(path=_path(problem["loc"], tags), code=problem["type"]) for problem in problems[:_MAX_PROBLEMS]]
    return error_info(code, "the message does not fit the schema", fields=fields)


def _path(location: Sequence[int | str], tags: Container[str]) -> str:
    """Such as `params.items[3].order_id`, without the tag of the union, and without keys that are not names at all."""
    steps = location[1:] if location and location[0] in tags else location
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            name = step if _NAME.fullmatch(step) else "*"
            path += f".{name}" if path else name
    return path
