"""`rules.*`: the seller's rules, tried before they are kept."""

from agent.server.dispatch import Client
from agent.server.errors import ApiError
from agent.shipping.model.failure import Data, Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Unshippable
from agent.shipping.planning.plan import make_plan
from agent.shipping.rules.model import NO_RULES, RuleProblem, RulesChanged, RuleSet, RulesWrong
from agent.shipping.work.check import read_one
from agent.shipping.work.rehearsal import Changed, Way, rehearse
from shared_schema.codes import ErrorCode
from shared_schema.errors import FieldProblem
from shared_schema.plans import Chosen
from shared_schema.rules import (
    Rule,
    RuleChange,
    RulesAdd,
    RulesAddResult,
    RulesGet,
    RulesGetResult,
    RulesSave,
    RulesSaveResult,
    RulesTry,
    RulesTryResult,
    RuleWhen,
)
from shared_schema.rules import RuleProblem as RuleProblemMessage

from .context import Context
from .errors import failure_info


async def get(context: Context, _: Client, __: RulesGet) -> RulesGetResult:
    """What is kept, and what is wrong with it."""
    revision = _revision(context)
    now = context.rules.current()
    return RulesGetResult(revision=revision, rules=list(now.rules), problems=[rule_problem(each) for each in now.problems])


async def save(context: Context, _: Client, request: RulesSave) -> RulesSaveResult:
    """Replaces the rules. Raises ApiError (`rules_wrong`) and ShippingError (`rules_changed`)."""
    known = {each.id for each in context.account_list()}
    gone = [
        RuleProblem("rule_account", 1, f"rules[{number}].then.account", {"account": rule.then.account})
        for number, rule in enumerate(request.params.rules, start=1)
        if rule.then.account is not None and rule.then.account not in known
    ]
    if gone:
        raise _wrong(tuple(gone))
    try:
        context.rules.save(request.params.rules, request.params.revision)
    except RulesWrong as error:
        raise _wrong(error.problems) from error
    except RulesChanged as error:
        failure = Failure(ErrorCode.RULES_CHANGED, "not_sent", "the rules were changed elsewhere; read them again")
        raise ShippingError(failure) from error
    return RulesSaveResult(revision=_revision(context))


async def try_rules(context: Context, _: Client, request: RulesTry) -> RulesTryResult:
    """A dry run. Raises ShippingError when the orders cannot be read, ApiError when the rules in force are wrong."""
    now = context.rules.current()
    if now.problems:
        raise _wrong(now.problems)
    asked = request.params.rules
    before, after = (NO_RULES, now) if asked is None else (now, RuleSet(tuple(asked)))
    done = await rehearse(context.desk, before, after, request.params.orders)
    return RulesTryResult(
        orders=done.orders,
        sizes=sum(each.before.size != each.after.size for each in done.changed),
        services=sum(each.before.service != each.after.service for each in done.changed),
        accounts=sum(each.before.account_id != each.after.account_id for each in done.changed),
        insurances=sum(each.before.insurance_grosze != each.after.insurance_grosze for each in done.changed),
        changes=[rule_change(each) for each in done.changed],
    )


async def add(context: Context, _: Client, request: RulesAdd) -> RulesAddResult:
    """Keeps "always so for this offer". Raises ShippingError when the order names no offer, ApiError when rules are wrong."""
    order = await read_one(context.desk, request.params.order_id)
    when, name = _for_offer(order, await _service(context, order))
    try:
        context.rules.put_first(Rule(name=name, when=when, then=request.params.then))
    except RulesWrong as error:
        raise _wrong(error.problems) from error
    return RulesAddResult(revision=_revision(context), rule=context.rules.current().rules[0])


async def _service(context: Context, order: Order) -> str | None:
    """What the delivery method leads to without a rule. Raises ShippingError while its account cannot tell."""
    accounts, unready = await context.desk.enabled()
    planned = make_plan(order, accounts, unready, Choices())
    if isinstance(planned, Unshippable) and planned.failure in unready.values():
        raise ShippingError(planned.failure)
    return planned.draft.service if planned.draft else None


def _for_offer(order: Order, service: str | None) -> tuple[RuleWhen, str]:
    """Another number of pieces may need another box, and another service has other sizes: neither is meant."""
    offers = sorted({line.offer_id for line in order.lines})
    pieces = sum(line.quantity for line in order.lines)
    if not offers or not all(offers) or not all(line.quantity for line in order.lines):
        raise ShippingError(Failure(ErrorCode.NOT_ALLOWED, "not_sent", "the order does not say what was bought"))
    when = RuleWhen(
        offer=offers,
        items_from=pieces,
        items_to=pieces,
        service=None if service is None else [service],
        method=[order.method.id] if service is None else None,
    )
    named = offers[0] if len(offers) == 1 else f"{offers[0]} +{len(offers) - 1}"
    return when, f"Oferta {named}, {pieces} szt., {service or order.method.name}"[:80].strip()


def _revision(context: Context) -> str:
    try:
        return context.rules.revision()
    except RulesWrong as error:
        raise _wrong(error.problems) from error


def _wrong(problems: tuple[RuleProblem, ...]) -> ApiError:
    """The first place is told in words, all of them by their fields."""
    first = problems[0]
    data: Data = {"line": first.line, "field": first.field, "count": len(problems)}
    info = failure_info(Failure(ErrorCode.RULES_WRONG, "not_sent", "the rules are wrong; nothing was changed", data=data))
    return ApiError(info.model_copy(update={"fields": [FieldProblem(path=each.field, code=each.kind) for each in problems]}))


def rule_problem(each: RuleProblem) -> RuleProblemMessage:
    """A wrong place in the file of rules."""
    return RuleProblemMessage(line=each.line, path=each.field, code=each.kind, data={**each.data})


def rule_change(each: Changed) -> RuleChange:
    """An order that rules would change."""
    method, order_id = each.order.method.name, each.order.id
    return RuleChange(order_id=order_id, method=method, rule=each.rule, before=_chosen(each.before), after=_chosen(each.after))


def _chosen(way: Way) -> Chosen:
    return Chosen(account=way.account_id, service=way.service, size=way.size, insurance_grosze=way.insurance_grosze)
