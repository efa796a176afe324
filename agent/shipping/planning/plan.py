"""From an order to a plan: the one place that decides what would be sent. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from agent.shipping.model.failure import Data, Failure, Note, without_personal_data
from agent.shipping.model.order import DeliveryMethod, Order
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode, NoteCode

from .delivery import account_for, only_allegro
from .eligibility import refusal


def make_plan(
    order: Order,
    accounts: Sequence[CarrierAccount],
    unready: Mapping[str, Failure],
    choices: Choices,
    missing_for: Callable[[DeliveryMethod], str | None] = lambda _: None,
) -> Plan | Unshippable:
    """The plan for the order, or why there is none.

    `accounts` are the enabled ones, `unready` tells which of them cannot plan now, and why; `missing_for` names the carrier
    whose account would ship a method that none of them does.
    """
    method: Data = {"method": order.method.name}
    failure = refusal(order)
    if failure is None and only_allegro(order.method):
        failure = Failure(ErrorCode.METHOD_ONLY_ALLEGRO, "not_sent", "only Allegro may ship this method", data={**method})
    if failure is not None:
        return Unshippable(order.id, failure, order)
    found = account_for(order.method, accounts)
    if found is None and (missing := missing_for(order.method)) is not None:
        data: Data = {**method, "missing": missing}
        failure = Failure(ErrorCode.METHOD_WITHOUT_ACCOUNT, "not_sent", "the account for this method is missing", data=data)
        return Unshippable(order.id, failure, order)
    if found is None:
        failure = Failure(ErrorCode.METHOD_UNKNOWN, "not_sent", "no account ships this delivery method", data={**method})
        return Unshippable(order.id, failure, order)
    account, match = found
    if account.id in unready:
        return Unshippable(order.id, unready[account.id], order, account.id, account.carrier)
    draft = account.draft(order, choices)
    if choices.correction is not None and not choices.correction.empty:
        said = Note(NoteCode.RECEIVER_AS_BEFORE if choices.corrected == "before" else NoteCode.RECEIVER_CORRECTED)
        draft = replace(draft, why=(said, *draft.why), corrected=choices.corrected)
    if match == "name":
        warning = Note(NoteCode.METHOD_MATCHED_BY_NAME, "method", {**method})
        draft = replace(draft, warnings=(warning, *draft.warnings))
    if draft.problems:
        problems = without_personal_data(draft.problems)
        failure = Failure(ErrorCode.PLAN_HAS_PROBLEMS, "not_sent", "fields of the order are wrong", problems=problems)
        return Unshippable(order.id, failure, order, account.id, account.carrier, draft)
    return Plan(order, account.id, account.carrier, draft)
