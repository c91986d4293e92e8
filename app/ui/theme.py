"""Light and dark: one palette each, and the few rules of style that Qt's Fusion lacks."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.core import paths
from app.core.bus import Bus
from app.core.payloads import PreferenceChange
from app.core.preferences import Preferences
from app.ui.icons import Icons

ACCENT = "#2f7fc4"

# window, base (lists), raised (buttons), text, faint text, line
LIGHT = ("#f3f4f6", "#ffffff", "#ffffff", "#1c2126", "#727a83", "#d4d8dd")
DARK = ("#202327", "#17191c", "#363b42", "#e6e8ea", "#9aa1a9", "#4a5058")

SHEET = """
QMainWindow::separator {{ background: {window}; width: 5px; height: 5px; }}
QDockWidget {{ font-weight: 600; }}
QDockWidget::title {{ padding: 5px 8px 3px 10px; background: {window}; }}
QToolBar {{ border: 0; border-bottom: 1px solid {line}; padding: 3px 6px; spacing: 2px; }}
QToolBar QToolButton {{ padding: 4px 7px; border-radius: 6px; border: 1px solid transparent; }}
QToolBar QToolButton:hover {{ background: {line}; }}
QToolBar QToolButton:checked {{ background: {chosen}; border-color: {accent}; }}
QPushButton {{ padding: 5px 12px; border-radius: 6px; border: 1px solid {line};
  background: {raised}; }}
QPushButton:hover {{ border-color: {accent}; }}
QComboBox {{ padding: 3px 4px 3px 8px; border-radius: 6px; border: 1px solid {line};
  background: {raised}; color: {text}; }}
QComboBox:hover {{ border-color: {accent}; }}
QComboBox:focus {{ padding: 2px 3px 2px 7px; }}
QComboBox:disabled {{ background: {window}; color: {faint}; }}
QComboBox::drop-down {{ border: 0; width: 18px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 11px; height: 11px; }}
QComboBox::down-arrow:disabled {{ image: none; }}
QDialogButtonBox, QMessageBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QPushButton#quiet {{ border: 0; padding: 0 4px; background: transparent; color: {faint}; }}
QPushButton#quiet:hover {{ color: {text}; text-decoration: underline; }}
QPushButton:disabled {{ color: {faint}; }}
QPushButton#primary {{ background: {accent}; border-color: {accent}; color: white;
  font-weight: 600; padding: 7px 12px; }}
QPushButton#primary:disabled {{ background: {line}; border-color: {line}; color: {faint}; }}
QPushButton:focus, QToolButton:focus, QToolBar QToolButton:focus, QComboBox:focus,
QAbstractSpinBox:focus, QLineEdit:focus {{ border: 2px solid {accent}; border-radius: 6px; }}
QPushButton:focus {{ padding: 4px 11px; }}
QPushButton#primary:focus {{ border: 2px solid {text}; padding: 6px 11px; }}
QPushButton#quiet:focus {{ border: 2px solid {accent}; padding: 0 4px; }}
QToolBar QToolButton:focus {{ padding: 3px 6px; }}
QCheckBox, QRadioButton {{ border: 1px solid transparent; padding: 0 2px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {accent}; border-radius: 5px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {groove}; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 12px; margin: -5px 0; border-radius: 7px;
  border: 1px solid {faint}; background: {knob}; }}
QSlider::handle:horizontal:hover {{ border: 1px solid {accent}; }}
QSlider::handle:horizontal:focus {{ border: 2px solid {accent}; width: 10px; }}
QSlider::handle:horizontal:disabled {{ background: {line}; }}
QSlider::sub-page:horizontal:disabled {{ background: {line}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {accent}; }}
QPushButton#primary[calm="true"] {{ background: {raised}; border-color: {line}; color: {text}; }}
QLabel#found:disabled, QLabel#count:disabled {{ color: {faint}; }}
QListView {{ border: 0; background: {window}; outline: 0; }}
QListView::item {{ border-radius: 6px; padding: 3px; margin: 1px 4px; }}
/* Qt wraps text as if there were no space beside it. */
QListView#doubts {{ padding: 0 4px; }}
QListView#doubts::item {{ padding: 3px 0; margin: 1px 0; }}
QListView::item:selected {{ background: {chosen}; color: {text}; }}
QTableView {{ border: 1px solid {line}; background: {base}; outline: 0;
  selection-background-color: {chosen}; selection-color: {text}; }}
QHeaderView {{ background: {window}; }}
QHeaderView::section {{ background: {window}; border: 0; border-bottom: 1px solid {line};
  padding: 4px 5px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; image: none; }}
