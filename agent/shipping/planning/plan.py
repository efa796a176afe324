"""From an order to a plan: the one place that decides what would be sent. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import Data, Failure, Note, without_personal_data
from agent.shipping.model.order import DeliveryMethod, Order
from agent.shipping.model.plan import Choices, Draft, Plan, Unshippable
from agent.shipping.ports import CarrierAccount
from agent.shipping.rules.matching import Candidate, deciding_rule, names_method
from agent.shipping.rules.model import NO_RULES, RuleSet
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.rules import Rule

from .by_rule import told, with_rule
from .delivery import Sorted, sort_method
from .eligibility import refusal
from .parcels import as_parcel


def make_plan(
    order: Order,
    accounts: Sequence[CarrierAccount],
    unready: Mapping[str, Failure],
    choices: Choices,
    rules: RuleSet = NO_RULES,
    missing_for: Callable[[DeliveryMethod], str | None] = lambda _: None,
    collecting: Attempt | None = None,
) -> Plan | Unshippable:
    """The plan for the order, or why there is none.

    `accounts` are the enabled ones, `unready` tells which of them cannot plan now, and why; `missing_for` names the carrier
    whose account would ship a method that none of them does. `choices` are a person's and go before the rules. A method that is
    not known is nobody's, unless a person or a rule that names it by its id says whose. `collecting` is the order's earlier
    parcel with which its cash on delivery is collected.
    """
    failure = refusal(order)
    sorted_method = sort_method(order.method, accounts)
    if failure is None and sorted_method.sort == "only_allegro":
        data: Data = {"method": order.method.name}
        failure = Failure(ErrorCode.METHOD_ONLY_ALLEGRO, "not_sent", "only Allegro may ship this method", data=data)
    if failure is not None:
        return Unshippable(order.id, failure, order, parcels=choices.parcels)
    planned = _planned(order, accounts, unready, choices, rules, sorted_method, missing_for, collecting)
    planned = replace(planned, parcels=choices.parcels)
    if not rules.problems:
        return planned
    warning = Note(NoteCode.RULES_BROKEN, "rules", {"line": rules.problems[0].line, "count": len(rules.problems)})
    if planned.draft is None:
        return planned
    return replace(planned, draft=replace(planned.draft, warnings=(warning, *planned.draft.warnings)))


def _planned(
    order: Order,
    accounts: Sequence[CarrierAccount],
    unready: Mapping[str, Failure],
    choices: Choices,
    rules: RuleSet,
    sorted_method: Sorted,
    missing_for: Callable[[DeliveryMethod], str | None],
    collecting: Attempt | None,
) -> Plan | Unshippable:
    first = as_parcel(order, 1, collecting)
    account = sorted_method.account if choices.account_id is None else _by_id(accounts, choices.account_id)
    if choices.account_id is not None and account is None:
        return Unshippable(order.id, _without_account(order, choices.account_id), order)
    if account is not None and account.id in unready:
        return Unshippable(order.id, unready[account.id], order, account.id, account.carrier)
    draft = _draft(account, first, choices) if account else None
    candidate = Candidate(order, account.carrier if account else None, draft.service if draft else None)
    rule = deciding_rule(rules.rules, candidate)
    if account is None and (rule is None or rule.then.account is None or not names_method(rule, order)):
        return Unshippable(order.id, _nobodys(order, accounts, sorted_method, missing_for), order)
    merged = choices
    if rule is not None:
        merged = with_rule(choices, rule)
        chosen = _by_id(accounts, merged.account_id) if merged.account_id is not None else account
        if chosen is not None and chosen.id in unready:
            return Unshippable(order.id, unready[chosen.id], order, chosen.id, chosen.carrier)
        by_rule = _draft(chosen, first, merged) if chosen else None
        if chosen is None or by_rule is None:
            return Unshippable(order.id, _unfit(rule), order)
        account, draft = chosen, told(by_rule, rule, choices, merged)
    if account is None or draft is None:
        return Unshippable(order.id, _nobodys(order, accounts, sorted_method, missing_for), order)
    further = account.draft(as_parcel(order, 2, collecting), merged) if choices.parcels > 1 else None
    draft = _with_remarks(draft, further, order, choices, collecting)
    if choices.correction is not None and not choices.correction.empty:
        said = Note(NoteCode.RECEIVER_AS_BEFORE if choices.corrected == "before" else NoteCode.RECEIVER_CORRECTED)
        draft = replace(draft, why=(said, *draft.why), corrected=choices.corrected)
    if account.matches(order.method) == "name" and not _assigned(order, choices, rule):
        warning = Note(NoteCode.METHOD_MATCHED_BY_NAME, "method", {"method": order.method.name})
        draft = replace(draft, warnings=(warning, *draft.warnings))
    if draft.problems:
        problems = without_personal_data(draft.problems)
        failure = Failure(ErrorCode.PLAN_HAS_PROBLEMS, "not_sent", "fields of the order are wrong", problems=problems)
        return Unshippable(order.id, failure, order, account.id, account.carrier, draft)
    return Plan(order, account.id, account.carrier, draft, choices.parcels, further)


def _with_remarks(draft: Draft, further: Draft | None, order: Order, choices: Choices, collecting: Attempt | None) -> Draft:
    """The first parcel's draft with what is wrong with the others alone, and with whom the money is collected."""
    if further is not None:
        problems = tuple(each for each in further.problems if each not in draft.problems)
        warnings = tuple(each for each in further.warnings if each not in draft.warnings)
        draft = replace(draft, problems=(*draft.problems, *problems), warnings=(*draft.warnings, *warnings))
    if not order.cash_on_delivery:
        return draft
    if collecting is not None:
        warning = Note(NoteCode.COD_WITH_EARLIER_PARCEL, "payment_type", {"number": collecting.tracking_number})
        return replace(draft, warnings=(warning, *draft.warnings))
    if further is not None:
        why = Note(NoteCode.COD_WITH_FIRST_PARCEL, "payment_type", {"parcels": choices.parcels})
        return replace(draft, why=(*draft.why, why))
    return draft


