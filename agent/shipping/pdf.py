"""Label PDFs: checked, split by the number printed on each page, merged. pdfium is not thread-safe: one thread does it.

It is loaded with the first PDF: a program that only waits does without its megabytes.
"""

import asyncio
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")
_P = ParamSpec("_P")
_T = TypeVar("_T")


class UnreadablePdf(ValueError):
    """The bytes are no PDF with at least one page."""


async def in_pdf_thread(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Runs one of the functions below away from the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_thread, lambda: function(*args, **kwargs))


def page_count(content: bytes) -> int:
    """Pages of a PDF. Raises UnreadablePdf; carriers have answered 200 with HTML."""
    with _opened(content) as document:
        return len(document)


def page_texts(content: bytes) -> list[str]:
    """The text of each page without white space. Raises UnreadablePdf."""
    with _opened(content) as document:
        return [_text(document, index) for index in range(len(document))]


def split_by_number(content: bytes, numbers: Collection[str]) -> Mapping[str, bytes]:
    """One PDF per number whose pages could be told with certainty; the order of the pages says nothing.

    A page belongs to the number printed on it, spaces aside. A page with none or with several makes all of this PDF
    uncertain, since it may be the second page of any. Raises UnreadablePdf.
    """
    with _opened(content) as document:
        pages: dict[str, list[int]] = {}
        for index in range(len(document)):
            text = _text(document, index)
            on_page = [number for number in numbers if number in text]
            if len(on_page) != 1:
                return {}
            pages.setdefault(on_page[0], []).append(index)
        return {number: _extract(document, indexes) for number, indexes in pages.items()}


def merge(contents: Sequence[bytes]) -> bytes:
    """One PDF with all pages in the given order. Raises UnreadablePdf."""
    from pypdfium2 import PdfDocument

    merged = PdfDocument.new()
    try:
        for content in contents:
            with _opened(content) as document:
                merged.import_pages(document)
        return _saved(merged)
    finally:
        merged.close()


def _opened(content: bytes) -> "PdfDocument":
    if not content.startswith(b"%PDF-"):
        raise UnreadablePdf("not a PDF")
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        raise UnreadablePdf("damaged PDF") from error
    if len(document) == 0:
        document.close()
        raise UnreadablePdf("PDF without pages")
    return document


def _text(document: "PdfDocument", index: int) -> str:
    page = document[index]
    textpage = page.get_textpage()
    try:
        return re.sub(r"\s+", "", textpage.get_text_bounded())
    finally:
        textpage.close()
        page.close()


def _extract(document: "PdfDocument", indexes: list[int]) -> bytes:
    from pypdfium2 import PdfDocument

    part = PdfDocument.new()
    try:
        part.import_pages(document, indexes)
        return _saved(part)
    finally:
        part.close()


def _saved(document: "PdfDocument") -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
