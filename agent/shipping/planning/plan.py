"""From an order to a plan: the one place that decides what would be sent. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agent.shipping.model.failure import Failure, Note, without_personal_data
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode, NoteCode

from .delivery import account_for, only_allegro
from .eligibility import refusal


def make_plan(
    order: Order, accounts: Sequence[CarrierAccount], unready: Mapping[str, Failure], choices: Choices
) -> Plan | Unshippable:
    """The plan for the order, or why there is none.

    `accounts` are the enabled ones, `unready` tells which of them cannot plan now, and why.
    """
    method = {"method": order.method.name}
    failure = refusal(order)
    if failure is None and only_allegro(order.method):
        failure = Failure(ErrorCode.METHOD_ONLY_ALLEGRO, "not_sent", "only Allegro may ship this method", data=dict(method))
    if failure is not None:
        return Unshippable(order.id, failure, order)
    found = account_for(order.method, accounts)
    if found is None:
        failure = Failure(ErrorCode.METHOD_UNKNOWN, "not_sent", "no account ships this delivery method", data=dict(method))
        return Unshippable(order.id, failure, order)
    account, match = found
    if account.id in unready:
        return Unshippable(order.id, unready[account.id], order, account.id, account.carrier)
    draft = account.draft(order, choices)
    if choices.correction is not None and not choices.correction.empty:
        said = Note(NoteCode.RECEIVER_AS_BEFORE if choices.corrected == "before" else NoteCode.RECEIVER_CORRECTED)
        draft = replace(draft, why=(said, *draft.why), corrected=choices.corrected)
    if match == "name":
        warning = Note(NoteCode.METHOD_MATCHED_BY_NAME, "method", dict(method))
        draft = replace(draft, warnings=(warning, *draft.warnings))
    if draft.problems:
        problems = without_personal_data(draft.problems)
        failure = Failure(ErrorCode.PLAN_HAS_PROBLEMS, "not_sent", "fields of the order are wrong", problems=problems)
        return Unshippable(order.id, failure, order, account.id, account.carrier, draft)
    return Plan(order, account.id, account.carrier, draft)
