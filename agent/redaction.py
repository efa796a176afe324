"""Takes secrets and buyers' data out of a text before it is logged or shown in a report (threat model, row 23)."""

import re

HIDDEN = "***"

_NAME = (
    r"[\w-]*(?:token|secret|passw(?:or)?d|haslo|authorization|api[_-]?key|key"
    r"|device_code|user_code|refresh_code|pairing_code|code_verifier)"
)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # a header with its scheme, before the general rule would stop at the first space
    (re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    # the password in an address
    (re.compile(r"(\b[a-z][\w+.-]*://[^\s/:@]*:)[^\s/]+(?=@)", re.IGNORECASE), rf"\1{HIDDEN}"),
    # JSON, repr, query, form: name, then quoted or bare value; a bytes prefix and escaped quotes are seen through
    (
        re.compile(
            rf"""(\b{_NAME}\\?["']?\s*[:=,]\s*)(?:b?\\?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'|(?!{re.escape(HIDDEN)})"""
            r"""(?:(?:bearer|basic)\s+)?[^\s"',;&)}\]<]+)""",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    # XML elements, with or without a prefix
    (re.compile(rf"(<(?:\w+:)?{_NAME}\b[^>]*>)[^<]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    # JWT: two or three base64url parts, the first being a JSON object
    (re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?"), HIDDEN),
    (re.compile(r"[^\s<>\"'(),;:=\[\]{}]+@[\w-]+(?:\.[\w-]+)+"), f"{HIDDEN}@{HIDDEN}"),
    # NRB or Polish IBAN: 26 digits, plain or in groups
    (re.compile(r"(?<![\w-])(?:PL)?\s?\d{2}(?:[ -]?\d{4}){6}(?![\w-])"), HIDDEN),
    # Polish numbers of nine digits, and any number with its country prefix
    (re.compile(r"(?<![\w.+-])\d{3}([ -]?)\d{3}\1\d{3}(?![\w-])"), HIDDEN),
    (re.compile(r"(?<!\w)(?:\+|00)\d{2}[ -]?\d(?:[ -]?\d){6,11}(?![\w-])"), HIDDEN),
    (re.compile(r"(?<![\w.+-])48[ -]?\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w-])"), HIDDEN),
)


def redact(text: str) -> str:
    """The text with credentials, codes, e-mail addresses, phone numbers and bank accounts hidden; better once too often."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
