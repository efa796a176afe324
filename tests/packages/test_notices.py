"""What the packages say of the software of others that is in them."""

from collections.abc import Iterable
from importlib.metadata import PackagePath, distribution

import click
import phonenumbers
import pytest

from release.notices import Notice, document, notices


def named(found: Iterable[Notice]) -> dict[str, Notice]:
    return {each.name.split()[0].lower(): each for each in found}


def files_of(name: str) -> list[PackagePath]:
    files = distribution(name).files
    assert files is not None
    return files


def test_who_has_a_file_in_the_program_is_named_and_nobody_else() -> None:
    found = named(notices([click.__file__, phonenumbers.__file__, __file__]))
    assert list(found) == ["python", "click", "phonenumbers"]
    assert found["click"].name == f"click {distribution('click').version}"
    assert found["click"].licence == "BSD-3-Clause"


@pytest.mark.parametrize("name", ["click", "aiohttp", "httpx", "pypdfium2"])
def test_the_texts_that_a_distribution_carries_are_passed_on(name: str) -> None:
    carried = [each for each in files_of(name) if "licenses" in each.parts or each.name.startswith("LICENSE")]
    found = named(notices([str(each.locate()) for each in files_of(name) if each.suffix == ".py"]))[name]
    assert len(carried) == len(found.texts) > 0
    written = document([found])
    whole = [each.read_text("utf-8").strip() for each in carried if "freetype" not in each.name]
    assert all(each in written for each in whole)


def test_an_older_text_keeps_its_signs() -> None:
    texts = dict(named(notices([str(files_of("pypdfium2")[-1].locate())]))["pypdfium2"].texts)
    [freetype] = [text for title, text in texts.items() if title.endswith("/freetype.txt")]
    assert "©" in freetype


def test_the_licence_of_a_file_that_is_left_out_is_left_out() -> None:
    fonts = {each.name: str(each.locate()) for each in files_of("reportlab") if "fonts" in each.parts}
    with_font = named(notices([fonts["Vera.ttf"], fonts["bitstream-vera-license.txt"]]))["reportlab"]
    assert {title.rpartition("/")[2] for title, _ in with_font.texts} >= {"LICENSE", "bitstream-vera-license.txt"}
    assert not [title for title, _ in with_font.texts if "DarkGarden" in title]


def test_a_text_of_several_is_written_once() -> None:
    written = document(Notice(name, "MIT", texts=(("LICENSE", "Be kind."),)) for name in ("first 1", "second 2"))
    assert written.count("Be kind.") == 1
    assert "--- LICENSE: as above, at first 1" in written


def test_a_whole_text_in_the_field_for_the_name_is_no_name() -> None:
    assert "\n" in distribution("isodate").metadata["License"], "take another example"
    [_, found] = notices([str(files_of("isodate")[-1].locate())])
    assert found.licence == "BSD License"
