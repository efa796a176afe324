"""The printer of this packing station: the one chosen in the settings, at the moment of printing."""

from collections.abc import Callable

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.label import Label
from shared_schema.codes import ErrorCode

from .spooler import PrinterGone, PrintingFailed
from .system import print_file


class StationPrinter:
    """Implements `ports.LabelPrinter`. `chosen` gives the configured name, empty for none."""

    def __init__(self, chosen: Callable[[], str]) -> None:
        self._chosen = chosen

    @property
    def name(self) -> str | None:
        """As it is chosen now."""
        return self._chosen() or None

    async def print(self, printer: str, document: Label) -> None:
        """Sends one document. Raises ShippingError; of the parcels nothing is changed by it."""
        try:
            await print_file(printer, document)
        except PrinterGone as error:
            message = "this computer has no such printer any more"
            raise ShippingError(Failure(ErrorCode.PRINTER_GONE, "not_sent", message, data={"printer": printer})) from error
        except PrintingFailed as error:
            raise ShippingError(
                Failure(
                    ErrorCode.PRINT_REFUSED,
                    "not_sent",
                    "the system did not take the labels for printing",
                    data={"printer": printer, "reason": error.reason},
                )
            ) from error
