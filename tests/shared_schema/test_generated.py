"""Generated files are up to date: regenerating changes nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest

from shared_schema.generate import SCHEMA_FILE, schema_text
from shared_schema.reference import REFERENCE_FILE, reference_text

ROOT = Path(__file__).parents[2]


def test_the_schema_is_what_the_models_say() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_the_reference_is_what_the_models_and_samples_say() -> None:
    assert REFERENCE_FILE.read_text(encoding="utf-8") == reference_text()


def test_the_types_are_what_the_schema_says(tmp_path: Path) -> None:
    npx = shutil.which("npx")
    if npx is None:
        pytest.fail("npx is missing: install Node 20")
    for name in ("package.json", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "shared_schema").mkdir()
    (tmp_path / "extension").mkdir()
    shutil.copy(SCHEMA_FILE, tmp_path / "shared_schema" / "schema.json")
    subprocess.run(["npm", "run", "--silent", "types"], cwd=tmp_path, check=True, capture_output=True)  # found above
    made = (tmp_path / "extension" / "protocol.d.ts").read_text(encoding="utf-8")
    assert made == (ROOT / "extension" / "protocol.d.ts").read_text(encoding="utf-8")
