"""The list of points kept on disk, and searched."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from agent.cache_folder import CacheFolder
from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount, open_account
from agent.carriers.paczka_w_ruchu.kept import packed, unpacked
from agent.carriers.paczka_w_ruchu.points import search
from agent.carriers.paczka_w_ruchu.settings import POINT_LIST
from agent.demo.faults import Fault
from agent.demo.pwr.server import PwrServer
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.plan import Choices
from agent.shipping.ports import Cache, PointSearch
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import NOW, StillClock, at_point, listed, point, settings

POINTS = "GiveMeAllRUCHWithFilled"
TOWN = (
    point("KR-155002-K2-11", address="Królewska 57, Kraków", post_code="30-081", position=(50.07, 19.92)),
    point("KR-155003-K2-12", address="Nowa Huta 5, Kraków", post_code="31-900", position=(50.08, 20.03)),
    point("LD-204418-L1-06", address="Piotrkowska 255, Łódź", post_code="90-456", place="obok poczty", position=(51.7, 19.4)),
    point("WS-570001-A1-01", address="Krakowska 5, Warszawa", post_code="02-180", position=None),
)


def opened(server: PwrServer, clock: StillClock, cache: Cache) -> PaczkaWRuchuAccount:
    partner = settings(partner_id=server.options.partner_id)
    secrets = {"partner_key": server.options.partner_key}
    return open_account("orlen", partner, secrets, {"paczka_w_ruchu": server.url}, clock=clock, cache=cache)


async def unreachable(server: PwrServer, clock: StillClock, cache: Cache) -> PaczkaWRuchuAccount:
    """An account started anew while the service does not answer."""
    server.faults.arm(Fault.ERROR_BEFORE, path=POINTS, times=None)
    account = opened(server, clock, cache)
    await account.prepare()
    return account


# Kept on disk ------------------------------------------------------------------------------------------------


async def test_the_next_start_plans_with_the_kept_list_at_once_and_says_how_old_it_is(server: PwrServer, tmp_path: Path) -> None:
    cache, clock = CacheFolder(tmp_path / "cache"), StillClock()
    first = opened(server, clock, cache)
    await first.prepare()
    await first.close()
    file = tmp_path / "cache" / POINT_LIST
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [each.name for each in file.parent.iterdir()] == [POINT_LIST]

    again = opened(server, clock, cache)
    await again.prepare()
    assert again.draft(at_point("155002"), Choices()).point == "KR-155002-K2-11"
    assert server.count("POST", POINTS) == 1, "the list of today is not read twice"
    await again.close()

    clock.moment += timedelta(days=2)
    offline = await unreachable(server, clock, cache)
    closed = offline.draft(at_point("204417"), Choices())
    [note] = closed.problems
    assert (note.code, note.data["listed_at"]) == (NoteCode.POINT_CLOSED, "20.11, 10:30")
    assert str(note.data["alternatives"]).startswith("LD-204418-L1-06 Piotrkowska 255, Łódź")
    [old] = [each for each in closed.why if each.code is NoteCode.POINTS_ARE_OLD]
    assert old.data == {"hours": 48, "listed_at": "20.11, 10:30"}
    found = await offline.search_points("piotrkowska", 5)
    assert (found.read_at, [each.open for each in found.points]) == (NOW, [False, True])
    await offline.close()


def header(**changes: object) -> Callable[[bytes], bytes]:
    return lambda content: gzip.compress(json.dumps({**json.loads(gzip.decompress(content)), **changes}).encode())


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-20],
        lambda content: content[:40] + b"\0\0\0\0" + content[44:],
        lambda content: gzip.compress(b"{}"),
        lambda content: gzip.compress(b"[" * 100_000),
        header(version=2),
        header(service="https://another.example"),
        header(read_at="2026-11-20T09:30:00"),
        header(read_at="2027-11-20T09:30:00Z"),
        header(points=[]),
        header(points=[{"code": "x"}]),
        lambda content: gzip.compress(gzip.decompress(content).replace(b'"open":false', b'"open":"false"')),
    ],
)
async def test_a_list_that_cannot_be_used_is_read_anew(
    server: PwrServer, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    cache, clock = CacheFolder(tmp_path), StillClock()
    first = opened(server, clock, cache)
    await first.prepare()
    await first.close()
    good = (tmp_path / POINT_LIST).read_bytes()
    (tmp_path / POINT_LIST).write_bytes(damage(good))
    again = opened(server, clock, cache)
    await again.prepare()
    assert again.draft(at_point("155002"), Choices()).point == "KR-155002-K2-11"
    assert server.count("POST", POINTS) == 2
    assert (tmp_path / POINT_LIST).read_bytes() == good
    await again.close()


async def test_a_disk_that_cannot_be_used_changes_nothing(server: PwrServer, tmp_path: Path) -> None:
    class Broken:
        async def keep(self, name: str, content: bytes) -> None:
            raise OSError(28, "No space left on device")

        async def read(self, name: str) -> bytes | None:
            raise OSError(5, "Input/output error")

    account = opened(server, StillClock(), Broken())
    await account.prepare()
    assert account.draft(at_point("155002"), Choices()).point == "KR-155002-K2-11"
    await account.close()


def test_what_is_kept_is_what_was_read_and_small() -> None:
    many = listed(*(point(f"WS-{number}-C3-01", near=(1, 2), full=True) for number in range(100_000, 110_000)))
    content = packed(many, "here")
    assert unpacked(content, "here") == many
    assert len(content) < 200_000


async def test_a_name_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a name"):
        await CacheFolder(tmp_path).read("../secret")


# Searched ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kraków", ["KR-155002-K2-11", "KR-155003-K2-12", "WS-570001-A1-01"]),
        ("KRAKOW krolewska", ["KR-155002-K2-11"]),
        ("57 królewska KRAKÓW", ["KR-155002-K2-11"]),
        ("lodz", ["LD-204418-L1-06"]),
        ("90-456", ["LD-204418-L1-06"]),
        ("90456", ["LD-204418-L1-06"]),
        ("204418", ["LD-204418-L1-06"]),
        ("ld-204418-l1-06", ["LD-204418-L1-06"]),
        ("poczty", ["LD-204418-L1-06"]),
        ("kraków łódź", []),
        ("", []),
        (" -/ ", []),
    ],
)  # fmt: skip
def test_words_in_any_order_case_and_diacritics(text: str, codes: list[str]) -> None:
    assert [each.code for each in search(listed(*TOWN), text, 10, None)] == codes


def test_the_nearest_come_first_and_never_more_than_asked_for() -> None:
    points = listed(*TOWN)
    found = search(points, "", 10, points.points[155002])
    assert [each.code for each in found] == ["KR-155003-K2-12", "LD-204418-L1-06", "WS-570001-A1-01"]
    assert found[0].distance_m is not None
    assert 7_000 < found[0].distance_m < 9_000
    assert found[2].distance_m is None
    assert len(search(points, "kraków", 1, None)) == 1


async def test_what_is_said_of_a_point(shipping: PaczkaWRuchuAccount) -> None:
    assert isinstance(shipping, PointSearch)
    [full] = (await shipping.search_points("Głogowska Poznań", 5)).points
    assert (full.code, full.address) == ("PO-310220-P4-02", "60-702 Głogowska 18, Poznań")
    assert (full.open, full.full, full.cash_on_delivery, full.distance_m) == (True, True, True, None)
    nearest = (await shipping.search_points("łódź", 1, near="LD-204417-L1-05")).points
    assert [each.code for each in nearest] == ["LD-204418-L1-06"]


async def test_a_search_that_cannot_be_made_says_why(server: PwrServer, shipping: PaczkaWRuchuAccount, tmp_path: Path) -> None:
    with pytest.raises(ShippingError) as caught:
        await shipping.search_points("łódź", 5, near="KRA01M")
    assert caught.value.failure.code is ErrorCode.POINT_NOT_FOUND
    nothing = await unreachable(server, StillClock(), CacheFolder(tmp_path))
    with pytest.raises(ShippingError) as caught:
        await nothing.search_points("łódź", 5)
    assert caught.value.failure.code is ErrorCode.CARRIER_UNAVAILABLE
    await nothing.close()
