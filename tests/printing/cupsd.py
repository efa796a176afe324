"""A CUPS of the tests' own, beside whatever this computer has: real programs, and printers that keep what comes to them."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

CUPSD = Path("/usr/sbin/cupsd")
LABELS = "Zebra_ZD421"
"""A label printer of 4 × 6 inch with a driver, the system's default one; it is given PDF."""
RAW = "Zebra_raw"
"""A queue without a driver."""
CLOSED = "Zapchana"
"""Takes nothing."""
SECONDS = 180.0

_CUPSD_CONF = """
Listen {folder}/cups.sock
Browsing Off
WebInterface No
DefaultAuthType None
DefaultEncryption Never
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES_CONF = """
ServerRoot {folder}/root
ServerBin {folder}/bin
CacheDir {folder}/cache
StateDir {folder}/state
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""
_PRINTERS_CONF = f"""
<DefaultPrinter {LABELS}>
DeviceURI keep://labels
State Idle
Accepting Yes
</DefaultPrinter>
<Printer {RAW}>
DeviceURI keep://raw
State Idle
Accepting Yes
</Printer>
<Printer {CLOSED}>
DeviceURI keep://closed
State Idle
Accepting No
</Printer>
"""
_BACKEND = """#!/bin/sh
[ $# -eq 0 ] && {{ echo 'direct keep "Unknown" "Keep"'; exit 0; }}
place="{folder}/out/$(printf '%05d' "$1")"
printf '%s' "$5" > "$place.options"
if [ $# -ge 6 ]; then cat "$6" > "$place.part"; else cat > "$place.part"; fi
mv "$place.part" "$place.$PRINTER"
"""
_DRIVER = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "LABELS.PPD"
*Manufacturer: "Test"
*Product: "(Test)"
*ModelName: "Labels"
*ShortNickName: "Labels"
*NickName: "Labels"
*PSVersion: "(3010.000) 0"
*ColorDevice: False
*DefaultColorSpace: Gray
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: w288h432
*PageSize w288h432/4x6: "x"
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: w288h432
*PageRegion w288h432/4x6: "x"
*CloseUI: *PageRegion
*DefaultImageableArea: w288h432
*ImageableArea w288h432/4x6: "9 9 279 423"
*DefaultPaperDimension: w288h432
*PaperDimension w288h432/4x6: "288 432"
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """What came to a printer."""

    printer: str
    options: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TestCups:
    """The folder it lives in; `CUPS_SERVER` names its socket."""

    __test__ = False
    folder: Path

    @property
    def server(self) -> str:
        return str(self.folder / "cups.sock")

    def papers(self) -> list[Paper]:
        """What has come out of all printers, in the order it was sent."""
        found = [each for each in sorted((self.folder / "out").iterdir()) if each.suffix not in (".options", ".part")]
        return [Paper(each.suffix[1:], each.with_suffix(".options").read_text(), each.read_bytes()) for each in found]

    def until(self, count: int) -> list[Paper]:
        """Waits for as many."""
        deadline = time.monotonic() + SECONDS
        while len(self.papers()) < count:
            assert time.monotonic() < deadline, f"{len(self.papers())} of {count} papers came: {self.told()}"
            time.sleep(0.05)
        return self.papers()

    def clear(self) -> None:
        """Takes the papers away."""
        for each in (self.folder / "out").iterdir():
            each.unlink()

    def told(self) -> str:
        """The end of its log."""
        log = self.folder / "log/error"
        return log.read_text()[-2000:] if log.exists() else ""


@contextmanager
def private_cups() -> Iterator[TestCups]:
    """Runs it for the block, as the one CUPS of this process and of those it starts."""
    if not CUPSD.is_file():
        pytest.fail("cupsd is missing: .ci/system-packages cups-daemon cups-client cups-filters", pytrace=False)
    # Not below pytest's folder: run as root, CUPS has its filters done by another user.
    folder = Path(tempfile.mkdtemp(prefix="nadajnik-cups-"))
    folder.chmod(0o755)
    for each in ("root/ppd", "bin/backend", "cache", "state", "spool/tmp", "log", "out"):
        (folder / each).mkdir(parents=True)
    for each in ("daemon", "filter"):
        (folder / "bin" / each).symlink_to(f"/usr/lib/cups/{each}")
    for name, text in {
        "cupsd.conf": _CUPSD_CONF,
        "cups-files.conf": _FILES_CONF,
        "bin/backend/keep": _BACKEND,
    }.items():
        (folder / name).write_text(text.format(folder=folder))
    (folder / "bin/backend/keep").chmod(0o700)
    (folder / "root/printers.conf").write_text(_PRINTERS_CONF)
    (folder / f"root/ppd/{LABELS}.ppd").write_text(_DRIVER)
    # A copy: a system's profile for the program at its own place may let it read nothing here.
    program = shutil.copy(CUPSD, folder / "cupsd")
    arguments = ["-f", "-c", folder / "cupsd.conf", "-s", folder / "cups-files.conf"]
    cups = TestCups(folder)
    process = subprocess.Popen([program, *map(str, arguments)])
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CUPS_SERVER", cups.server)
            _wait(cups)
            yield cups
    finally:
        process.terminate()
        process.wait(SECONDS)
        shutil.rmtree(folder)


def _wait(cups: TestCups) -> None:
    deadline = time.monotonic() + SECONDS
    while (
        b"scheduler is running"
        not in subprocess.run(["lpstat", "-r"], env={**os.environ, "LC_ALL": "C"}, capture_output=True).stdout
    ):
        assert time.monotonic() < deadline, cups.told()
        time.sleep(0.05)
