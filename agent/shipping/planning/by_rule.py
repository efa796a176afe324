"""What a rule adds to what a person chose, and how the plan says so."""

from dataclasses import replace

from agent.shipping.model.failure import Data, Note
from agent.shipping.model.plan import Choices, Draft
from shared_schema.codes import NoteCode
from shared_schema.rules import Rule


def with_rule(choices: Choices, rule: Rule) -> Choices:
    """The rule's choices where the person made none.

    Who chose another service or account than the rule has left the rule's way: its size may not exist there.
    """
    then = rule.then
    elsewhere = (choices.account_id or then.account) != then.account or (choices.service or then.service) != then.service
    chose_way = choices.account_id is not None or choices.service is not None
    left = chose_way and elsewhere and (then.account is not None or then.service is not None)
    return replace(
        choices,
        size=choices.size if left or choices.size is not None else then.size,
        service=choices.service if chose_way else then.service,
        account_id=choices.account_id if chose_way else then.account,
        insurance_grosze=then.insurance_grosze if choices.insurance_grosze is None else choices.insurance_grosze,
    )


def told(draft: Draft, rule: Rule, choices: Choices, merged: Choices) -> Draft:
    """The draft with the rule named as the reason for what it decided, instead of a person's choice."""
    data: Data = {"rule": rule.name}
    ours: set[NoteCode] = set()
    if merged.size != choices.size:
        data["size"] = merged.size
        ours.add(NoteCode.SIZE_CHOSEN)
    if merged.service != choices.service:
        data["service"] = merged.service
        ours.add(NoteCode.SERVICE_CHOSEN)
    if merged.account_id != choices.account_id:
        data["account"] = merged.account_id
    if merged.insurance_grosze != choices.insurance_grosze:
        data["amount_grosze"] = merged.insurance_grosze
        ours.add(NoteCode.INSURANCE_CHOSEN)
    if len(data) == 1:
        return draft
    kept = tuple(note for note in draft.why if note.code not in ours)
    return replace(draft, why=(Note(NoteCode.RULE_DECIDED, None, data), *kept))
