"""The form of an account, made from its carrier's settings model and the words beside it: a new carrier brings its own."""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Literal, cast

from pydantic import BaseModel

from agent.cli.words import Language

Kind = Literal["text", "number", "money", "choice", "switch", "map"]
Field = dict[str, object]
Texts = Mapping[str, Field]

GROUPS = ("account", "sizes", "money", "posting", "sender", "labels", "abroad", "rare")
"""The order in which a seller thinks of an account; a field that names no group is of interest to few."""

_HINTS = ("when", "list", "points")
"""Said in the model's `json_schema_extra`, for the page: when the field matters (another one and its value), whether the carrier
has a list of what may stand there, and which of its points fit."""


def words_of(model: type[BaseModel], language: Language) -> Texts:
    """Title, description and the choices' labels by field, from `form.<language>.json` in the carrier's folder."""
    folder = resources.files(model.__module__.rpartition(".")[0])
    return cast(Texts, json.loads(folder.joinpath(f"form.{language}.json").read_text(encoding="utf-8")))


def form(model: type[BaseModel], texts: Texts) -> list[Field]:
    """The fields by group, within it in the model's order: name, title, description, kind, and what the kind needs.

    `money` is in grosze here and in złoty on the page. `optional` fields may be empty, which is null. `choices` are values with
    their labels. A `map` has keys as text and `choices` as values.
    """
    schema = model.model_json_schema()
    definitions = cast("Mapping[str, Field]", schema.get("$defs", {}))
    required = cast("list[str]", schema.get("required", []))
    properties = cast("Mapping[str, Field]", schema["properties"])
    fields = [_field(name, each, definitions, name in required, texts.get(name, {})) for name, each in properties.items()]
    return sorted(fields, key=lambda each: GROUPS.index(cast(str, each["group"])))


def _field(name: str, given: Field, definitions: Mapping[str, Field], required: bool, texts: Field) -> Field:
    options = cast("list[Field]", given.get("anyOf", []))
    plain = next((each for each in options if each.get("type") != "null"), given)
    optional = any(each.get("type") == "null" for each in options)
    told: Field = _resolved(plain, definitions)
    default = given.get("default")
    group = given.get("group")
    field: Field = {
        "name": name,
        "title": texts.get("title", name),
        "description": texts.get("description", ""),
        "group": group if group in GROUPS else GROUPS[-1],
        "kind": _kind(name, told),
        "required": required,
        "optional": optional or default == "",
        "default": default,
    }
    for ours, theirs in (("least", "minimum"), ("most", "maximum"), ("below", "exclusiveMaximum"), ("longest", "maxLength")):
        if theirs in told:
            field[ours] = told[theirs]
    values = told if _choices(told) else _resolved(cast(Field, told.get("additionalProperties") or {}), definitions)
    choices = _choices(values)
    if choices:
        labels = cast("Mapping[str, str]", texts.get("labels", {}))
        field["choices"] = [{"value": each, "label": labels.get(each, each)} for each in choices]
    return {**field, **{each: given[each] for each in _HINTS if each in given}}


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
