"""`rules.toml`: from its text to rules, or to every problem in it with its line; and back, a block for each rule. Pure."""

import json
import re
import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import tomlkit
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from tomlkit.items import Table

from shared_schema.rules import MAX_RULES, Rule, RuleThen, RuleWhen

from .expected import problem_of, unknown_key
from .lines import line_of
from .parse import syntax_problem
from .problems import ConfigError, Key, Problem

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*rules[ \t]*\]\]", re.MULTILINE)
_OWN_KINDS = ("rule_range", "rule_without_effect")
_SECTIONS: dict[str, type[BaseModel]] = {"when": RuleWhen, "then": RuleThen}


def parse_rules(text: str, file: Path) -> tuple[Rule, ...]:
    """Reads the rules. Raises `ConfigError` with all problems, each with its line.

    Each rule begins with `[[rules]]`: that is how its lines are found, and how its comments stay with it.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(file, [syntax_problem(text, error)]) from None
    problems = [unknown_key(key, {"rules"}, ()) for key in content if key != "rules"]
    tables = content.get("rules", [])
    blocks = split(text)[1]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables) or len(tables) != len(blocks):
        problems.append(Problem("rule_header", ("rules",)))
        tables = []
    if len(tables) > MAX_RULES:
        problems.append(Problem("rule_too_many", ("rules", MAX_RULES), {"limit": MAX_RULES}))
    rules: list[Rule] = []
    for index, table in enumerate(tables[:MAX_RULES]):
        try:
            # As JSON, so that dates and the like are refused as what they are not.
            rule = Rule.model_validate_json(json.dumps(table, default=str))
        except ValidationError as error:
            problems += [_problem(each, ("rules", index)) for each in error.errors(include_url=False, include_input=False)]
            continue
        if any(rule.name == each.name for each in rules):
            problems.append(Problem("rule_name_twice", ("rules", index, "name"), {"name": rule.name}))
        rules.append(rule)
    if problems:
        raise ConfigError(file, [_with_line(each, text) for each in problems])
    return tuple(rules)


def unknown_accounts(text: str, rules: Sequence[Rule], accounts: Sequence[str]) -> list[Problem]:
    """Rules of `text` that choose an account which is not configured, each with its line."""
    names = ", ".join(accounts)
    wrong = [index for index, rule in enumerate(rules) if rule.then.account is not None and rule.then.account not in accounts]
    return [
        _with_line(
            Problem(
                "rule_account", ("rules", index, "then", "account"), {"account": str(rules[index].then.account), "choices": names}
            ),
            text,
        )
        for index in wrong
    ]


def render(text: str, old: Sequence[Rule], new: Sequence[Rule]) -> str:
    """The file with the new rules in their order; a rule kept by name keeps its block with all comments.

    `old` are the rules of `text`, which must be right.
    """
    start, blocks = split(text)
    known = {rule.name: (rule, block) for rule, block in zip(old, blocks, strict=True)}
    parts = [start] if start.strip() else []
    for rule in new:
        before = known.get(rule.name)
        parts.append(_block(rule, None) if before is None else before[1] if before[0] == rule else _block(rule, before[1]))
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def split(text: str) -> tuple[str, list[str]]:
    """What stands before the first rule, and one block for each; comments right above a rule belong to it."""
    lines = re.split(r"(?<=\n)", text)
    starts = []
    for number, line in enumerate(lines):
        if _HEADER.match(line):
            first = number
            while first > 0 and lines[first - 1].lstrip().startswith("#"):
                first -= 1
            starts.append(first)
    edges = [*starts, len(lines)]
    return "".join(lines[: edges[0]]), ["".join(lines[start:end]) for start, end in pairwise(edges)]


def _block(rule: Rule, before: str | None) -> str:
    if before is not None:
        changed = _changed(rule, before)
        if _reads_as(changed, rule):
            return changed
    document = tomlkit.document()
    tables = tomlkit.aot()
    tables.append(_table(rule))
    document["rules"] = tables
    comments = [line for line in (before or "").splitlines() if line.lstrip().startswith("#")]
    return "".join(f"{line}\n" for line in comments) + tomlkit.dumps(document)


def _table(rule: Rule) -> Table:
    table = tomlkit.table()
    for key, value in rule.model_dump(exclude_none=True).items():
        if isinstance(value, dict):
            if not value:
                continue
            inner = tomlkit.inline_table()
            inner.update(value)
            table[key] = inner
        else:
            table[key] = value
    return table


def _changed(rule: Rule, block: str) -> str:
    """The block with the rule's values put in, line by line as it was."""
    document = tomlkit.parse(block)
    table = document["rules"][0]
    for section, values in rule.model_dump(exclude_none=True, exclude={"name"}).items():
        if section not in table:
            if values:
                table[section] = tomlkit.inline_table()
                table[section].update(values)
            continue
        for key in [key for key in table[section] if key not in values]:
            del table[section][key]
        for key, value in values.items():
            if table[section].get(key) != value:
                table[section][key] = value
    return tomlkit.dumps(document)


def _reads_as(block: str, rule: Rule) -> bool:
    try:
        return parse_rules(block, Path("rules.toml")) == (rule,)
    except ConfigError:
        return False


def _problem(detail: ErrorDetails, path: tuple[Key, ...]) -> Problem:
    if detail["type"] == "extra_forbidden":
        *places, key = detail["loc"]
        fields = _SECTIONS[str(places[-1])].model_fields if places else Rule.model_fields
        return unknown_key(str(key), fields, (*path, *places))
    found = problem_of(detail, path)
    if detail["type"] in _OWN_KINDS:
        return Problem(detail["type"], found.path, {key: str(value) for key, value in detail.get("ctx", {}).items()})
    return found


def _with_line(problem: Problem, text: str) -> Problem:
    """Looked for in the rule's own block: looking through the whole file takes its square."""
    path = problem.path
    before, blocks = split(text)
    if len(path) > 1 and isinstance(path[1], int) and path[1] < len(blocks):
        above = before.count("\n") + sum(block.count("\n") for block in blocks[: path[1]])
        block = blocks[path[1]]
        inner = line_of(block, ("rules", 0, *path[2:])) if len(path) > 2 else None
        header = next(number for number, line in enumerate(block.splitlines(), start=1) if _HEADER.match(line))
        line = above + (inner or header)
    else:
        line = line_of(text, path) or 1 if text.count("\n") < 200 else 1
    return Problem(problem.kind, problem.path, problem.data, line)
