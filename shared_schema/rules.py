"""The seller's rules: the same models in the file, in the messages and where orders are matched."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from . import MAX_TRIED
from .base import AccountId, Digest, Grosze, OrderId, ServiceName, Size, WireModel
from .errors import NoteData
from .plans import Chosen
from .request import NoParams, Request

MAX_RULES = 200
MAX_CHOICES = 50
"""Values to choose from in one condition."""

RuleName = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]
_Value = Annotated[str, StringConstraints(min_length=1, max_length=100)]
_Values = Annotated[list[_Value], Field(min_length=1, max_length=MAX_CHOICES)]
_Count = Annotated[int, Field(ge=1, le=10_000)]
_Grams = Annotated[int, Field(ge=1, le=10_000_000)]

_RANGES = (("value_from_grosze", "value_to_grosze"), ("items_from", "items_to"), ("weight_from_g", "weight_to_g"))


class RuleWhen(WireModel):
    """What an order has to be; all that is given must hold, and nothing given holds for every order.

    `method` are ids of Allegro's delivery methods, `method_name` a part of the name in any case, with or without diacritics.
    `carrier` and `service` are what the delivery method leads to before any rule. `to`: a point or machine, or the buyer's door.
    `value` is what the buyer pays in all, in złoty's grosze; `items` counts pieces. `offer` and `external_id` hold when every
    line of the order is one of these. `weight` is read from the offers' names, and does not hold where a name has none.
    Both ends of a range belong to it.
    """

    method: _Values | None = None
    method_name: _Value | None = None
    carrier: _Values | None = None
    service: _Values | None = None
    to: Literal["point", "door"] | None = None
    cash_on_delivery: bool | None = None
    value_from_grosze: Grosze | None = None
    value_to_grosze: Grosze | None = None
    items_from: _Count | None = None
    items_to: _Count | None = None
    offer: _Values | None = None
    external_id: _Values | None = None
    weight_from_g: _Grams | None = None
    weight_to_g: _Grams | None = None

    @model_validator(mode="after")
    def _ranges_are_not_empty(self) -> Self:
        for low, high in _RANGES:
            start, end = getattr(self, low), getattr(self, high)
            if start is not None and end is not None and start > end:
                raise PydanticCustomError("rule_range", "{low} is above {high}", {"low": low, "high": high})
        return self


class RuleThen(WireModel):
    """What is chosen then; null leaves it as it would be without the rule. `insurance_grosze` 0 is no insurance.

    With `account` in a rule that names the order's `method` by id, the delivery method is that account's to ship.
    """

    size: Size | None = None
    service: ServiceName | None = None
    account: AccountId | None = None
    insurance_grosze: Grosze | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise PydanticCustomError("rule_without_effect", "the rule chooses nothing")
        return self


class Rule(WireModel):
    """One rule; the first in the list that holds decides alone."""

    name: RuleName
    when: RuleWhen = RuleWhen.model_construct()
    then: RuleThen


Rules = Annotated[list[Rule], Field(max_length=MAX_RULES)]


class RulesGet(Request):
    """The rules as they are kept."""

    method: Literal["rules.get"]
    params: NoParams


class RuleProblem(WireModel):
    """A wrong place in the file of rules; `code` is a kind of its own (`unknown_key`, `rule_range`, ...), `data` goes with it."""

    line: int
    path: str
    code: str
    data: NoteData


class RulesGetResult(WireModel):
    """The rules in their order. With `problems` the file is wrong and none of its rules is used."""

    revision: Digest
    rules: list[Rule]
    problems: list[RuleProblem]


class RulesSaveParams(WireModel):
    """All the rules, in their order; `revision` is that of the rules they were made from."""

    revision: Digest
    rules: Rules


class RulesSave(Request):
    """Replaces the rules, unless they are wrong (`rules_wrong`) or were changed elsewhere meanwhile (`rules_changed`)."""

    method: Literal["rules.save"]
    params: RulesSaveParams


class RulesSaveResult(WireModel):
    """Kept."""

    revision: Digest


class RulesTryParams(WireModel):
    """`rules` are compared with those in force; null compares those in force with none. `orders` of the newest are looked at."""

    rules: Rules | None
    orders: Annotated[int, Field(ge=1, le=MAX_TRIED)]


class RulesTry(Request):
    """What rules would do to recent orders; changes nothing."""

    method: Literal["rules.try"]
    params: RulesTryParams


class RuleChange(WireModel):
    """An order that the rules would change, and the rule that decides on it then."""

    order_id: OrderId
    method: str
    rule: str | None
    before: Chosen
    after: Chosen


class RulesTryResult(WireModel):
    """How many of the newest orders were looked at; `sizes` to `insurances` count those of which that would change."""

    orders: int
    sizes: int
    services: int
    accounts: int
    insurances: int
    changes: list[RuleChange]


class RulesAddParams(WireModel):
    """An order, and what is always to be chosen for its offer, in this number and by the service its method leads to."""

    order_id: OrderId
    then: RuleThen


class RulesAdd(Request):
    """Puts a rule for the order's offer before all others, in the place of an earlier one for the same."""

    method: Literal["rules.add"]
    params: RulesAddParams


class RulesAddResult(WireModel):
    """The rule as it was kept."""

    revision: Digest
    rule: Rule
