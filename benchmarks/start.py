"""Time from the start of the process to the first paint event, without slow imports.

QT_QPA_PLATFORM=offscreen python benchmarks/start.py --times 7
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ONE_START = """
import gc, sys, time
gc.disable()  # as in app/__main__.py
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication
from app.program import Program

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is program.window:
            print(time.time() - float(sys.argv[1]), "torch" in sys.modules, flush=True)
            application.removeEventFilter(self)
            program.window.close()
        return False

application = QApplication([])
program = Program(application, QSettings(sys.argv[2], QSettings.Format.IniFormat))
watch = FirstPaint()
application.installEventFilter(watch)
program.show()
application.exec()
"""


def main() -> None:
    """Start several times, print seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp()
    root = str(Path(__file__).parents[1])
    environment = {**os.environ, "SKETCHPOSE_HOME": folder, "PYTHONPATH": root}
    seconds = []
    for _ in range(arguments.times):
        words = [sys.executable, "-c", ONE_START, str(time.time()), f"{folder}/s.ini"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        taken, torch_loaded = done.stdout.split()
        assert torch_loaded == "False", "PyTorch was loaded before the window was painted"
        seconds.append(round(float(taken), 2))
    print(json.dumps({"first_paint_s": seconds, "median_s": statistics.median(seconds)}))


if __name__ == "__main__":
    main()
