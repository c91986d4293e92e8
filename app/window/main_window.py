"""Layout only: menus, tool bar, picture, panels around it, status bar."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.payloads import PreferenceChange
from app.core.preferences import Preferences
from app.core.translation import tr, tr_noop
from app.panels.docks import Dock
from app.state.links import Links
from app.state.scene import Scene
from app.ui.action_table import MENUS
from app.ui.actions import Actions
from app.ui.mnemonics import with_mnemonics
from app.window.scrolled_panel import ScrolledPanel
from app.window.status_bar import StatusBar
from app.window.window_layout import WindowLayout

TOOLS = (
    ActionKey.TOOL_CELL,
    ActionKey.TOOL_BACKGROUND,
    ActionKey.TOOL_BOUNDARY,
    ActionKey.TOOL_ERASER,
)
MASK_TOOLS = (ActionKey.TOOL_ACCEPT, ActionKey.TOOL_REJECT, ActionKey.TOOL_EDIT)
NARROWEST = QSize(1120, 560)
NEXT_LANGUAGE = tr_noop("The language changes when Sketchpose is opened again.")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MainWindow(QMainWindow):
    """The window.

    Parameters
    ----------
    bus, preferences, actions
        The program's.
    canvas, empty
        The picture, and what stands there while there is none.
    strips
        Below the picture.
    docks
        The panels.
    brushes
        At the end of the tool bar: what the brush paints, and how large it is.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        actions: Actions,
        canvas: QWidget,
        empty: QWidget,
        strips: list[QWidget],
        docks: Sequence[Dock],
        brushes: list[QWidget],
    ) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self.setWindowTitle("Sketchpose")
        self.setMinimumSize(NARROWEST)
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._middle = QStackedWidget()
        self._middle.addWidget(empty)
        self._middle.addWidget(canvas)
        self._canvas = canvas
        self.setFocusProxy(canvas)  # where the focus goes back to from a field
        bus.view.tool_changed.connect(lambda tool: self._leave_tool_bar())
        self.setCentralWidget(_column([self._middle, *strips]))
        self._add_tools(actions, brushes)
        # What lies below the picture leaves the panels beside it their height.
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._fit_timer = QTimer(self, singleShot=True, interval=0)
        self._docks = [self._add_dock(dock) for dock in docks]
        self._series_docks = [
            each for each, dock in zip(self._docks, docks, strict=True) if dock.of_series
        ]
        self._is_series_shown = False
        self.recent = QMenu(self)
        self._add_menus(actions)
        self.status = StatusBar(bus)
        self.setStatusBar(self.status)
        self._project = ""
        bus.project.opened.connect(lambda project: setattr(self, "_project", project.folder.name))
        bus.frame.opened.connect(self._open)
        bus.frame.closed.connect(self._close)
        bus.project.files_dropped.connect(lambda files: self.activateWindow())
        bus.links.changed.connect(self._show_series)
        bus.view.preference_changed.connect(self._note_language)
        self._painted = False
        self.on_screen: Callable[[], None] = lambda: None
        self.on_close: Callable[[], None] = lambda: None
        self._layout = WindowLayout(self, preferences)
        self._layout.restore()
        self._show_series(None)
        self._fit_timer.timeout.connect(self._layout.fit_panels)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Call `on_screen` after the first repaint, to load what takes long."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.on_screen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save the layout, hide the window, and wait for what is under way."""
        self._layout.save()
        self.hide()
        self.on_close()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the keyboard focus with Enter, too, not only with Space."""
        button = self.focusWidget()
        if event.key() in ENTER and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self._bus.project.files_dropped.emit(files)

    def changeEvent(self, event: QEvent) -> None:
        """End the stroke when the window is minimised."""
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self._bus.canvas.stroke_ended.emit()
        super().changeEvent(event)

    def _add_tools(self, actions: Actions, brushes: list[QWidget]) -> None:
        bar = QToolBar(tr("Tools"))
        bar.setObjectName("tools")
        bar.setIconSize(QSize(20, 20))
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        groups = (TOOLS, MASK_TOOLS)
        for number, group in enumerate(groups):
            if number:
                bar.addSeparator()
            for name in group:
                bar.addAction(actions[name])
        bar.addSeparator()
        for brush in brushes:
            bar.addWidget(brush)
        bar.addSeparator()
        for name in (ActionKey.TOOL_HAND, ActionKey.UNDO, ActionKey.REDO, ActionKey.FIT):
            bar.addAction(actions[name])
            button = bar.widgetForAction(actions[name])
            assert isinstance(button, QToolButton)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for button in bar.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(bar)

    def _leave_tool_bar(self) -> None:
        """Mark the active tool only: the button that was pressed before keeps no focus frame."""
        focused = self.focusWidget()
        if isinstance(focused, QToolButton) and isinstance(focused.parent(), QToolBar):
            self._canvas.setFocus()

    def _add_dock(self, row: Dock) -> QDockWidget:
        panel, side = row.panel, row.side
        dock = QDockWidget(tr(row.title), self)
        dock.setObjectName(row.title.lower())
        if side == Qt.DockWidgetArea.RightDockWidgetArea:
            panel = ScrolledPanel(panel, last=row.title == "Results")
            panel.outgrown.connect(self._fit_timer.start)
        dock.setWidget(panel)
        self.addDockWidget(side, dock)
        dock.setHidden(side == Qt.DockWidgetArea.BottomDockWidgetArea)  # until it is asked for
        return dock

    def _add_menus(self, actions: Actions) -> None:
        for name, title in zip(MENUS, with_mnemonics([tr(name) for name in MENUS]), strict=True):
            menu = self.menuBar().addMenu(title)
            menu.setToolTipsVisible(True)
            submenus: dict[str, QMenu] = {}
            titles = actions.submenus(name)
            for row, action in actions.menu(name):
                if row.line_above:
                    menu.addSeparator()
                if row.submenu and row.submenu not in submenus:
                    submenus[row.submenu] = menu.addMenu(titles[row.submenu])
                submenus.get(row.submenu, menu).addAction(action)
                if row.key == ActionKey.OPEN_FOLDER:
                    self.recent.setTitle(titles["Recent projects"])
                    menu.addMenu(self.recent)
            if name == "View":
                menu.addSeparator()
                panels = menu.addMenu(titles["Panels"])
                for dock in self._docks:
                    panels.addAction(dock.toggleViewAction())

        shortcut = QShortcut(QKeySequence(Qt.Key.Key_F10), self)
        shortcut.activated.connect(
            lambda: self.menuBar().setActiveAction(self.menuBar().actions()[0])
        )

    def toggle_full_screen(self) -> None:
        """Fill the screen, or leave it again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_dock(self, name: str) -> None:
        """Bring a panel to the front, or hide it if it is there."""
        (dock,) = [each for each in self._docks if each.objectName() == name]
        seen = dock.isVisible() and not dock.visibleRegion().isEmpty()
        dock.setVisible(not seen)
        dock.raise_()

    def _show_series(self, links: Links | None) -> None:
        """Show the panels of movies and stacks while there is something for them."""
        shown = links is not None and links.is_offered
        if shown != self._is_series_shown or links is None:
            self._is_series_shown = shown
            for dock in self._series_docks:
                dock.setVisible(shown)

    def _note_language(self, change: PreferenceChange) -> None:
        if change.key == "language":
            self._bus.notices.noted.emit(tr(NEXT_LANGUAGE))

    def _open(self, scene: Scene) -> None:
        self._middle.setCurrentWidget(self._canvas)
        name = f"{scene.name} {scene.code}".strip()
        self.setWindowTitle(f"{name} - {self._project} - Sketchpose")
        self._canvas.setFocus()

    def _close(self) -> None:
        self._middle.setCurrentIndex(0)
        self.setWindowTitle("Sketchpose")


def _column(widgets: list[QWidget]) -> QWidget:
    """Widgets below each other; the first takes the room."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for number, widget in enumerate(widgets):
        layout.addWidget(widget, 1 - min(number, 1))
    return column
