"""The trial parcel of the first steps."""

from collections.abc import Mapping
from dataclasses import asdict

from agent.settings.asked import Json, NotDone, Nothing, Question
from agent.settings.household import Household
from agent.settings.trial import Trial

FILENAME = "etykieta-probna.pdf"


def questions(household: Household) -> Mapping[str, Question]:
    """`trial.*`."""
    trial = Trial(household.home)

    async def start(_: Nothing) -> Json:
        trial.start(household.language)
        return asdict(trial.progress)

    async def state(_: Nothing) -> Json:
        return {**asdict(trial.progress), "label": trial.label() is not None}

    async def label(_: Nothing) -> Json:
        content = trial.label()
        if content is None:
            raise NotDone(household.words("settings_trial_none"))
        return {"address": household.offered(content, FILENAME), "filename": FILENAME}

    return {
        "trial.start": Question(Nothing, start),
        "trial.state": Question(Nothing, state),
        "trial.label": Question(Nothing, label),
    }
