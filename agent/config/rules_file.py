"""`rules.toml` in the home folder: read, followed while the agent runs, and rewritten with the seller's comments kept."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from agent.shipping.rules.model import RuleProblem, RulesChanged, RuleSet, RulesWrong
from shared_schema.rules import Rule

from .file import read_text, replace, stamp
from .home import HomeUnusable, prepare_home
from .problems import ConfigError
from .rules_parse import parse_rules, render

FILE_NAME = "rules.toml"


class RulesFile:
    """Implements `RuleStore` over one home folder. A missing file is one without rules."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / FILE_NAME
        self._seen: tuple[int, int, int] | None = None
        self._known = RuleSet()

    def current(self) -> RuleSet:
        """The rules as they are now; a file that cannot be used gives its problems and no rule at all. Never raises."""
        found = stamp(self.path)
        if found != self._seen:
            try:
                self._known = RuleSet(self.read())
            except (ConfigError, HomeUnusable) as error:
                self._known = RuleSet(problems=_problems(error))
            self._seen = found
        return self._known

    def read(self) -> tuple[Rule, ...]:
        """The rules. Raises `ConfigError` for wrong content, `HomeUnusable` when the file cannot be read."""
        return parse_rules(read_text(self.path), self.path)

    def revision(self) -> str:
        """16 hex digits that stand for the file as it is. Raises `RulesWrong` when it cannot be read."""
        try:
            return _revision(read_text(self.path))
        except (ConfigError, HomeUnusable) as error:
            raise RulesWrong(_problems(error)) from error

    def save(self, rules: Sequence[Rule], revision: str | None) -> None:
        """Writes the rules in this order. With `revision`, raises `RulesChanged` when the file is another by now.

        Raises `RulesWrong` when the file as it is, or what it would be, is wrong: nothing of a broken file is thrown away.
        """
        self._change(lambda _: rules, revision)

    def put_first(self, rule: Rule) -> None:
        """Puts a rule before all others, in the place of one with the same conditions; a name that is taken gets a number."""

        def change(old: Sequence[Rule]) -> Sequence[Rule]:
            kept = [each for each in old if each.when != rule.when]
            taken = {each.name for each in kept}
            names = (rule.name, *(f"{rule.name[:74]} ({number})" for number in range(2, len(old) + 3)))
            return [rule.model_copy(update={"name": next(name for name in names if name not in taken)}), *kept]

        self._change(change, revision=None)

    def _change(self, change: Callable[[Sequence[Rule]], Sequence[Rule]], revision: str | None) -> None:
        try:
            self._write(change, revision)
        except (ConfigError, HomeUnusable) as error:
            raise RulesWrong(_problems(error)) from error

    def _write(self, change: Callable[[Sequence[Rule]], Sequence[Rule]], revision: str | None) -> None:
        prepare_home(self.home)
        with FileLock(self.home / (FILE_NAME + ".lock")):
            text = read_text(self.path)
            if revision is not None and revision != _revision(text):
                raise RulesChanged
            old = parse_rules(text, self.path)
            new = change(old)
            changed = render(text, old, new)
            if parse_rules(changed, self.path) != tuple(new):
                raise AssertionError("the written rules do not read as they were meant")
            replace(self.path, changed.encode())


def _problems(error: ConfigError | HomeUnusable) -> tuple[RuleProblem, ...]:
    if isinstance(error, HomeUnusable):
        return (RuleProblem("unreadable", 1, "", {"reason": error.reason}),)
    return tuple(RuleProblem(each.kind, each.line or 1, each.field_name, each.data) for each in error.problems)


def _revision(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
