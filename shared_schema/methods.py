"""The table of methods: request model, result model, and who may call it."""

from dataclasses import dataclass
from typing import Literal

from . import incoming, outgoing
from .base import WireModel

Caller = Literal["browser", "command_line"]
EVERYONE: frozenset[Caller] = frozenset({"browser", "command_line"})
COMMAND_LINE: frozenset[Caller] = frozenset({"command_line"})


@dataclass(frozen=True, slots=True)
class Method:
    """One command of the protocol."""

    request: type[incoming.Request]
    result: type[WireModel]
    callers: frozenset[Caller] = EVERYONE


METHODS: dict[str, Method] = {
    "agent.ping": Method(incoming.AgentPing, outgoing.AgentPingResult),
    "agent.status": Method(incoming.AgentStatus, outgoing.AgentStatusResult),
    "agent.pause": Method(incoming.AgentPause, outgoing.AgentPauseResult, COMMAND_LINE),
    "agent.stop": Method(incoming.AgentStop, outgoing.AgentStopResult, COMMAND_LINE),
    "plans.create": Method(incoming.PlansCreate, outgoing.PlansCreateResult),
    "plans.get": Method(incoming.PlansGet, outgoing.PlansGetResult),
    "shipments.create": Method(incoming.ShipmentsCreate, outgoing.ShipmentsCreateResult),
    "shipments.withdraw": Method(incoming.ShipmentsWithdraw, outgoing.ShipmentsWithdrawResult),
    "jobs.list": Method(incoming.JobsList, outgoing.JobsListResult),
    "jobs.get": Method(incoming.JobsGet, outgoing.JobsGetResult),
    "jobs.cancel": Method(incoming.JobsCancel, outgoing.JobsCancelResult),
    "jobs.decide": Method(incoming.JobsDecide, outgoing.JobsDecideResult),
    "orders.status": Method(incoming.OrdersStatus, outgoing.OrdersStatusResult),
    "labels.prepare": Method(incoming.LabelsPrepare, outgoing.LabelsPrepareResult),
    "handover.list": Method(incoming.HandoverList, outgoing.HandoverListResult),
    "handover.send": Method(incoming.HandoverSend, outgoing.HandoverSendResult),
    "handover.book": Method(incoming.HandoverBook, outgoing.HandoverBookResult),
    "pickup.slots": Method(incoming.PickupSlots, outgoing.PickupSlotsResult),
    "pickup.order": Method(incoming.PickupOrder, outgoing.PickupOrderResult),
    "reconcile.start": Method(incoming.ReconcileStart, outgoing.ReconcileStartResult, COMMAND_LINE),
    "reconcile.get": Method(incoming.ReconcileGet, outgoing.ReconcileGetResult, COMMAND_LINE),
    "points.search": Method(incoming.PointsSearch, outgoing.PointsSearchResult),
    "methods.list": Method(incoming.MethodsList, outgoing.MethodsListResult),
    "rules.get": Method(incoming.RulesGet, outgoing.RulesGetResult),
    "rules.save": Method(incoming.RulesSave, outgoing.RulesSaveResult),
    "rules.try": Method(incoming.RulesTry, outgoing.RulesTryResult),
    "rules.add": Method(incoming.RulesAdd, outgoing.RulesAddResult),
    "page.report": Method(incoming.PageReport, outgoing.PageReportResult),
    "settings.open": Method(incoming.SettingsOpen, outgoing.SettingsOpenResult, COMMAND_LINE),
    "pairing.open": Method(incoming.PairingOpen, outgoing.PairingOpenResult, COMMAND_LINE),
    "pairing.state": Method(incoming.PairingState, outgoing.PairingStateResult, COMMAND_LINE),
    "pairing.answer": Method(incoming.PairingAnswer, outgoing.PairingAnswerResult, COMMAND_LINE),
    "pairing.list": Method(incoming.PairingList, outgoing.PairingListResult, COMMAND_LINE),
    "pairing.remove": Method(incoming.PairingRemove, outgoing.PairingRemoveResult, COMMAND_LINE),
}
"""Every method there is. A test holds this table against the handlers."""
