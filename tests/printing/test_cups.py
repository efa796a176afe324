"""Documents through a real CUPS: which printers there are, what comes to them, and what is refused."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import PdfDocument

from agent.printing.cups import read_list
from agent.printing.spooler import PrinterGone, Printers, PrintingFailed
from agent.printing.system import print_file, printers
from agent.printing.trial_page import trial_page
from agent.shipping.model.label import Label
from shared_schema.codes import LabelFormat

from .cupsd import CLOSED, LABELS, RAW, TestCups

ZPL = Label(LabelFormat.ZPL_203, b"^XA^FO20,20^FDpaczka^FS^XZ\n")
EPL = Label(LabelFormat.EPL, b'\nN\nA40,40,0,4,1,1,N,"paczka"\nP1\n')


def ink(content: bytes) -> tuple[int, int]:
    """How wide and how high the drawn part of the first page is, in points."""
    drawn: Image.Image = PdfDocument(content)[0].render(scale=1).to_pil().convert("L")
    left, top, right, bottom = drawn.point([255 if shade < 200 else 0 for shade in range(256)]).getbbox() or (0, 0, 0, 0)
    return right - left, bottom - top


async def test_the_system_names_its_printers_and_the_default_one(cups: TestCups) -> None:
    assert await printers() == Printers(tuple(sorted((LABELS, RAW, CLOSED))), LABELS)


async def test_a_label_of_a6_is_printed_at_its_own_size(cups: TestCups, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also where the person's own options say otherwise; without ours the printer of 4 × 6 inch would get it at 91 %."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".cups").mkdir()
    (tmp_path / ".cups/lpoptions").write_text(f"Dest {LABELS} fit-to-page=true number-up=2 sides=two-sided-long-edge\n")
    label = await trial_page(LabelFormat.PDF, "stół 1")
    await print_file(LABELS, label)
    [paper] = cups.until(1)
    assert (paper.printer, len(PdfDocument(paper.content))) == (LABELS, 1)
    assert ink(paper.content) == pytest.approx(ink(label.content), rel=0.01)
    assert {"print-scaling=none", "number-up=1", "sides=one-sided"} <= set(paper.options.split())


@pytest.mark.parametrize("document", [ZPL, EPL])
async def test_a_printers_language_comes_to_it_byte_for_byte(cups: TestCups, document: Label) -> None:
    await print_file(LABELS, document)
    await print_file(RAW, document)
    assert [(each.printer, each.content) for each in cups.until(2)] == [(LABELS, document.content), (RAW, document.content)]


async def test_a_printer_that_takes_nothing_is_told_in_the_systems_words(cups: TestCups) -> None:
    with pytest.raises(PrintingFailed, match="not accepting jobs"):
        await print_file(CLOSED, ZPL)
    assert cups.papers() == []


@pytest.mark.parametrize(
    "name", ["-o something", "-o", "--", "; rm -rf /", f"{RAW} -n 9", f"{RAW}; lp", "$(reboot)", "../../x", "", f"{RAW}\n", "con"]
)
async def test_row_21_a_printers_name_is_one_of_the_list_or_goes_nowhere(
    name: str, cups: TestCups, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`lp` is not even started."""
    started = tmp_path / "started"
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "lp").write_text(f"#!/bin/sh\ntouch {started}\n")
    (folder / "lp").chmod(0o755)
    (folder / "lpstat").symlink_to(shutil.which("lpstat") or "")
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    with pytest.raises(PrinterGone):
        await print_file(name, ZPL)
    assert not started.exists()
    await print_file(RAW, ZPL)
    assert started.exists()


async def test_row_21_a_strange_name_of_the_system_itself_stays_one_argument(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No printer can be called so; a system that says otherwise gets its name back in the one place for it."""
    (tmp_path / "lpstat").write_text("#!/bin/sh\necho '-oraw;reboot'\n")
    recording = f'printf "%s\\n" "$@" > {tmp_path}/arguments; cat > {tmp_path}/content'
    (tmp_path / "lp").write_text(f"#!/bin/sh\n{recording}\n")
    for program in ("lpstat", "lp"):
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    await print_file("-oraw;reboot", ZPL)
    assert (tmp_path / "arguments").read_text().splitlines() == ["-d", "-oraw;reboot", "-n", "1", "-t", "nadajnik", "-o", "raw"]
    assert (tmp_path / "content").read_bytes() == ZPL.content


async def test_without_cups_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody.sock"))
    with pytest.raises(PrintingFailed, match="not running"):
        await printers()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrintingFailed, match="lpstat: No such file"):
        await printers()


async def test_a_printing_system_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("agent.printing.cups.WITHIN_S", 0.1)
    (tmp_path / "lpstat").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "lpstat").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(PrintingFailed, match="no answer"):
        await printers()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("scheduler is running\nsystem default destination: B\nA\nB\n", Printers(("A", "B"), "B")),
        ("system default destination: B\n", Printers(("B",), "B")),
        ("scheduler is running\nno system default destination\n", Printers((), None)),
        ("scheduler is running\nno system default destination\nA\n", Printers(("A",), None)),
    ],
)
def test_what_cups_says(told: str, expected: Printers) -> None:
    assert read_list(told) == expected


@given(station=st.text(max_size=64))
@pytest.mark.parametrize("kind", [LabelFormat.ZPL_203, LabelFormat.ZPL_300, LabelFormat.EPL])
async def test_a_stations_name_is_no_command_to_a_printer(kind: LabelFormat, station: str) -> None:
    plain = (await trial_page(kind, "x")).content
    page = (await trial_page(kind, station)).content
    for sign in (b"^", b"~", b'"', b"\n"):
        assert page.count(sign) == plain.count(sign)
