"""The seller's rules: the same models in the file, in the messages and where orders are matched."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .base import AccountId, Grosze, ServiceName, Size, WireModel

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
    when: RuleWhen = RuleWhen()
    then: RuleThen
