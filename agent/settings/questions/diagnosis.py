"""The diagnosis, in the words `nadajnik doctor` has."""

from collections.abc import Mapping
from functools import partial

from agent.doctor.checks import examine
from agent.doctor.read import read_facts
from agent.settings.asked import Json, Nothing, Question
from agent.settings.household import Household


def questions(household: Household) -> Mapping[str, Question]:
    """`diagnosis`."""
    return {"diagnosis": Question(Nothing, partial(_diagnosis, household))}


async def _diagnosis(household: Household, _: Nothing) -> Json:
    findings = examine(await read_facts(household.home, household.vault))
    words = household.words
    return {
        "findings": [
            {"check": words.word("doctor_check", each.check), "state": each.state, "text": words(each.key, **each.data)}
            for each in findings
        ]
    }
