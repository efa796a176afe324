"""A good and at least one bad sample of every message; `tests/extension/samples.test.js` runs the same files in JavaScript."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter, ValidationError

from shared_schema import generate
from shared_schema.base import WireModel
from shared_schema.errors import ErrorInfo
from shared_schema.incoming import AnyRequest, Opening, Requests
from shared_schema.methods import METHODS
from shared_schema.outgoing import Result

EXAMPLES = Path(generate.__file__).with_name("examples")
MODELS = {model.__name__: model for model in generate.messages() if model not in (Result, ErrorInfo)}
GOOD = sorted(EXAMPLES.glob("good/*.json"))
BAD = sorted(EXAMPLES.glob("bad/*.json"))
RESULTS = {method.result.__name__ for method in METHODS.values()}
SCHEMA = json.loads(generate.SCHEMA_FILE.read_text(encoding="utf-8"))


def read(name: str, text: str) -> WireModel:
    """Reads the sample as its model; a result inside its envelope, as it travels."""
    if name in RESULTS:
        envelope = json.loads(text)
        inner = MODELS[name].model_validate_json(json.dumps(envelope.pop("result")))
        return Result.model_validate({**envelope, "result": inner})
    return MODELS[name].model_validate_json(text)


def name_of(file: Path) -> str:
    return file.stem.split("__")[0]


def ids(files: list[Path]) -> Iterator[str]:
    return (file.stem for file in files)


def test_every_message_has_a_good_and_a_bad_sample() -> None:
    assert {file.stem for file in GOOD} == set(MODELS)
    assert {name_of(file) for file in BAD} == set(MODELS)


@pytest.mark.parametrize("file", GOOD, ids=ids(GOOD))
def test_good_samples_are_read_and_written_back_unchanged(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert json.loads(read(file.stem, text).model_dump_json()) == json.loads(text)


@pytest.mark.parametrize("file", BAD, ids=ids(BAD))
def test_bad_samples_are_refused(file: Path) -> None:
    with pytest.raises(ValidationError):
        read(name_of(file), file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", [file for file in GOOD + BAD if name_of(file) in MODELS], ids=ids(GOOD + BAD))
def test_the_generated_schema_says_the_same(file: Path) -> None:
    name, message = name_of(file), json.loads(file.read_text(encoding="utf-8"))
    schema: dict[str, Any] = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}  # a schema is any JSON
    inner = message["result"] if name in RESULTS else message
    assert jsonschema.Draft202012Validator(schema).is_valid(inner) is (file in GOOD)


@pytest.mark.parametrize("file", GOOD, ids=ids(GOOD))
def test_requests_and_openings_are_told_apart_by_their_discriminator(file: Path) -> None:
    message = json.loads(file.read_text(encoding="utf-8"))
    adapters: dict[str, TypeAdapter[Any]] = {"request": Requests, "pair": Opening, "authenticate": Opening}
    adapter = adapters.get(message["type"])
    if adapter is not None:
        assert type(adapter.validate_python(message)) is MODELS[file.stem]


def test_every_request_model_is_in_the_table_of_methods() -> None:
    assert set(AnyRequest.__args__) == {method.request for method in METHODS.values()}
