"""The tray's menu while a person has it open."""

import os
import subprocess
import sys

OPEN_MENU = """
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from agent.desktop.menu import Item
from agent.desktop.qt_tray import DrawnMenu

app = QApplication([])
chosen = []
menu = DrawnMenu()
texts = lambda: [each.text() for each in menu.actions()]
menu.show_items([Item("state", None), Item("pause", lambda: chosen.append("pause"))])
menu.popup(QPoint(0, 0))
pause = menu.actions()[1]
menu.show_items([Item("other state", None), Item("unlock", None), Item("resume", None)])
print(texts())
pause.trigger()
menu.hide()
app.processEvents()
print(chosen, texts())
"""


def test_its_lines_stay_as_they_are_until_it_is_closed() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", OPEN_MENU], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["['state', 'pause']", "['pause'] ['other state', 'unlock', 'resume']"], done.stderr
