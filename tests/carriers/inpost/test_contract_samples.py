"""The recorded and documented bodies of the contract, read by the same code as live ones."""

import json
from pathlib import Path

import pytest

from agent.carriers.inpost.answer import Answer, as_object
from agent.carriers.inpost.errors import from_answer
from agent.carriers.inpost.facts import read_organization
from agent.carriers.inpost.listing import read_page
from agent.carriers.inpost.mapping import make_draft
from agent.carriers.inpost.points import takes_parcels
from agent.carriers.inpost.shipments import read_created, read_progress
from agent.shipping.model.order import DeliveryMethod
from agent.shipping.model.plan import Choices
from agent.shipping.model.shipment import Created, Progress
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import order, settings
from .test_mapping import FACTS

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "inpost-shipx"

pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the contract samples (../shared/contracts) are not here"),
]


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def sample_object(name: str) -> dict[str, object]:
    value = json.loads(sample(name))
    assert isinstance(value, dict)
    return value


def items(name: str) -> list[dict[str, object]]:
    listed = sample_object(name)["items"]
    assert isinstance(listed, list)
    return listed


@pytest.mark.parametrize(
    ("name", "created"),
    [
        ("create-locker.response-201.json", Created("14588109", "inpost_locker_standard")),
        ("create-courier.response-201.json", Created("1234567890", "inpost_courier_standard")),
    ],
)
def test_created(name: str, created: Created) -> None:
    assert read_created(sample_object(name), created.service) == created


@pytest.mark.parametrize(
    ("name", "progress"),
    [
        (
            "list-by-id.courier-confirmed.response-200.json",
            Progress("1234567890", "inpost_courier_standard", "520000014966200008039999"),
        ),
        (
            "list-by-id.one-known-one-unknown.response-200.json",
            Progress("14588109", "inpost_locker_standard", "664920617630552011718863"),
        ),
    ],
)
def test_confirmed(name: str, progress: Progress) -> None:
    assert [read_progress(item) for item in items(name)] == [progress]


def test_stalled_purchase() -> None:
    progress = read_progress(sample_object("shipment.purchase-failed-cod-company-data-missing.json"))
    assert progress is not None
    assert progress.stalled is not None
    assert progress.stalled.words is not None
    assert (progress.stalled.code, progress.stalled.words.code) == (ErrorCode.PURCHASE_FAILED, "company_data_missing")
    assert [note.code for note in progress.stalled.problems] == [NoteCode.COD_ACCOUNT_MISSING]
    assert "owner@example.com" not in repr(progress)


def test_debt_collection() -> None:
    transaction = sample_object("transaction.failure-debt-collection.fragment.json")
    progress = read_progress({"id": 1, "status": "offer_selected", "transactions": [transaction]})
    assert progress is not None
    assert progress.stalled is not None
    assert progress.stalled.words is not None
    assert progress.stalled.words.code == "debt_collection"
    assert progress.stalled.problems == ()


def test_unavailable_offer() -> None:
    progress = read_progress(sample_object("shipment.offer-unavailable.json"))
    assert progress is not None
    assert progress.stalled is not None
    assert progress.stalled.words is not None
    assert progress.stalled.words.text == "parcels_size_invalid: Parcel is too large or too heavy."


@pytest.mark.parametrize(
    "name", ["list-by-created-at.empty.response-200.json", "list-by-created-at.locker-confirmed.response-200.json"]
)
def test_list_pages_show_their_filter(name: str) -> None:
    page = read_page(Answer(200, {}, sample(name)))
    assert page is not None
    assert page.filtered
    assert len(page.items) == page.count
    unfiltered = read_page(Answer(200, {}, sample("list-by-id.courier-confirmed.response-200.json")))
    assert unfiltered is not None
    assert not unfiltered.filtered


@pytest.mark.parametrize(
    ("name", "status", "code", "notes"),
    [
        ("error-401-token-invalid.json", 401, ErrorCode.CREDENTIALS_REFUSED, []),
        ("error-403-forbidden.json", 403, ErrorCode.CREDENTIALS_REFUSED, []),
        ("error-404-resource-not-found.json", 404, ErrorCode.CREDENTIALS_REFUSED, []),
        ("create.response-400-unknown-point.json", 400, ErrorCode.CARRIER_REFUSED, [NoteCode.POINT_UNKNOWN]),
        ("create.response-400-missing-trucker-id.json", 400, ErrorCode.CARRIER_REFUSED, [NoteCode.SERVICE_NOT_IN_CONTRACT]),
        ("create.response-400-allegro-order-not-found.json", 400, ErrorCode.CARRIER_REFUSED, [NoteCode.POINT_UNKNOWN]),
        ("batch-create.response-400-validation.json", 400, ErrorCode.CARRIER_REFUSED, []),
        ("label.response-400-too-early.json", 400, ErrorCode.LABEL_NOT_READY, []),
    ],
)
def test_error_bodies(name: str, status: int, code: ErrorCode, notes: list[NoteCode]) -> None:
    failure = from_answer(Answer(status, {}, sample(name)), writing=True)
    assert (failure.code, failure.outcome) == (code, "refused")
    assert [note.code for note in failure.problems] == notes
    assert failure.words is not None
    assert failure.words.code == sample_object(name)["error"]


def test_a_sentence_about_the_allegro_order_reaches_the_person() -> None:
    failure = from_answer(Answer(400, {}, sample("create.response-400-allegro-order-not-found.json")), writing=True)
    assert failure.words is not None
    assert "receiver.email: Nie znaleziono zamówienia Allegro" in failure.words.text


def test_organization() -> None:
    facts = read_organization(items("organizations.list.doc-excerpt.json")[0], "not_used")
    assert facts.cod_account_last4 is None
    assert "inpost_courier_standard" in facts.services


def test_point() -> None:
    assert takes_parcels(items("points.list.one-locker.response-200.json")[0])


def test_every_status_name_is_read() -> None:
    for name in sample("statuses.names.txt").decode().split():
        progress = read_progress({"id": 1, "status": name, "service": "inpost_locker_standard"})
        assert progress is not None
        assert (progress.stalled is not None) == (name == "canceled")


def test_our_locker_request_has_the_recorded_fields() -> None:
    recorded = sample_object("create-locker.request.json")
    made = make_draft(order(method=DeliveryMethod("", "Paczkomaty InPost")), Choices(), settings(), FACTS, {})
    ours = {**json.loads(made.request), "reference": "x"}
    assert set(ours) == set(recorded)
    for part in ("receiver", "custom_attributes", "parcels"):
        assert set(as_object(ours[part])) == set(as_object(recorded[part]))
    assert (ours["service"], ours["parcels"]) == (recorded["service"], recorded["parcels"])
