"""How much a parcel is insured for: what was chosen, else the account's default, and never less than its cash on delivery."""

from shared_schema.codes import NoteCode

from .notes import Notes


def insured_grosze(
    cod_grosze: int | None,
    default_grosze: int | None,
    chosen_grosze: int | None,
    notes: Notes,
    *,
    limits: tuple[int, int],
    with_cod: bool,
) -> int | None:
    """The amount, None for none; a chosen 0 is none too. `with_cod`: this carrier wants every cash on delivery insured.

    `limits` are the smallest and the largest amount the carrier takes, in grosze.
    """
    wanted = (default_grosze if chosen_grosze is None else chosen_grosze) or None
    if cod_grosze is not None and (with_cod or wanted is not None) and cod_grosze >= (wanted or 0):
        notes.because(NoteCode.INSURANCE_FOR_COD, amount_grosze=cod_grosze)
        return cod_grosze
    if wanted is not None:
        notes.because(NoteCode.INSURANCE_DEFAULT if chosen_grosze is None else NoteCode.INSURANCE_CHOSEN, amount_grosze=wanted)
        if not limits[0] <= wanted <= limits[1]:
            notes.problem(NoteCode.AMOUNT_INVALID, "insurance", amount_grosze=wanted)
    return wanted


def not_insured(chosen_grosze: int | None, service: str, notes: Notes) -> None:
    """For a service without insurance: what was chosen is left out, and that wants a look."""
    if chosen_grosze:
        notes.warning(NoteCode.INSURANCE_NOT_TAKEN, "insurance", service=service, amount_grosze=chosen_grosze)
