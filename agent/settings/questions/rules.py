"""The seller's rules, edited in the pages: read, checked one by one, tried over recent orders, kept."""

from collections.abc import Mapping
from functools import partial

from pydantic import ValidationError

from agent.settings.asked import Asked, Json, Nothing, Question
from agent.settings.household import Household
from shared_schema.delivery_methods import MethodsListResult
from shared_schema.request import NoParams
from shared_schema.rules import (
    Rule,
    RuleProblem,
    RulesGetResult,
    RulesSaveParams,
    RulesSaveResult,
    RulesTryParams,
    RulesTryResult,
)

TRIED = 100
"""How many of the newest orders a dry run looks at."""


class Check(Asked):
    """A rule as it stands in the form: what is wrong with it is told at its fields."""

    rule: dict[str, object]


class Try(Asked):
    """The rules as they would be; null tries those in force."""

    rules: list[Rule] | None


def questions(household: Household) -> Mapping[str, Question]:
    """`rules.*` and `methods.list`."""
    return {
        "rules.get": Question(Nothing, partial(_get, household)),
        "rules.check": Question(Check, partial(_check, household)),
        "rules.try": Question(Try, partial(_try, household)),
        "rules.save": Question(RulesSaveParams, partial(_save, household)),
        "methods.list": Question(Nothing, partial(_methods, household)),
    }


async def _get(household: Household, _: Nothing) -> Json:
    """With `problems` none of the rules is used, and the file is mended by hand: nothing of it is thrown away."""
    kept = await household.call("rules.get", NoParams(), RulesGetResult)
    return {
        "revision": kept.revision,
        "rules": [_rule(each) for each in kept.rules],
        "problems": [_problem(household, each) for each in kept.problems],
    }


def _rule(rule: Rule) -> Json:
    return rule.model_dump(mode="json", exclude_none=True)


def _problem(household: Household, problem: RuleProblem) -> str:
    words = household.words
    place = words("config_at", file="rules.toml", line=problem.line, field=problem.path or "-")
    return f"{place} {words(f'config_{problem.code}', **problem.data)}"


async def _check(household: Household, asked: Check) -> Json:
    try:
        return {"rule": _rule(Rule.model_validate(asked.rule))}
    except ValidationError as error:
        raise household.wrong(error) from None


async def _try(household: Household, asked: Try) -> Json:
    params = RulesTryParams(rules=asked.rules, orders=TRIED)
    return (await household.call("rules.try", params, RulesTryResult)).model_dump(mode="json")


async def _save(household: Household, asked: RulesSaveParams) -> Json:
    return (await household.call("rules.save", asked, RulesSaveResult)).model_dump()


async def _methods(household: Household, _: Nothing) -> Json:
    return (await household.call("methods.list", NoParams(), MethodsListResult)).model_dump(mode="json")
