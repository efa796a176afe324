"""What the messages of every noun say of failures, problems and warnings."""

from agent.shipping.model.failure import Failure, Note, Words
from shared_schema.errors import CarrierWords, ErrorInfo, FieldProblem
from shared_schema.errors import Note as NoteMessage


def failure_info(failure: Failure) -> ErrorInfo:
    """A failure as people's pages get it; problems become field problems, values stay here."""
    return ErrorInfo(
        code=failure.code,
        message=failure.message,
        outcome=failure.outcome,
        fields=[FieldProblem(path=each.path or "", code=each.code) for each in failure.problems],
        carrier=carrier_words(failure.words) if failure.words else None,
        retry_after_s=failure.retry_after_s,
        data=failure.data,
    )


def carrier_words(words: Words) -> CarrierWords:
    """A service's own words."""
    return CarrierWords(name=words.name, code=words.code, text=words.text)


def note(each: Note) -> NoteMessage:
    """A reason, a problem or a warning."""
    return NoteMessage(code=each.code, path=each.path, data=each.data)
