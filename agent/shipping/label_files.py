"""What the work does with labels, the same for every format: whose is it, how many are there, put together in one file."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, ParamSpec, TypeVar

from . import pdf, printer_language
from .model.label import Label, kind_of, unreadable

_LONG_NUMBER: Final = re.compile(r"\d{20,}")
_P = ParamSpec("_P")
_T = TypeVar("_T")


async def split(label: Label, numbers: Collection[str]) -> Mapping[str, Label]:
    """One label per number that could be told with certainty; their order in the file says nothing.

    A page or print job belongs to the number it shows, spaces aside. One with none or with several makes all of the file
    uncertain, since it may be the second of any. Raises ShippingError (`label_unreadable`).
    """
    if label.format.ending == "pdf":
        told = await _in_pdf_thread(pdf.split_by_number, label.content, numbers)
        return {number: Label(label.format, content) for number, content in told.items()}
    language = label.format.ending
    found: dict[str, list[bytes]] = {}
    for job in printer_language.jobs(language, label.content) or ():
        [text] = printer_language.texts(language, job)
        shown = [number for number in numbers if number in text]
        if len(shown) != 1:
            return {}
        found.setdefault(shown[0], []).append(job)
    return {number: Label(label.format, printer_language.joined(language, own)) for number, own in found.items()}


async def shows_other_number(label: Label, number: str) -> bool:
    """Whether a label asked for alone shows long numbers but not this one: then it is somebody else's.

    Raises ShippingError (`label_unreadable`).
    """
    text = " ".join(await texts(label.content))
    return number not in text and _LONG_NUMBER.search(text) is not None


async def texts(content: bytes) -> list[str]:
    """The text of each page or print job, without white space, whatever the format. Raises ShippingError for none of ours."""
    kind = kind_of(content)
    if kind is None:
        raise unreadable("neither PDF nor ZPL nor EPL")
    if kind == "pdf":
        return await _in_pdf_thread(pdf.page_texts, content)
    return printer_language.texts(kind, content)


async def count(label: Label) -> int:
    """Pages of a PDF, print jobs of a printer's language. Raises ShippingError (`label_unreadable`)."""
    if label.format.ending == "pdf":
        return await _in_pdf_thread(pdf.page_count, label.content)
    return len(printer_language.texts(label.format.ending, label.content))


async def merged(labels: Sequence[Label]) -> Sequence[Label]:
    """One file for each format among them, in the given order. Raises ShippingError (`label_unreadable`)."""
    by_format: dict[str, list[Label]] = {}
    for each in labels:
        by_format.setdefault(each.format, []).append(each)
    return tuple([await _one_file(same) for same in by_format.values()])


async def _one_file(labels: Sequence[Label]) -> Label:
    contents = [each.content for each in labels]
    kind = labels[0].format
    if kind.ending == "pdf":
        return labels[0] if len(labels) == 1 else Label(kind, await _in_pdf_thread(pdf.merge, contents))
    return Label(kind, printer_language.joined(kind.ending, contents))


async def _in_pdf_thread(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    try:
        return await pdf.in_pdf_thread(function, *args, **kwargs)
    except pdf.UnreadablePdf as error:
        raise unreadable(str(error)) from error
