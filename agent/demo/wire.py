"""The one loose type of the stand-ins: a JSON object as it travels on the wire."""

import json
from typing import Any, TypeAlias

from aiohttp import web

# Any: bodies come from a client that may be wrong at every level, and go out with nulls at every level.
JsonObject: TypeAlias = dict[str, Any]


async def read_json_object(request: web.Request) -> JsonObject | None:
    """Return the body as a JSON object, or None when it is anything else."""
    try:
        body = json.loads(await request.read())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def dump(value: object) -> str:
    """Return `value` as JSON text, Polish letters unescaped."""
    return json.dumps(value, ensure_ascii=False)
