"""Keeps the papers that are signed at the counter, like labels."""

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.label import Label
from agent.shipping.pdf import UnreadablePdf, in_pdf_thread, merge, page_count
from agent.shipping.ports import LabelStore
from shared_schema.codes import ErrorCode, LabelFormat


async def keep_paper(books: LabelStore, name: str, *papers: bytes) -> None:
    """Keeps PDFs that can be read as one. Raises ShippingError."""
    try:
        content = await in_pdf_thread(merge, papers) if len(papers) > 1 else b"".join(papers)
        await in_pdf_thread(page_count, content)
        await books.keep(name, [Label(LabelFormat.PDF, content)])
    except UnreadablePdf as error:
        raise ShippingError(Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", "the paper is not readable")) from error
    except OSError as error:
        message = f"the paper cannot be kept: {error.strerror}"
        raise ShippingError(Failure(ErrorCode.STORE_FAILED, "not_sent", message)) from error
