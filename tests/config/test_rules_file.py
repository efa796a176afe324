"""`rules.toml`: problems with their lines, comments that survive, and a broken file of which nothing is used."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.config.problems import ConfigError
from agent.config.rules_file import RulesFile
from agent.config.rules_parse import parse_rules, render
from agent.shipping.rules.model import RulesChanged, RulesWrong
from shared_schema.rules import Rule, RuleThen, RuleWhen

GOOD = """\
# Reguły sklepu.

# kubki zawsze w B
[[rules]]
name = "Kubki"
when = { offer = ["7000000001"], service = ["inpost_locker_allegro"] } # od marca
then = { size = "medium" }

[[rules]]
name = "Drogie"
[rules.when]
value_from_grosze = 50000 # od 500 zł
[rules.then]
insurance_grosze = 100000
"""


def problems(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(ConfigError) as caught:
        parse_rules(text, Path("rules.toml"))
    return [(each.kind, each.line, each.field_name) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('size = "medium" }', 'siez = "medium" }', ("unknown_key_near", 7, "rules[1].then.siez")),
        ('size = "medium" }', "}", ("rule_without_effect", 7, "rules[1].then")),
        ('size = "medium" }', 'size = "Gabaryt B" }', ("pattern", 7, "rules[1].then.size")),
        ("50000 #", '"500 zł" #', ("type_number", 12, "rules[2].when.value_from_grosze")),
        ("50000 #", "50000\nvalue_to_grosze = 10 #", ("rule_range", 11, "rules[2].when")),
        ('name = "Drogie"', 'name = "Kubki"', ("rule_name_twice", 10, "rules[2].name")),
        ('name = "Drogie"', "", ("missing", 9, "rules[2]")),
        ('name = "Drogie"', 'name = "Drogie', ("syntax", 10, "")),
        ("# Reguły sklepu.", "regula = 1", ("unknown_key", 1, "regula")),
        ("# Reguły sklepu.", 'rule = "x"', ("unknown_key_near", 1, "rule")),
    ],
)
def test_a_wrong_place_is_named_with_its_line(old: str, new: str, expected: tuple[str, int, str]) -> None:
    assert old in GOOD
    assert expected in problems(GOOD.replace(old, new))


def test_rules_in_one_line_have_no_lines_of_their_own_and_are_refused() -> None:
    assert problems('rules = [{ name = "x", then = { size = "small" } }]')[0][0] == "rule_header"


def test_saving_keeps_the_comments_and_moves_them_with_their_rule(tmp_path: Path) -> None:
    file = RulesFile(tmp_path)
    file.path.write_text(GOOD, encoding="utf-8")
    mugs, dear = file.read()
    dearer = dear.model_copy(update={"then": RuleThen(insurance_grosze=200000)})
    new = Rule(name="Lekkie", when=RuleWhen(weight_to_g=500), then=RuleThen(size="small"))
    file.save([dearer, new, mugs], file.revision())
    text = file.path.read_text(encoding="utf-8")
    assert text.startswith("# Reguły sklepu.\n")
    assert '# kubki zawsze w B\n[[rules]]\nname = "Kubki"\n' in text
    assert "# od marca" in text
    assert "value_from_grosze = 50000 # od 500 zł" in text
    assert text.index("Drogie") < text.index("Lekkie") < text.index("# kubki")
    assert file.current().rules == (dearer, new, mugs)


def test_a_file_changed_by_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    file = RulesFile(tmp_path)
    revision = file.revision()
    file.path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(RulesChanged):
        file.save([], revision)
    assert file.path.read_text(encoding="utf-8") == GOOD


def test_nothing_of_a_broken_file_is_used_nor_thrown_away(tmp_path: Path) -> None:
    file = RulesFile(tmp_path)
    file.path.write_text(GOOD, encoding="utf-8")
    assert len(file.current().rules) == 2
    broken = GOOD + "[[rules]]\nname = 'Bez skutku'\nthen = {}\n"
    file.path.write_text(broken, encoding="utf-8")
    assert file.current().rules == ()
    assert [(each.kind, each.line) for each in file.current().problems] == [("rule_without_effect", 17)]
    with pytest.raises(RulesWrong):
        file.put_first(Rule(name="Nowa", then=RuleThen(size="small")))
    assert file.path.read_text(encoding="utf-8") == broken
    file.path.unlink()
    assert file.current().problems == ()


def test_a_rule_put_first_takes_the_place_of_one_with_the_same_conditions(tmp_path: Path) -> None:
    file = RulesFile(tmp_path)
    file.path.write_text(GOOD, encoding="utf-8")
    mugs, dear = file.read()
    larger = Rule(name="Kubki duże", when=mugs.when, then=RuleThen(size="large"))
    file.put_first(larger)
    assert file.current().rules == (larger, dear)
    file.put_first(Rule(name="Drogie", when=RuleWhen(items_to=1), then=RuleThen(size="large")))
    assert [each.name for each in file.current().rules] == ["Drogie (2)", "Kubki duże", "Drogie"]


_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(str.strip).filter(bool)
_values = st.none() | st.lists(_words, min_size=1, max_size=3)
_numbers = st.none() | st.integers(1, 10_000)
_whens = st.builds(
    RuleWhen,
    offer=_values,
    method=_values,
    method_name=st.none() | _words,
    to=st.sampled_from([None, "point", "door"]),
    cash_on_delivery=st.sampled_from([None, True, False]),
    value_from_grosze=_numbers,
    items_to=_numbers,
)
_thens = st.builds(RuleThen, size=st.sampled_from(["small", "format_2xl"]), insurance_grosze=_numbers)
_rules = st.lists(st.builds(Rule, name=_words, when=_whens, then=_thens), max_size=4, unique_by=lambda rule: rule.name)


@given(_rules, _rules)
def test_whatever_is_saved_reads_as_it_was_meant(old: list[Rule], new: list[Rule]) -> None:
    file = Path("rules.toml")
    first = render("# na początku\n", [], old)
    assert parse_rules(first, file) == tuple(old)
    second = render(first, old, new)
    assert parse_rules(second, file) == tuple(new)
    assert second.startswith("# na początku")


@given(st.text(max_size=200))
def test_whatever_stands_in_the_file_gives_rules_or_problems_with_lines(text: str) -> None:
    lines: list[int | None] = [1]
    try:
        parse_rules(text, Path("rules.toml"))
    except ConfigError as error:
        lines = [each.line for each in error.problems]
    assert lines
    assert all(line and line >= 1 for line in lines)
