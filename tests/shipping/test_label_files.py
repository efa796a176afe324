"""Printers' languages: whose a label is is told by the number it shows as text, or not at all; and what is no label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.shipping.label_files import count, merged, shows_other_number, split
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.label import Label, kind_of
from shared_schema.codes import ErrorCode, LabelFormat
from tests.shipping.fakes import label_pdf, pdf_label

ONE, TWO, THREE = (f"6{each:023d}" for each in (1, 2, 3))
LANGUAGES = [LabelFormat.ZPL_203, LabelFormat.ZPL_300, LabelFormat.EPL]


def job(kind: LabelFormat, *fields: str) -> bytes:
    if kind is LabelFormat.EPL:
        return b"\nN\n" + b"".join(f'A40,40,0,3,1,1,N,"{each}"\n'.encode() for each in fields) + b"P1\n"
    return b"^XA^CI28" + b"".join(f"^FO40,40^FD{each}^FS".encode() for each in fields) + b"^XZ\n"


def label_of(kind: LabelFormat, *numbers: str) -> Label:
    return Label(kind, b"".join(job(kind, "Kurier", " ".join(each[i : i + 4] for i in range(0, 24, 4))) for each in numbers))


@pytest.mark.parametrize("kind", LANGUAGES)
async def test_jobs_are_told_by_their_number_whatever_their_order(kind: LabelFormat) -> None:
    told = await split(label_of(kind, TWO, ONE, TWO), [ONE, TWO])
    assert {number: await count(label) for number, label in told.items()} == {ONE: 1, TWO: 2}
    assert {label.format for label in told.values()} == {kind}
    assert set(await split(told[TWO], [ONE, TWO])) == {TWO}


@pytest.mark.parametrize("kind", LANGUAGES)
async def test_one_job_that_cannot_be_told_makes_all_uncertain(kind: LabelFormat) -> None:
    assert await split(label_of(kind, ONE, THREE), [ONE, TWO]) == {}
    assert await split(Label(kind, job(kind, ONE, TWO)), [ONE, TWO]) == {}
    assert await split(Label(kind, job(kind, ONE) + job(kind, "")), [ONE]) == {}


async def test_what_stands_between_labels_may_belong_to_any() -> None:
    both = job(LabelFormat.ZPL_203, ONE) + b"~DGLOGO" + job(LabelFormat.ZPL_203, TWO)
    assert await split(Label(LabelFormat.ZPL_203, both), [ONE, TWO]) == {}
    both = b"\nq800" + job(LabelFormat.EPL, ONE) + job(LabelFormat.EPL, TWO)
    assert await split(Label(LabelFormat.EPL, both), [ONE, TWO]) == {}
    both = b"\nq800" + job(LabelFormat.EPL, ONE) + b"q800" + job(LabelFormat.EPL, TWO)
    assert set(await split(Label(LabelFormat.EPL, both), [ONE, TWO])) == {ONE, TWO}


async def test_a_number_in_a_picture_is_no_text() -> None:
    picture = f"^XA^GFA,100,100,10,{ONE}^FD{TWO}^FS^XZ".encode()
    assert set(await split(Label(LabelFormat.ZPL_203, picture), [ONE, TWO])) == {TWO}


@pytest.mark.parametrize("kind", LANGUAGES)
async def test_joining_keeps_the_order_and_the_formats_apart(kind: LabelFormat) -> None:
    files = await merged([label_of(kind, THREE), pdf_label(ONE), label_of(kind, ONE), label_of(kind, TWO)])
    assert [(file.format, await count(file)) for file in files] == [(kind, 3), (LabelFormat.PDF, 1)]
    assert list(await split(files[0], [ONE, TWO, THREE])) == [THREE, ONE, TWO]


@pytest.mark.parametrize("kind", [LabelFormat.PDF, *LANGUAGES])
async def test_a_label_without_a_number_is_not_somebody_elses(kind: LabelFormat) -> None:
    def made(number: str) -> Label:
        return pdf_label(number) if kind is LabelFormat.PDF else label_of(kind, number)

    assert not await shows_other_number(made(""), ONE)
    assert not await shows_other_number(made(ONE), ONE)
    assert await shows_other_number(made(TWO), ONE)


WRONG = [b"", b"\n", b"<html>N\nP1</html>", b'{"error": "N"}', b"Not found\nP1\n", b"^XA^FD1^FS", b"N\n", b"PK\x03\x04", b"\n<p>"]


@pytest.mark.parametrize("kind", [LabelFormat.PDF, *LANGUAGES])
@pytest.mark.parametrize("content", WRONG)
def test_what_is_no_label_is_said_so(kind: LabelFormat, content: bytes) -> None:
    with pytest.raises(ShippingError) as caught:
        Label(kind, content)
    assert caught.value.failure.code is ErrorCode.LABEL_UNREADABLE


def test_one_format_is_not_taken_for_another() -> None:
    contents = {"pdf": label_pdf(ONE), "zpl": job(LabelFormat.ZPL_203, ONE), "epl": job(LabelFormat.EPL, ONE)}
    for ending, content in contents.items():
        assert kind_of(content) == ending
        for kind in LabelFormat:
            if kind.ending != ending:
                with pytest.raises(ShippingError, match=f"{kind.ending.upper()} was asked for, {ending.upper()} came"):
                    Label(kind, content)


@given(st.lists(st.text(st.characters(exclude_characters='^"~', exclude_categories=("Cs", "Cc")), max_size=30), max_size=5))
def test_whatever_stands_on_a_label_it_stays_a_label(fields: list[str]) -> None:
    for kind in LANGUAGES:
        assert kind_of(job(kind, *fields)) == kind.ending
