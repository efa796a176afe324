"""The tray by Qt, for Linux."""

import signal
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from agent.cli.session import Session

from .icons import icon
from .menu import Item, Menu, NoTray
from .state import TrayState, away
from .watcher import Watcher


class _Bridge(QObject):
    """From the watcher's thread to Qt's."""

    changed = Signal(object)
    gone = Signal()
    notice = Signal(str)


class DrawnMenu(QMenu):
    """Lines that come while it is open wait until it is closed: nothing moves under a hand that is about to choose."""

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[Item] = ()
        self.aboutToHide.connect(lambda: QTimer.singleShot(0, self._draw))  # after what was chosen has been done

    def show_items(self, items: Sequence[Item]) -> None:
        """Shows these lines from now on."""
        self._items = items
        if not self.isVisible():
            self._draw()

    def _draw(self) -> None:
        self.clear()
        for item in self._items:
            action = self.addAction(item.text)
            action.setEnabled(item.action is not None)
            if item.action is not None:
                action.triggered.connect(_without_arguments(item.action))


def run(session: Session) -> None:
    """Shows the icon until the agent is gone. Raises NoTray."""
    app = QApplication(["nadajnik"])
    app.setQuitOnLastWindowClosed(False)
    app.setApplicationDisplayName("Nadajnik")
    if not QSystemTrayIcon.isSystemTrayAvailable():
        raise NoTray
    bridge = _Bridge()
    watcher = Watcher(session, bridge.changed.emit, bridge.gone.emit, bridge.notice.emit)
    menu = Menu(session, watcher)
    shown = QSystemTrayIcon()
    drawn = DrawnMenu()
    shown.setContextMenu(drawn)

    def show(state: TrayState) -> None:
        shown.setIcon(_icon(state))
        shown.setToolTip(f"Nadajnik: {state.line}")
        drawn.show_items(menu.items(state))

    def activated(reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            menu.open_settings()

    bridge.changed.connect(show)
    bridge.notice.connect(lambda text: shown.showMessage("Nadajnik", text, QSystemTrayIcon.MessageIcon.Warning))
    bridge.gone.connect(app.quit)
    shown.activated.connect(activated)
    show(away(session.words))
    shown.show()
    signal.signal(signal.SIGTERM, lambda *_: app.quit())
    breath = QTimer()  # lets Python notice signals
    breath.timeout.connect(lambda: None)
    breath.start(500)
    watcher.start()
    app.exec()
    shown.hide()
    menu.close()
    watcher.close()


def _icon(state: TrayState) -> QIcon:
    pixmap = QPixmap()
    pixmap.loadFromData(icon(state.look))
    return QIcon(pixmap)


def _without_arguments(action: Callable[[], None]) -> Callable[[], None]:
    def act() -> None:
        action()

    return act
