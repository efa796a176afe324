"""What the tests must know of each carrier to put every one of them through the same troubles.

A new carrier gets one file beside this one and one line in `kits.py`, and inherits the fault matrix, the crash matrix and
the soak.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from agent.demo.allegro_server import AllegroServer
from agent.demo.faults import ArmedFault
from agent.demo.serving import StandInServer
from agent.demo.wire import JsonObject


@dataclass(frozen=True)
class Call:
    """Which calls of a stand-in are meant: their method and a regular expression for their path."""

    method: str
    path: str


@dataclass(frozen=True)
class Habits:
    """How the carrier behaves when nothing is wrong. Times are seconds."""

    number_after_s: float = 0.05
    """From the creation of a parcel to its tracking number."""
    list_lag_s: float = 0.05
    """How long a new parcel is missing from the carrier's lists."""
    clock_offset_s: float = 0.0
    """How far the carrier's clock is ahead."""
    reports_itself: bool = False
    """Whether the carrier writes the number to Allegro's order on its own, as soon as there is one."""
    latency_s: float = 0.0


class World(ABC):
    """Allegro and the carrier, running; every order of it is one the carrier ships."""

    account: str
    """The carrier account's id in the configuration."""
    allegro: AllegroServer
    carrier: StandInServer

    @abstractmethod
    def write_config(self, home: Path, concurrency: int) -> None:
        """Makes the home folder of an agent that uses these stand-ins."""

    @abstractmethod
    def secrets(self) -> Mapping[str, str]:
        """What the agent's key store holds."""

    @abstractmethod
    def parcels(self, order_id: str) -> list[str | None]:
        """The parcels the carrier has for the order, by their tracking numbers; None for one without a number yet."""

    @abstractmethod
    def refuse_password(self) -> None:
        """From now on the agent's credentials are wrong."""

    @abstractmethod
    def accept_password(self) -> None:
        """They are right again."""

    def refused_calls(self) -> int:
        """How many calls were refused for wrong credentials."""
        return len([call for call in self.carrier.calls if call.status == 401])

    @abstractmethod
    def hold_labels_back(self) -> ArmedFault:
        """From now on the carrier says that labels are not ready, until the fault is disarmed."""


@dataclass(frozen=True)
class Kit:
    """One carrier. Calls for looking up and for progress may be the same ones."""

    name: str
    create: Call
    look: Call
    progress: Call
    label: Call
    orders: Callable[[int], Sequence[JsonObject]]
    """So many orders for this carrier as Allegro has them."""
    start: Callable[[Sequence[JsonObject], Habits], AbstractAsyncContextManager[World]]
    never: frozenset[str] = frozenset()
    """Names of cases of the fault matrix, and points of the crash matrix, that this carrier cannot meet."""
