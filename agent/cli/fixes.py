"""Corrections of receivers as they are typed: `--fix ORDER.street=...`, or a JSON file with the same fields by order."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from shared_schema.plans import ReceiverCorrection

from .exit_codes import CommandFailed, ExitCode

FIELDS = tuple(ReceiverCorrection.model_fields)
_FIX = re.compile(r"(?:(?P<order>[0-9a-fA-F-]{36})\.)?(?P<field>[a-z_]+)=(?P<value>.*)", re.DOTALL)


def fixes(values: Sequence[str], file: Path | None, ids: Sequence[str]) -> dict[str, ReceiverCorrection]:
    """The correction per order. The order may be left out where there is only one; `forget` in place of fields reads anew.

    What `--fix` says goes before the file. Raises CommandFailed for what cannot be understood, an order that is not named, and a
    field there is not.
    """
    written = _of_file(file, ids) if file else {}
    for value in values:
        found = _FIX.fullmatch(value) or re.fullmatch(r"(?:(?P<order>[0-9a-fA-F-]{36})\.)?(?P<field>forget)", value)
        order = (found["order"] or (ids[0] if len(ids) == 1 else "")).lower() if found else ""
        if found is None or order not in ids or found["field"] not in (*FIELDS, "forget"):
            raise CommandFailed(ExitCode.USAGE, "fix_wrong", value=value[:80], fields=", ".join(FIELDS))
        fields = written.setdefault(order, {})
        if found["field"] != "forget":
            fields[found["field"]] = found["value"]
    try:
        return {
            order: ReceiverCorrection.model_validate({**dict.fromkeys(FIELDS), **fields}) for order, fields in written.items()
        }
    except ValidationError as error:
        field = str(error.errors(include_input=False)[0]["loc"][0])
        raise CommandFailed(ExitCode.USAGE, "fix_wrong", value=field, fields=", ".join(FIELDS)) from error


def _of_file(file: Path, ids: Sequence[str]) -> dict[str, dict[str, object]]:
    """An object of objects: `{"ORDER": {"street": "...", "house": "..."}}`; orders that were not asked for are left out."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandFailed(ExitCode.USAGE, "fix_file_wrong", file=str(file)) from error
    if not isinstance(content, dict) or not all(isinstance(each, dict) for each in content.values()):
        raise CommandFailed(ExitCode.USAGE, "fix_file_wrong", file=str(file))
    return {order.lower(): dict(fields) for order, fields in content.items() if order.lower() in ids}
