"""Plans by rule: which account, service, size and insurance, and how the row says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.shipping.model.failure import Data, Failure, Note
from agent.shipping.model.order import DeliveryMethod, OrderLine
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.planning.plan import make_plan
from agent.shipping.rules.model import RuleProblem, RuleSet
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.rules import Rule, RuleThen, RuleWhen
from tests.shipping.fakes import METHOD, FakeCarrier, an_order

ORDER = an_order(1, lines=(OrderLine("Kubek", 1, offer_id="7000000001"),))
STRANGE = DeliveryMethod("5a000000-0000-4000-8000-000000000099", "Dostawa rowerem")
SECOND = FakeCarrier(id="second", known=frozenset())
NO_CHOICE = Choices()


def ruled(*rules: tuple[RuleWhen, RuleThen]) -> RuleSet:
    return RuleSet(tuple(Rule(name=f"r{number}", when=when, then=then) for number, (when, then) in enumerate(rules)))


def planned(rules: RuleSet, choices: Choices = NO_CHOICE, method: DeliveryMethod = METHOD) -> Plan | Unshippable:
    order = an_order(1, lines=ORDER.lines, method=method)
    return make_plan(order, [FakeCarrier(), SECOND], {}, choices, rules)


def plan(rules: RuleSet, choices: Choices = NO_CHOICE, method: DeliveryMethod = METHOD) -> Plan:
    made = planned(rules, choices, method)
    assert isinstance(made, Plan), made
    return made


def refused(rules: RuleSet, choices: Choices = NO_CHOICE, method: DeliveryMethod = METHOD) -> Unshippable:
    made = planned(rules, choices, method)
    assert isinstance(made, Unshippable), made
    return made


def test_the_row_says_which_rule_decided_what() -> None:
    then = RuleThen(size="large", service="other", insurance_grosze=70000)
    made = plan(ruled((RuleWhen(items_from=2), RuleThen(size="small")), (RuleWhen(offer=["7000000001"]), then)))
    assert (made.draft.size, made.draft.service, made.draft.insurance_grosze) == ("large", "other", 70000)
    data: Data = {"rule": "r1", "size": "large", "service": "other", "amount_grosze": 70000}
    assert made.draft.why == (Note(NoteCode.RULE_DECIDED, None, data),)


def test_what_a_person_chose_beats_the_rule() -> None:
    rules = ruled((RuleWhen(), RuleThen(size="large", insurance_grosze=70000)))
    made = plan(rules, Choices(size="small"))
    assert (made.draft.size, made.draft.insurance_grosze) == ("small", 70000)
    assert [note.code for note in made.draft.why] == [NoteCode.RULE_DECIDED, NoteCode.SIZE_CHOSEN]
    assert made.draft.why[0].data == {"rule": "r0", "amount_grosze": 70000}
    assert plan(rules, Choices(insurance_grosze=0)).draft.insurance_grosze == 0


def test_who_left_the_rules_way_does_not_get_its_size() -> None:
    rules = ruled((RuleWhen(), RuleThen(account="second", service="other", size="large")))
    made = plan(rules, Choices(account_id="fake"))
    assert (made.account_id, made.draft.service, made.draft.size) == ("fake", "fake", None)
    same = plan(rules, Choices(account_id="second", service="other"))
    assert (same.account_id, same.draft.size) == ("second", "large")


def test_a_rule_that_changed_is_another_plan() -> None:
    small, large = (ruled((RuleWhen(), RuleThen(size=size))) for size in ("small", "large"))
    assert len({plan(RuleSet()).digest, plan(small).digest, plan(large).digest}) == 3


def test_a_size_the_service_does_not_have_is_a_problem_and_no_silent_default() -> None:
    made = refused(ruled((RuleWhen(), RuleThen(size="format_2xl"))))
    assert [note.code for note in made.failure.problems] == [NoteCode.SIZE_UNKNOWN]
    assert made.draft is not None
    assert made.draft.why[0].data["rule"] == "r0"


def test_of_a_broken_file_nothing_is_used_and_every_plan_wants_a_look() -> None:
    broken = RuleSet(problems=(RuleProblem("rule_without_effect", 7, "rules[1].then", {}),))
    made = plan(broken)
    assert made.needs_look
    assert [(note.code, note.data["line"]) for note in made.draft.warnings] == [(NoteCode.RULES_BROKEN, 7)]
    assert made.digest == plan(RuleSet()).digest


def test_an_unknown_method_is_nobodys_and_says_what_can_be_chosen() -> None:
    made = refused(RuleSet(), method=STRANGE)
    assert made.failure.code is ErrorCode.METHOD_UNKNOWN
    assert made.failure.data["choices"] == "fake: fake, other; second: fake, other"


def test_no_rule_for_everything_takes_an_unknown_method() -> None:
    """Only one that names the method by its id does: the name may be anybody's, and a bulk run must not guess."""
    then = RuleThen(account="second", service="other")
    for when in (RuleWhen(), RuleWhen(method_name="rowerem"), RuleWhen(to="point")):
        assert refused(ruled((when, then)), method=STRANGE).failure.code is ErrorCode.METHOD_UNKNOWN
    made = plan(ruled((RuleWhen(method=[STRANGE.id]), then)), method=STRANGE)
    assert (made.account_id, made.draft.service, made.needs_look) == ("second", "other", False)