QCheckBox::indicator {{ width: 13px; height: 13px;
  border: 1px solid {faint}; border-radius: 4px; background: {base}; }}
QCheckBox::indicator:hover {{ border-color: {accent}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent};
  image: url("{tick}"); }}
QCheckBox::indicator:disabled, QCheckBox::indicator:checked:disabled {{ background: {window};
  border-color: {line}; image: none; }}
QRadioButton::indicator {{ width: 13px; height: 13px;
  border: 1px solid {faint}; border-radius: 7px; background: {base}; }}
QRadioButton::indicator:hover, QRadioButton::indicator:focus {{ border-color: {accent}; }}
QRadioButton::indicator:checked {{ border-color: {accent}; background: qradialgradient(
  cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
  stop: 0 {accent}, stop: 0.6 {accent}, stop: 0.7 {base}); }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar QToolButton::menu-indicator {{ image: none; }}
QStatusBar::item {{ border: 0; }}
QScrollArea {{ border: 0; background: transparent; }}
QLabel#faint, QLabel#mask_age {{ color: {faint}; }}
QLabel#count {{ font-size: 26px; font-weight: 600; }}
QLabel#heading {{ font-size: 20px; font-weight: 600; }}
QFrame#frames, QFrame#task {{ background: {base}; border-top: 1px solid {line}; }}
QFrame#target {{ background: {base}; border: 1px dashed {faint}; border-radius: 8px; }}
QFrame#target[state="over"] {{ background: {chosen}; border: 1px solid {accent}; }}
QFrame#target[state="bad"] {{ background: {alarm}; border: 1px solid {line}; }}
QFrame#advice {{ background: {base}; border-top: 1px solid {line}; }}
QFrame#question {{ background: {base}; border: 1px solid {line}; border-radius: 10px; }}
QFrame#question:focus {{ border: 1px solid {accent}; }}
QFrame#question QPushButton {{ padding: 5px 8px; }}
QFrame#problem {{ background: {alarm}; border-top: 1px solid {line}; }}
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {line}; padding: 3px; }}
"""


SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Keeps the program's colours in line with the system, or with what the user prefers."""

    def __init__(
        self, application: QApplication, bus: Bus, preferences: Preferences, icons: Icons
    ) -> None:
        super().__init__()
        self._application = application
        self._bus = bus
        self._preferences = preferences
        self._icons = icons
        self.dark = False
        application.setStyle("Fusion")
        bus.view.preference_changed.connect(self._follow)
        self._request_scheme()
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def _follow(self, change: PreferenceChange) -> None:
        if change.key == "theme":
            self._request_scheme()
            self._apply()

    def _request_scheme(self) -> None:
        """Set the colours of what the system draws: title bars, and file dialogs on some."""
        self._application.styleHints().setColorScheme(SCHEMES[self._preferences["theme"]])

    def _apply(self, scheme: object = None) -> None:
        wanted = self._preferences["theme"]
        system = self._application.styleHints().colorScheme()
        self.dark = wanted == "dark" or (wanted == "system" and system == Qt.ColorScheme.Dark)
        window, base, raised, text, faint, line = DARK if self.dark else LIGHT
        self._application.setPalette(_palette(window, base, raised, text, faint, line))
        self._application.setStyleSheet(
            SHEET.format(
                window=window,
                base=base,
                raised=raised,
                text=text,
                faint=faint,
                line=line,
                accent=ACCENT,
                groove="#4a5058" if self.dark else line,
                knob="#c9ced4" if self.dark else raised,
                arrow=paths.icon_file("arrow-down-light" if self.dark else "arrow-down").as_posix(),
                tick=paths.icon_file("tick").as_posix(),
                chosen="#24425c" if self.dark else "#d8e9f8",
                alarm="#4d2b2b" if self.dark else "#fdeaea",
            )
        )
        self._icons.use(QColor(text), QColor(faint))
        self._bus.view.theme_changed.emit(self.dark)


def _palette(window: str, base: str, raised: str, text: str, faint: str, line: str) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in {
        role.Window: window,
        role.WindowText: text,
        role.Base: base,
        role.AlternateBase: window,
        role.Text: text,
        role.Button: raised,
        role.ButtonText: text,
        role.BrightText: "#ffffff",
        role.ToolTipBase: raised,
        role.ToolTipText: text,
        role.PlaceholderText: faint,
        role.Highlight: ACCENT,
        role.HighlightedText: "#ffffff",
        role.Link: ACCENT,
        role.Mid: line,
        role.Midlight: line,
        role.Dark: faint,
        role.Accent: ACCENT,
    }.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(faint))
    return palette
