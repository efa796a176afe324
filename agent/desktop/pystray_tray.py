"""The tray by pystray, for Windows and macOS."""

import io
from collections.abc import Callable

import pystray
from PIL import Image

from agent.cli.session import Session

from .icons import icon
from .menu import Item, Menu
from .state import Look, TrayState, away
from .watcher import Watcher


def run(session: Session) -> None:
    """Shows the icon until the agent is gone."""
    state = away(session.words)

    def changed(new: TrayState) -> None:
        nonlocal state
        state = new
        shown.icon, shown.title = _image(new.look), f"Nadajnik: {new.line}"
        shown.update_menu()

    watcher = Watcher(session, changed, lambda: shown.stop(), lambda text: shown.notify(text, "Nadajnik"))
    menu = Menu(session, watcher)
    lines = pystray.Menu(lambda: [_line(each) for each in menu.items(state)])
    shown = pystray.Icon("nadajnik", _image(state.look), "Nadajnik", lines)

    def begin(it: "pystray.Icon") -> None:
        it.visible = True
        watcher.start()

    shown.run(begin)
    menu.close()
    watcher.close()


def _image(look: Look) -> Image.Image:
    return Image.open(io.BytesIO(icon(look)))


def _line(item: Item) -> "pystray.MenuItem":
    action = item.action
    return pystray.MenuItem(item.text, None if action is None else _without_arguments(action), enabled=action is not None)


def _without_arguments(action: Callable[[], None]) -> Callable[[object, object], None]:
    def act(_: object, __: object) -> None:
        action()

    return act
