"""What the pages ask for: one name, one model of what is sent, one answer. Wrong input names its fields and echoes no value."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, ValidationError

from shared_schema.codes import ErrorCode

Json = Mapping[str, object]


class Asked(BaseModel):
    """What is sent with a question; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Nothing(Asked):
    """Nothing is sent."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a form, in words; `field` is its path, dots between the parts."""

    field: str
    text: str


class NotDone(Exception):
    """What was asked was not done. `text` says so to a person; `fields` are to be mended in the form; `code` is the agent's."""

    def __init__(self, text: str, fields: tuple[FieldError, ...] = (), code: ErrorCode | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.fields = fields
        self.code = code

    def as_json(self) -> Json:
        """As it is sent."""
        return {"text": self.text, "fields": [{"field": each.field, "text": each.text} for each in self.fields]}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing the pages may ask. A `model` that is none of ours must refuse unknown fields all the same."""

    model: type[BaseModel]
    answer: Callable[..., Awaitable[Json]] = field(repr=False)

    async def answered(self, body: bytes) -> Json:
        """Raises NotDone."""
        try:
            asked = self.model.model_validate_json(body or b"{}")
        except ValidationError as error:
            fields = tuple(FieldError(each.field, each.kind) for each in wrong_fields(error))
            raise NotDone("the question does not fit", fields) from None
        return await self.answer(asked)


@dataclass(frozen=True, slots=True)
class WrongField:
    """What pydantic has against a field: its path, the kind of error, the bounds it names, and a validator's own words."""

    field: str
    kind: str
    bounds: Mapping[str, object]
    said: str


def wrong_fields(error: ValidationError) -> tuple[WrongField, ...]:
    """By field, without the values that were given."""
    return tuple(
        WrongField(
            field=".".join(str(part) for part in each["loc"]),
            kind=each["type"],
            bounds={key: value for key, value in each.get("ctx", {}).items() if isinstance(value, int | float)},
            said=str(each.get("ctx", {}).get("error", "")),
        )
        for each in error.errors(include_url=False, include_input=False)
    )


def encoded(answer: Json) -> bytes:
    """As bytes."""
    return json.dumps(answer, ensure_ascii=False, default=str).encode()
