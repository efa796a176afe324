"""What the pages may ask, one file a noun."""

from collections.abc import Mapping

from agent.settings.asked import Question
from agent.settings.household import Household

from . import accounts, allegro, choices, diagnosis, general, handover, overview, pairing, password, printing, rules, trial


def all_questions(household: Household) -> Mapping[str, Question]:
    """By name, as the pages ask them."""
    parts = (overview, accounts, password, choices, rules, allegro, pairing, handover, general, printing, trial, diagnosis)
    return {name: question for part in parts for name, question in part.questions(household).items()}