def _draft(account: CarrierAccount, order: Order, choices: Choices) -> Draft | None:
    """None when the account does not ship the method and no service says how it should."""
    if choices.service is None and account.matches(order.method) is None:
        return None
    return account.draft(order, choices)


def _by_id(accounts: Sequence[CarrierAccount], account_id: str) -> CarrierAccount | None:
    return next((account for account in accounts if account.id == account_id), None)


def _assigned(order: Order, choices: Choices, rule: Rule | None) -> bool:
    """Whether a person or the seller's rule for just this method said which service it is."""
    if choices.service is not None:
        return True
    return rule is not None and rule.then.service is not None and names_method(rule, order)


def _nobodys(
    order: Order, accounts: Sequence[CarrierAccount], sorted_method: Sorted, missing_for: Callable[[DeliveryMethod], str | None]
) -> Failure:
    """Why nobody ships the method, and what could be chosen for it."""
    if sorted_method.sort == "other_carrier":
        return _without_account(order, sorted_method.carrier)
    if (missing := missing_for(order.method)) is not None:
        return _without_account(order, missing)
    data: Data = {"method": order.method.name, "method_id": order.method.id}
    if accounts:
        data["choices"] = "; ".join(f"{each.id}: {', '.join(each.services)}" for each in accounts)
    return Failure(ErrorCode.METHOD_UNKNOWN, "not_sent", "no account ships this delivery method", data=data)


def _without_account(order: Order, missing: str | None) -> Failure:
    data: Data = {"method": order.method.name, "missing": missing}
    return Failure(ErrorCode.METHOD_WITHOUT_ACCOUNT, "not_sent", "no enabled account ships this delivery method", data=data)


def _unfit(rule: Rule) -> Failure:
    problem = Note(NoteCode.RULE_ACCOUNT_UNFIT, "rules", {"rule": rule.name, "account": rule.then.account})
    return Failure(ErrorCode.PLAN_HAS_PROBLEMS, "not_sent", "the rule's account cannot ship the order", problems=(problem,))
