"""Writes `schema.json` beside this file from the models; `extension/protocol.d.ts` is made from it by `npm run types`.

Run with `python -m shared_schema.generate`. The result is committed; a test regenerates it and compares.
"""

import json
from pathlib import Path

from pydantic import JsonValue
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from .base import WireModel
from .errors import ErrorInfo
from .handshake import Authenticate, Challenge, Pair, Paired, Ready
from .jobs import JobEvent, JobItemEvent
from .methods import METHODS
from .outgoing import Error, Result
from .plans import PlanEvent

SCHEMA_FILE = Path(__file__).with_name("schema.json")


class _WithoutTitles(GenerateJsonSchema):
    """Without a title on every field, which would become a type of its own in TypeScript."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def messages() -> list[type[WireModel]]:
    """Every message of the protocol, both directions, in a fixed order."""
    requests = [method.request for method in METHODS.values()]
    results = [method.result for method in METHODS.values()]
    handshake: list[type[WireModel]] = [Challenge, Pair, Paired, Authenticate, Ready]
    return [*handshake, *requests, *results, Result, Error, JobItemEvent, JobEvent, PlanEvent, ErrorInfo]


def schema_text() -> str:
    """The JSON Schema of all messages: sorted keys, a newline at the end."""
    _, schema = models_json_schema(
        [(model, "serialization") for model in messages()],
        title="Protocol",
        description="Messages between the extension and the agent. Generated from shared_schema; do not edit.",
        schema_generator=_WithoutTitles,
    )
    return json.dumps(_without_titles(schema), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _without_titles(schema: JsonValue) -> JsonValue:
    """Titles of models repeat the name of the definition; without them the TypeScript has no duplicates."""
    if isinstance(schema, dict):
        return {key: _without_titles(value) for key, value in schema.items() if not (key == "title" and value != "Protocol")}
    return [_without_titles(item) for item in schema] if isinstance(schema, list) else schema


def main() -> None:
    """Rewrites the schema file."""
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
