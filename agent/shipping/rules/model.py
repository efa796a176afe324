"""The rules as they are in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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


class RulesChanged(Exception):
    """The rules are others than those the change was made from."""


class RulesWrong(Exception):
    """The rules as they are kept, or as they would be, cannot be used; nothing was written."""

    def __init__(self, problems: Sequence[RuleProblem]) -> None:
        super().__init__("; ".join(f"line {each.line}: {each.field or 'file'}: {each.kind}" for each in problems))
        self.problems = tuple(problems)


class RuleStore(Protocol):
    """Where the rules are kept."""

    def current(self) -> RuleSet:
        """The rules as they are now. Never raises."""

    def revision(self) -> str:
        """16 hex digits that stand for what is kept. Raises `RulesWrong` when it cannot be read."""

    def save(self, rules: Sequence[Rule], revision: str | None) -> None:
        """Keeps these rules in this order. Raises `RulesWrong`, and `RulesChanged` when `revision` is not the present one."""

    def put_first(self, rule: Rule) -> None:
        """Puts a rule before all others, in the place of one with the same conditions. Raises `RulesWrong`."""
