"""Names of delivery methods, made comparable: they change over the years and are typed by hand."""

import unicodedata


def folded(name: str) -> str:
    """The name in lower case without diacritics, with single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
