"""The file itself: read, watched by a running agent, and rewritten whole with its comments kept."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import tomlkit
from filelock import FileLock

from agent.carriers.registry import CARRIERS, CarrierKind

from .home import HomeUnusable, prepare_home
from .language import FILE_NAME
from .model import Config
from .parse import parse
from .problems import ConfigError, Problem


class ConfigFile:
    """`config.toml` of one home folder. A missing file is an empty one: everything has a default."""

    def __init__(self, home: Path, carriers: Mapping[str, CarrierKind] = CARRIERS) -> None:
        self.home = home
        self.path = home / FILE_NAME
        self._carriers = carriers
        self._seen: tuple[int, int, int] | None = None

    def read(self) -> Config:
        """The configuration now. Raises `ConfigError` for wrong content, `HomeUnusable` when it cannot be read."""
        self._seen = stamp(self.path)
        return parse(read_text(self.path), self.path, self._carriers)

    def changed(self) -> bool:
        """Whether the file is another than at the last read."""
        return stamp(self.path) != self._seen

    def read_if_changed(self) -> Config | None:
        """The configuration if the file is another than at the last read, else None. Raises like `read`, once per change."""
        return self.read() if self.changed() else None

    @contextmanager
    def edit(self) -> Iterator[tomlkit.TOMLDocument]:
        """Gives the document to be changed, and writes it at the end unless an error left the block.

        The result is validated before it replaces the file (`ConfigError` otherwise), the replacement is atomic and 0600;
        two editors wait for each other. Even an unchanged text replaces the file: that is how a running agent learns that
        secrets have changed.
        """
        prepare_home(self.home)
        with FileLock(self.home / (FILE_NAME + ".lock")):
            text = read_text(self.path)
            parse(text, self.path, self._carriers)
            document = tomlkit.parse(text)
            yield document
            changed = tomlkit.dumps(document)
            parse(changed, self.path, self._carriers)
            replace(self.path, changed.encode())

    def preview(self, change: Callable[[tomlkit.TOMLDocument], None]) -> Config:
        """What the configuration would be after the change; writes nothing. Raises like `read`."""
        text = read_text(self.path)
        parse(text, self.path, self._carriers)
        document = tomlkit.parse(text)
        change(document)
        return parse(tomlkit.dumps(document), self.path, self._carriers)


def replace(path: Path, content: bytes) -> None:
    """Puts the content in the file's place in one step, readable by the user alone (0600), and on the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_text(path: Path) -> str:
    """The file's text, empty without a file. Raises `ConfigError` when it is no UTF-8, `HomeUnusable` when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(path, [Problem("not_utf8", (), {}, line)]) from None
    except OSError as error:
        raise HomeUnusable(path, error.strerror or str(error)) from error


def stamp(path: Path) -> tuple[int, int, int]:
    """What changes with the file's content, without reading it."""
    try:
        facts = path.stat()
    except OSError:
        return (0, 0, 0)
    return (facts.st_mtime_ns, facts.st_size, facts.st_ino)
