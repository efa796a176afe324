"""The rules as they are in force."""

from dataclasses import dataclass

from shared_schema.rules import Rule


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """A wrong place in the file of rules: `kind` names the words for people, `line` counts from 1."""

    kind: str
    line: int
    field: str
    data: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in their order. With `problems` there are no rules: nothing of a wrong file is used, and plans say so."""

    rules: tuple[Rule, ...] = ()
    problems: tuple[RuleProblem, ...] = ()


NO_RULES = RuleSet()
