"""The table of methods: request model, result model, and who may call it."""

from dataclasses import dataclass
from typing import Literal

from .agent import (
    AgentPause,
    AgentPauseResult,
    AgentPing,
    AgentPingResult,
    AgentStatus,
    AgentStatusResult,
    AgentStop,
    AgentStopResult,
    AgentUnlock,
    AgentUnlockResult,
)
from .base import WireModel
from .delivery_methods import MethodsList, MethodsListResult
from .handover import HandoverBook, HandoverBookResult, HandoverList, HandoverListResult, HandoverSend, HandoverSendResult
from .jobs import JobsCancel, JobsCancelResult, JobsDecide, JobsDecideResult, JobsGet, JobsGetResult, JobsList, JobsListResult
from .labels import LabelsPrepare, LabelsPrepareResult, LabelsPrint, LabelsPrintResult
from .orders import OrdersStatus, OrdersStatusResult
from .page import PageReport, PageReportResult
from .pairing import (
    PairingAnswer,
    PairingAnswerResult,
    PairingList,
    PairingListResult,
    PairingOpen,
    PairingOpenResult,
    PairingRemove,
    PairingRemoveResult,
    PairingState,
    PairingStateResult,
)
from .pickup import PickupOrder, PickupOrderResult, PickupSlots, PickupSlotsResult
from .plans import PlansCreate, PlansCreateResult, PlansGet, PlansGetResult
from .points import PointsSearch, PointsSearchResult
from .reconcile import ReconcileGet, ReconcileGetResult, ReconcileStart, ReconcileStartResult
from .request import Request
from .rules import RulesAdd, RulesAddResult, RulesGet, RulesGetResult, RulesSave, RulesSaveResult, RulesTry, RulesTryResult
from .settings import SettingsOpen, SettingsOpenResult
from .shipments import ShipmentsCreate, ShipmentsCreateResult, ShipmentsWithdraw, ShipmentsWithdrawResult

Caller = Literal["browser", "command_line"]
EVERYONE: frozenset[Caller] = frozenset({"browser", "command_line"})
COMMAND_LINE: frozenset[Caller] = frozenset({"command_line"})


@dataclass(frozen=True, slots=True)
class Method:
    """One command of the protocol."""

    request: type[Request]
    result: type[WireModel]
    callers: frozenset[Caller] = EVERYONE


METHODS: dict[str, Method] = {
    "agent.ping": Method(AgentPing, AgentPingResult),
    "agent.status": Method(AgentStatus, AgentStatusResult),
    "agent.pause": Method(AgentPause, AgentPauseResult, COMMAND_LINE),
    "agent.unlock": Method(AgentUnlock, AgentUnlockResult, COMMAND_LINE),
    "agent.stop": Method(AgentStop, AgentStopResult, COMMAND_LINE),
    "plans.create": Method(PlansCreate, PlansCreateResult),
    "plans.get": Method(PlansGet, PlansGetResult),
    "shipments.create": Method(ShipmentsCreate, ShipmentsCreateResult),
    "shipments.withdraw": Method(ShipmentsWithdraw, ShipmentsWithdrawResult),
    "jobs.list": Method(JobsList, JobsListResult),
    "jobs.get": Method(JobsGet, JobsGetResult),
    "jobs.cancel": Method(JobsCancel, JobsCancelResult),
    "jobs.decide": Method(JobsDecide, JobsDecideResult),
    "orders.status": Method(OrdersStatus, OrdersStatusResult),
    "labels.prepare": Method(LabelsPrepare, LabelsPrepareResult),
    "labels.print": Method(LabelsPrint, LabelsPrintResult),
    "handover.list": Method(HandoverList, HandoverListResult),
    "handover.send": Method(HandoverSend, HandoverSendResult),
    "handover.book": Method(HandoverBook, HandoverBookResult),
    "pickup.slots": Method(PickupSlots, PickupSlotsResult),
    "pickup.order": Method(PickupOrder, PickupOrderResult),
    "reconcile.start": Method(ReconcileStart, ReconcileStartResult, COMMAND_LINE),
    "reconcile.get": Method(ReconcileGet, ReconcileGetResult, COMMAND_LINE),
    "points.search": Method(PointsSearch, PointsSearchResult),
    "methods.list": Method(MethodsList, MethodsListResult),
    "rules.get": Method(RulesGet, RulesGetResult),
    "rules.save": Method(RulesSave, RulesSaveResult),
    "rules.try": Method(RulesTry, RulesTryResult),
    "rules.add": Method(RulesAdd, RulesAddResult),
    "page.report": Method(PageReport, PageReportResult),
    "settings.open": Method(SettingsOpen, SettingsOpenResult, COMMAND_LINE),
    "pairing.open": Method(PairingOpen, PairingOpenResult, COMMAND_LINE),
    "pairing.state": Method(PairingState, PairingStateResult, COMMAND_LINE),
    "pairing.answer": Method(PairingAnswer, PairingAnswerResult, COMMAND_LINE),
    "pairing.list": Method(PairingList, PairingListResult, COMMAND_LINE),
    "pairing.remove": Method(PairingRemove, PairingRemoveResult, COMMAND_LINE),
}
"""Every method there is. A test holds this table against the handlers."""
