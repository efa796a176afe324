"""Street, city and post code together: what stands in the wrong field is brought home, what stands twice is taken once."""

import re
from dataclasses import dataclass, replace
from typing import Final

from . import vocabulary as words
from .reading import Doubt
from .street import StreetLine, read_street
from .tokens import tidy

_POST_CODE: Final = re.compile(r"\A\s*(?:PL[\s-]?)?([0-9]{2})[\s\-‐‑–—−]*([0-9]{3})\s*\Z", re.IGNORECASE)
_IN_CITY: Final = re.compile(r"(?<![\w-])([0-9]{2})\s?-\s?([0-9]{3})(?![\w-])")
_KIND: Final = re.compile(r"(?:ul|al|os|pl|ulica|aleja|osiedle|plac)\b", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"[\s,;]+(?:polska|poland)\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parcel goes. `street` is empty in a village without streets, `post_code` where there is no Polish one.

    `rest` belongs in none of the fields; `repeated` was left out because another field says it.
    """

    street: str
    house: str
    flat: str
    city: str
    post_code: str
    rest: str
    repeated: str
    doubts: frozenset[Doubt]


def post_code(text: str) -> str | None:
    """`NN-NNN`, the dash added where it is missing; None when it is not a Polish post code."""
    found = _POST_CODE.match(text)
    return f"{found[1]}-{found[2]}" if found else None


def read_place(street: str, city: str, code: str) -> Place:
    """Takes a Polish address apart. Total: what is missing stays empty."""
    line, town = tidy(street), tidy(city)
    found = post_code(tidy(code))
    doubts: set[Doubt] = set()
    left: list[str] = []
    if found is None and post_code(town) is not None:
        # City and post code changed places.
        found, town = post_code(town), tidy(code)
        doubts.add("place")
    town, found = _code_out_of_city(town, found, left, doubts)
    town = _once(town, left)
    if words.fold(line) in words.NOTHING:
        line, town = _line_out_of_city(town, doubts)
    line, found = _code_out_of_line(line, found, left, doubts)
    read = read_street(_without_city(line, town, left, doubts))
    if not town and (other := _city_of_rest(read)):
        town, read = other, replace(read, rest="", doubts=read.doubts - {"rest"})
        doubts.add("place")
    read = _village(read, town, left)
    if any(sign.isdigit() for sign in town) or re.search(r"\bul\b", town, re.IGNORECASE):
        doubts.add("place")
    return Place(read.street, read.house, read.flat, town, found or "", read.rest, " ".join(left), read.doubts | doubts)


def _code_out_of_city(town: str, found: str | None, left: list[str], doubts: set[Doubt]) -> tuple[str, str | None]:
    """Leaves the code out of a city such as "00-950 Warszawa"; one that differs from the field's own is a doubt."""
    inside = _IN_CITY.search(town)
    if inside is None:
        return town, found
    code = f"{inside[1]}-{inside[2]}"
    if found is not None:
        left.append(inside[0])
    if code != found:
        doubts.add("place")
    return _trimmed(town[: inside.start()] + " " + town[inside.end() :]), found or code


def _once(town: str, left: list[str]) -> str:
    """Takes "Warszawa, Warszawa" once."""
    parts = [part for part in re.split(r"\s*[,;/]\s*", town) if part]
    if len(parts) > 1 and len({words.fold(part) for part in parts}) == 1:
        left += parts[1:]
        return parts[0]
    each = town.split()
    half = len(each) // 2
    if len(each) % 2 == 0 and half and words.fold(" ".join(each[:half])) == words.fold(" ".join(each[half:])):
        left.append(" ".join(each[half:]))
        return " ".join(each[:half])
    return town


def _line_out_of_city(town: str, doubts: set[Doubt]) -> tuple[str, str]:
    """No street: "Nowa Wieś 12" or "Nowa Wieś, Polna 12" may stand in the city's field."""
    if not any(sign.isdigit() for sign in town):
        return "", town
    doubts.add("place")
    first, comma, rest = town.partition(",")
    if comma and not any(sign.isdigit() for sign in first):
        return rest.strip(), first.strip()
    if comma and not any(sign.isdigit() for sign in rest):
        return first.strip(), rest.strip()
    read = read_street(town)
    if read.street and (other := _city_of_rest(read)):
        return town[: town.rindex(other)].strip(" ,;"), other
    return (town[len(read.street) :].strip(), read.street) if town.startswith(read.street) else (town, "")


def _code_out_of_line(line: str, found: str | None, left: list[str], doubts: set[Doubt]) -> tuple[str, str | None]:
    """The post code in the street: the same one is left out, another is a doubt that the grammar leaves in the rest."""
    for inside in re.finditer(r"(?<![\w/-])([0-9]{2})(?:-|\s)([0-9]{3})(?![\w/-])", line):
        code = f"{inside[1]}-{inside[2]}"
        before, after = line[: inside.start()].strip(), line[inside.end() :].strip(" ,;")
        if code == found:
            left.append(inside[0])
        elif any(sign.isdigit() for sign in before) and (after[:1].isalpha() or before.endswith(",")):
            doubts.add("place")
            if found is None:
                found = code
            else:
                left.append(inside[0])
        else:
            continue
        return _trimmed(line[: inside.start()].rstrip(" ,;") + ", " + line[inside.end() :].lstrip(" ,;")), found
    return line, found


def _without_city(line: str, town: str, left: list[str], doubts: set[Doubt]) -> str:
    """The line without the city before it ("Warszawa, Polna 5", "Warszawa ul. Polna 5") or behind it, and without the country."""
    country = _COUNTRY.search(line)
    if country and line[: country.start()].strip():
        left.append(line[country.start() :].strip(" ,;"))
        line = line[: country.start()]
    if not town:
        return line
    city = r"\s+".join(re.escape(part) for part in town.split())
    before = re.match(rf"{city}(?:\s*[,;]\s*|\s+)(?=\S)", line, re.IGNORECASE)
    if before:
        rest = line[before.end() :]
        if rest[:1].isalpha() and "," not in before[0] and not re.match(r"(?:nr|dom|b/?n|bez)\b", rest, re.IGNORECASE):
            in_big_city = words.fold(town) in words.CITIES
            if not _KIND.match(rest):
                doubts.add("place")
            if in_big_city and not _KIND.match(rest):
                left.append(before[0].strip(" ,;"))
                return rest
        if _KIND.match(rest) or ("," in before[0] and rest[:1].isalpha()):
            left.append(before[0].strip(" ,;"))
            line = rest
    after = re.search(rf"(?<=[\w.])(?:\s*[,;(]\s*|\s+)(?:m\.\s*)?{city}[\s.,;)]*\Z", line, re.IGNORECASE)
    if after and any(sign.isdigit() for sign in line[: after.start()]):
        left.append(after[0].strip(" ,;()"))
        line = line[: after.start()]
    return line


def _city_of_rest(read: StreetLine) -> str:
    """The city that stood behind the number, where its own field is empty."""
    plain = bool(read.rest) and all(sign.isalpha() or sign in " -." for sign in read.rest)
    return read.rest if plain and read.house and words.fold(read.rest).split()[0] not in words.NOTES else ""


def _village(read: StreetLine, town: str, left: list[str]) -> StreetLine:
    """A village without streets: its name stands before the number, or nothing does. In a big city that is no address."""
    city = words.fold(town)
    if read.street and words.fold(read.street) == city:
        left.append(read.street)
        read = replace(read, street="")
    if read.house and not read.street and city in words.CITIES:
        return replace(read, doubts=read.doubts | {"place"})
    return read


def _trimmed(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")
