"""The form of an account, made from its carrier's settings model: a new carrier brings its own. Pure."""

from collections.abc import Mapping
from typing import Literal, cast

from pydantic import BaseModel

Kind = Literal["text", "number", "money", "choice", "switch", "map"]
Field = dict[str, object]

_TOLD = ("title", "description", "default")
"""Said of the field itself, whatever its type says."""


def form(model: type[BaseModel]) -> list[Field]:
    """The fields in the model's order: name, title, description, kind, and what the kind needs.

    `money` is in grosze here and in złoty on the page. `optional` fields may be empty, which is null. `choices` are values with
    their labels, the model's `labels` where it has any. A `map` has keys as text and `choices` as values.
    """
    schema = model.model_json_schema()
    definitions = cast("Mapping[str, Field]", schema.get("$defs", {}))
    required = cast("list[str]", schema.get("required", []))
    properties = cast("Mapping[str, Field]", schema["properties"])
    return [_field(name, each, definitions, name in required) for name, each in properties.items()]


def labels(model: type[BaseModel], name: str) -> dict[str, str]:
    """What the choices of one field are called, by value."""
    choices = next(each.get("choices", []) for each in form(model) if each["name"] == name)
    return {each["value"]: each["label"] for each in cast("list[dict[str, str]]", choices)}


def _field(name: str, given: Field, definitions: Mapping[str, Field], required: bool) -> Field:
    options = cast("list[Field]", given.get("anyOf", []))
    plain = next((each for each in options if each.get("type") != "null"), given)
    optional = any(each.get("type") == "null" for each in options)
    told: Field = {**_resolved(plain, definitions), **{key: given[key] for key in _TOLD if key in given}}
    field: Field = {
        "name": name,
        "title": str(told.get("title", name)).removesuffix(" (grosze)"),
        "description": told.get("description", ""),
        "kind": _kind(name, told),
        "required": required,
        "optional": optional or told.get("default") == "",
        "default": told.get("default"),
    }
    for ours, theirs in (("least", "minimum"), ("most", "maximum"), ("below", "exclusiveMaximum"), ("longest", "maxLength")):
        if theirs in told:
            field[ours] = told[theirs]
    values = told if _choices(told) else _resolved(cast(Field, told.get("additionalProperties") or {}), definitions)
    choices = _choices(values)
    if choices:
        labels = cast("Mapping[str, str]", given.get("labels", {}))
        field["choices"] = [{"value": each, "label": labels.get(each, each)} for each in choices]
    return field


def _resolved(field: Field, definitions: Mapping[str, Field]) -> Field:
    reference = field.get("$ref")
    return definitions[reference.rpartition("/")[2]] if isinstance(reference, str) else field


def _choices(told: Field) -> list[str]:
    """A choice of one is a constant there."""
    return cast("list[str]", told.get("enum") or [told[key] for key in ("const",) if key in told])


def _kind(name: str, told: Field) -> Kind:
    if _choices(told):
        return "choice"
    match told.get("type"):
        case "boolean":
            return "switch"
        case "integer":
            return "money" if name.endswith("_grosze") else "number"
        case "object":
            return "map"
    return "text"
