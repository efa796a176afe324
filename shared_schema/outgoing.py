"""Everything the agent sends: what wraps every answer, and the events."""

from typing import Literal

from .agent import AgentPauseResult, AgentPingResult, AgentStatusResult, AgentStopResult, AgentUnlockResult
from .base import RequestId, WireModel
from .delivery_methods import MethodsListResult
from .errors import ErrorInfo
from .handover import HandoverBookResult, HandoverListResult, HandoverSendResult
from .handshake import Challenge, Paired, Ready
from .jobs import JobEvent, JobItemEvent, JobsCancelResult, JobsDecideResult, JobsGetResult, JobsListResult
from .labels import LabelsPrepareResult, LabelsPrintResult
from .orders import OrdersStatusResult
from .page import PageReportResult
from .pairing import PairingAnswerResult, PairingListResult, PairingOpenResult, PairingRemoveResult, PairingStateResult
from .pickup import PickupOrderResult, PickupSlotsResult
from .plans import PlanEvent, PlansCreateResult, PlansGetResult
from .points import PointsSearchResult
from .reconcile import ReconcileGetResult, ReconcileStartResult
from .rules import RulesAddResult, RulesGetResult, RulesSaveResult, RulesTryResult
from .settings import SettingsOpenResult
from .shipments import ShipmentsCreateResult, ShipmentsWithdrawResult

AnyResult = (
    AgentPingResult
    | AgentStatusResult
    | AgentPauseResult
    | AgentUnlockResult
    | AgentStopResult
    | PlansCreateResult
    | PlansGetResult
    | ShipmentsCreateResult
    | ShipmentsWithdrawResult
    | JobsListResult
    | JobsGetResult
    | JobsCancelResult
    | JobsDecideResult
    | OrdersStatusResult
    | LabelsPrepareResult
    | LabelsPrintResult
    | HandoverListResult
    | HandoverSendResult
    | HandoverBookResult
    | PickupSlotsResult
    | PickupOrderResult
    | ReconcileStartResult
    | ReconcileGetResult
    | PointsSearchResult
    | MethodsListResult
    | RulesGetResult
    | RulesSaveResult
    | RulesTryResult
    | RulesAddResult
    | PageReportResult
    | SettingsOpenResult
    | PairingOpenResult
    | PairingStateResult
    | PairingAnswerResult
    | PairingListResult
    | PairingRemoveResult
)


class Result(WireModel):
    """Success of a request; exactly one `result` or `error` answers each request."""

    type: Literal["result"]
    id: RequestId
    result: AnyResult


class Error(WireModel):
    """Failure of a request; `id` is null only when the frame could not be read, or before `ready`."""

    type: Literal["error"]
    id: RequestId | None
    error: ErrorInfo


AnyEvent = JobItemEvent | JobEvent | PlanEvent
AnyOutgoing = Challenge | Paired | Ready | Result | Error | AnyEvent
