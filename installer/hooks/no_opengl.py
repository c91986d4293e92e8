"""Runs before the program: a stand-in for Qt's OpenGL classes, which weigh 10 MB.

pyqtgraph imports them for a way of drawing that is off unless asked for; we never ask.
"""

import sys
from types import ModuleType

widgets = ModuleType("PySide6.QtOpenGLWidgets")
widgets.QOpenGLWidget = type("QOpenGLWidget", (), {})  # type: ignore[attr-defined]
sys.modules["PySide6.QtOpenGLWidgets"] = widgets
sys.modules["PySide6.QtOpenGL"] = ModuleType("PySide6.QtOpenGL")
