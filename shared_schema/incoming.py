"""Everything the extension or the command line may send, and what reads it."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from .agent import AgentPause, AgentPing, AgentStatus, AgentStop, AgentUnlock
from .delivery_methods import MethodsList
from .handover import HandoverBook, HandoverList, HandoverSend
from .handshake import Authenticate, Pair
from .jobs import JobsCancel, JobsDecide, JobsGet, JobsList
from .labels import LabelsPrepare, LabelsPrint
from .orders import OrdersStatus
from .page import PageReport
from .pairing import PairingAnswer, PairingList, PairingOpen, PairingRemove, PairingState
from .pickup import PickupOrder, PickupSlots
from .plans import PlansCreate, PlansGet
from .points import PointsSearch
from .reconcile import ReconcileGet, ReconcileStart
from .rules import RulesAdd, RulesGet, RulesSave, RulesTry
from .settings import SettingsOpen
from .shipments import ShipmentsCreate, ShipmentsWithdraw

AnyRequest = (
    AgentPing
    | AgentStatus
    | AgentPause
    | AgentUnlock
    | AgentStop
    | PlansCreate
    | PlansGet
    | ShipmentsCreate
    | ShipmentsWithdraw
    | JobsList
    | JobsGet
    | JobsCancel
    | JobsDecide
    | OrdersStatus
    | LabelsPrepare
    | LabelsPrint
    | HandoverList
    | HandoverSend
    | HandoverBook
    | PickupSlots
    | PickupOrder
    | ReconcileStart
    | ReconcileGet
    | PointsSearch
    | MethodsList
    | RulesGet
    | RulesSave
    | RulesTry
    | RulesAdd
    | PageReport
    | SettingsOpen
    | PairingOpen
    | PairingState
    | PairingAnswer
    | PairingList
    | PairingRemove
)

Opening = TypeAdapter[Pair | Authenticate](
    Annotated[Pair | Authenticate, Field(discriminator="type")], config={"defer_build": True}
)
"""Reads the one message allowed before `ready`."""

Requests = TypeAdapter[AnyRequest](Annotated[AnyRequest, Field(discriminator="method")], config={"defer_build": True})
"""Reads a request after `ready`."""