def test_a_person_may_choose_for_an_unknown_method() -> None:
    made = plan(RuleSet(), Choices(account_id="second", service="other"), STRANGE)
    assert (made.account_id, made.draft.service) == ("second", "other")
    # an account alone does not say how
    assert refused(RuleSet(), Choices(account_id="second"), STRANGE).failure.code is ErrorCode.METHOD_UNKNOWN
    assert refused(RuleSet(), Choices(account_id="gone"), STRANGE).failure.code is ErrorCode.METHOD_WITHOUT_ACCOUNT


def test_a_suggestion_stays_one_unless_somebody_said_how() -> None:
    suggested = DeliveryMethod("new", "Paczkomaty InPost")
    assert plan(ruled((RuleWhen(), RuleThen(size="small"))), method=suggested).needs_look
    assert not plan(RuleSet(), Choices(service="other"), suggested).needs_look
    assert not plan(ruled((RuleWhen(method=["new"]), RuleThen(service="other"))), method=suggested).needs_look


def test_an_account_that_knows_the_method_only_by_its_name_wants_a_look_by_a_rule_too() -> None:
    made = plan(ruled((RuleWhen(), RuleThen(account="second"))))
    assert [note.code for note in made.draft.warnings] == [NoteCode.METHOD_MATCHED_BY_NAME]


@pytest.mark.parametrize("account", ["gone", "second"])
def test_a_rules_account_that_cannot_ship_the_order_is_told_of(account: str) -> None:
    made = refused(ruled((RuleWhen(), RuleThen(account=account))), method=DeliveryMethod(METHOD.id, "Automat"))
    assert [(note.code, note.data["account"]) for note in made.failure.problems] == [(NoteCode.RULE_ACCOUNT_UNFIT, account)]


def test_an_account_that_cannot_plan_now_is_not_passed_over() -> None:
    stopped = Failure(ErrorCode.ACCOUNT_STOPPED, "not_sent", "stopped")
    rules = ruled((RuleWhen(), RuleThen(account="second", service="other")))
    made = make_plan(ORDER, [FakeCarrier(), SECOND], {"second": stopped}, NO_CHOICE, rules)
    assert isinstance(made, Unshippable)
    assert (made.failure, made.account_id) == (stopped, "second")


_thens = st.builds(
    RuleThen,
    size=st.sampled_from([None, "small", "large", "odd"]),
    service=st.sampled_from([None, "fake", "other"]),
    account=st.sampled_from([None, "fake", "second", "gone"]),
    insurance_grosze=st.sampled_from([0, 100]),
)
_whens = st.builds(RuleWhen, to=st.sampled_from([None, "point"]), method_name=st.sampled_from([None, "rowerem"]))


@given(st.lists(st.tuples(_whens, _thens), max_size=4))
def test_without_its_id_no_rules_ship_an_unknown_method_and_none_what_only_allegro_may(
    rules: list[tuple[RuleWhen, RuleThen]],
) -> None:
    assert refused(ruled(*rules), method=STRANGE).failure.code is ErrorCode.METHOD_UNKNOWN
    only = DeliveryMethod("0960fef9-cc88-4558-b2b2-62331a20b5b2", "Kurier DHL")
    named = [(when.model_copy(update={"method": [only.id]}), then) for when, then in rules]
    assert refused(ruled(*named), method=only).failure.code is ErrorCode.METHOD_ONLY_ALLEGRO
