"""Everything the user can ask for, in one table; menus, tool bar and shortcut sheet follow it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from app.core.bus import Bus
from app.core.preferences import Preferences
from app.ui.icons import Icons


@dataclass(frozen=True)
class Action:
    """One row: what it is called, where it stands, how it is reached, when it is possible."""

    id: str
    menu: str  # "" for none
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    when: str = ""  # a condition of `Conditions`; "" always
    switch: str = ""  # a preference that it switches
    tool: str = ""  # a tool that it takes up
    line_above: bool = False


MENUS = ("File", "Edit", "Draw", "View", "Learning", "Help")

TABLE = (
    Action("open", "File", "Open images…", ("Ctrl+O",), "photo-plus", "Add images to the project"),
    Action("open_folder", "File", "Open folder or project…", ("Ctrl+Shift+O",), "folder-open"),
    Action("subfolders", "File", "Open subfolders, too", (), "",
           "Whether the images in the subfolders of a folder are opened, too", switch="subfolders"),
    Action("new", "File", "New project…", ("Ctrl+N",), "plus",
           "Begin a project of its own with the images you choose"),
    Action("save_copy", "File", "Save project as…", ("Ctrl+Shift+S",), "device-floppy",
           "Everything is saved all the time; this puts a copy elsewhere", "project"),
    Action("pack", "File", "Pack project…", (), "", "The whole project in one file", "project"),
    Action("relink", "File", "Find missing images…", (), "",
           "Where images are that were moved", "project"),
    Action("import_masks", "File", "Import masks or strokes…", (), "",
           "Label images, _seg.npy files of Cellpose, or a sketch, for the open image", "image",
           line_above=True),
    Action("export", "File", "Export results…", ("Ctrl+E",), "file-export",
           "Masks, counts and measurements as files", "masks"),
    Action("next", "File", "Next image", ("PgDown",), "chevron-right", "", "image",
           line_above=True),
    Action("previous", "File", "Previous image", ("PgUp",), "chevron-left", "", "image"),
    Action("next_frame", "File", "Next frame", ("Ctrl+PgDown",), "",
           "The next point in time, or depth, of the same file", "stack"),
    Action("previous_frame", "File", "Previous frame", ("Ctrl+PgUp",), "", "", "stack"),
    Action("pixel_size", "File", "Pixel size…", (), "", "How large a pixel is", "image"),
    Action("remove", "File", "Take image out of the project", (), "photo-off",
           "Its file and its strokes stay on the disk", "image"),
    Action("quit", "File", "Quit", ("Ctrl+Q",), "", line_above=True),
    Action("undo", "Edit", "Undo", ("Ctrl+Z",), "arrow-back-up", "Take back the last edit", "undo"),
    Action("redo", "Edit", "Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "arrow-forward-up",
           "Bring back what was undone", "redo"),
    Action("clear", "Edit", "Erase all strokes", (), "trash", "Can be undone", "image",
           line_above=True),
    Action("delete_hidden", "Edit", "Delete hidden cells", (), "",
           "Delete the cells that the filters leave out; can be undone", "hidden"),
    Action("tool_cell", "Draw", "Cell", ("1",), "circle-filled",
           "Draw inside cells", "image", tool="cell"),
    Action("tool_background", "Draw", "Background", ("2",), "background",
           "Draw where there is no cell", "image", tool="background"),
    Action("tool_boundary", "Draw", "Boundary", ("3",), "line",
           "Draw the line between cells that touch", "image", tool="boundary"),
    Action("tool_eraser", "Draw", "Erase", ("E",), "eraser",
           "Erase strokes (or hold Alt with any brush)", "image", tool="eraser"),
    Action("tool_accept", "Draw", "Accept", ("A",), "circle-check",
           "Click a cell that is right: the program learns it", "image", tool="accept"),
    Action("tool_reject", "Draw", "Reject", ("R",), "circle-x",
           "Click a cell that is none: it becomes background", "image", tool="reject"),
    Action("tool_edit", "Draw", "Edit cells", ("C",), "scissors",
           "Drag across a cell to split it, Shift+click two to merge them, Ctrl+click to delete",
           "image", tool="edit"),
    Action("tool_hand", "Draw", "Move", ("V",), "hand-stop",
           "Drag the picture (or hold Space with any tool), click a cell to choose it",
           "image", tool="hand"),
    Action("classes", "Draw", "Kinds of cells…", (), "",
           "Several kinds, each with a colour, a brush and a count", "project", line_above=True),
    Action("smaller", "Draw", "Smaller brush", ("[", ","), "", "", "image", line_above=True),
    Action("larger", "Draw", "Larger brush", ("]", "."), "", "", "image"),
    Action("fill_loops", "Draw", "Fill closed loops", ("F",), "bucket-droplet",
           "What a stroke encloses is filled", switch="fill_loops"),
    Action("keep_drawn", "Draw", "Keep what is drawn", ("K",), "lock",
           "New strokes do not paint over old ones", switch="keep_drawn"),
    Action("pen_pressure", "Draw", "Pen pressure sets the size", (), "", switch="pen_pressure"),
    Action("fit", "View", "Fit to window", ("Ctrl+0",), "maximize", "", "image"),
    Action("actual", "View", "Actual size", ("Ctrl+1",), "zoom-reset", "", "image"),
    Action("zoom_in", "View", "Zoom in", ("Ctrl++", "+", "="), "zoom-in", "", "image"),
    Action("zoom_out", "View", "Zoom out", ("Ctrl+-", "-"), "zoom-out", "", "image"),
    Action("show_masks", "View", "Masks", ("M",), switch="show_masks", line_above=True),
    Action("show_outlines", "View", "Outlines", ("O",), switch="show_outlines"),
    Action("show_strokes", "View", "Strokes", ("S",), switch="show_strokes"),
    Action("show_trusted", "View", "What your strokes tell", ("T",),
           tip="Where your strokes tell the program how far it is to the cell's edge",
           switch="show_trusted"),
    Action("show_distance", "View", "Distance", ("D",), switch="show_distance",
           tip="How deep inside a cell the program thinks each pixel lies"),
    Action("show_flow", "View", "Flow", ("W",), switch="show_flow",
           tip="Which way the program thinks the middle of the cell lies"),
    Action("show_uncertainty", "View", "Uncertainty", ("U",), switch="show_uncertainty",
           tip="Where the program is not sure"),
    Action("hide", "View", "Only the picture", ("H",), "eye-off",
           "Hide masks and strokes, and show them again", "image"),
    Action("preview_box", "View", "Preview box", ("B",), "crop",
           "Keep the masks in a box up to date first", switch="preview_box"),
    Action("table", "View", "Table of cells", ("Ctrl+T",), "table",
           "Measurements of every cell, plots, and filters", line_above=True),
    Action("theme_system", "View", "Colours of the system", switch="", line_above=True),
    Action("theme_light", "View", "Light colours"),
    Action("theme_dark", "View", "Dark colours"),
    Action("live", "Learning", "Start or pause", ("L",), "player-play",
           "Learn from the strokes while you draw", "image"),
    Action("where", "Learning", "Show me where to draw", ("G",), "target",
           "Go to the place where a stroke helps most", "unsure"),
    Action("segment_all", "Learning", "Segment all images…", ("Ctrl+Shift+A",), "wand",
           "Find the cells of all images with what was learned", "project", line_above=True),
    Action("fresh", "Learning", "Start fresh", (), "refresh",
           "Forget what was learned; your strokes stay", "image", line_above=True),
    Action("load_weights", "Learning", "Start learning from…", (), "upload",
           "What was learned elsewhere, by Omnipose or Cellpose, too", "image"),
    Action("save_weights", "Learning", "Save weights…", (), "download",
           "Keep what was learned, for other images", "learned"),
    Action("learn_from_all", "Learning", "Learn from all images with strokes", (), "",
           switch="learn_from_all", line_above=True),
    Action("shortcuts", "Help", "Keyboard shortcuts", ("F1",), "keyboard"),
    Action("hints", "Help", "First steps", (), "bulb", "Show the three hints again"),
    Action("selftest", "Help", "Check this installation…", (), "circle-check",
           "Try out whether everything works on this computer", line_above=True),
    Action("graphics_card", "Help", "Graphics card", (), "settings",
           "How Sketchpose computes on a graphics card"),
    Action("log", "Help", "Open the log file", (), "file-text"),
    Action("about", "Help", "About Sketchpose", (), "info-circle", line_above=True),
)  # fmt: skip

ROWS = {row.id: row for row in TABLE}


class Conditions(QObject):
    """What is possible at present, by name."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._holds = dict.fromkeys({row.when for row in TABLE} - {""}, False)
        self._listeners: list[Callable[[], None]] = []
        bus.project_opened.connect(lambda project: self._set(project=True))
        bus.image_opened.connect(
            lambda scene: self._set(
                image=True, unsure=False, masks=False, stack=len(scene.extent) > 1
            )
        )
        bus.image_closed.connect(
            lambda: self._set(image=False, unsure=False, masks=False, stack=False)
        )
        bus.history_changed.connect(lambda undo, redo: self._set(undo=undo, redo=redo))
        bus.counted.connect(lambda cells, areas: self._set(masks=cells > 0))
        bus.network_ready.connect(lambda ready: self._set(learned=True))
        bus.image_opened.connect(lambda scene: self._set(hidden=False))
        bus.image_closed.connect(lambda: self._set(hidden=False))
        bus.measured.connect(lambda measured: self._set(hidden=not measured.keep.all()))
        bus.guidance_given.connect(lambda told: self._set(unsure=bool(told.where or told.touching)))

    def __getitem__(self, name: str) -> bool:
        return self._holds[name]

    def listen(self, listener: Callable[[], None]) -> None:
        """Call it whenever something changes."""
        self._listeners.append(listener)

    def _set(self, **facts: bool) -> None:
        if any(self._holds[name] != value for name, value in facts.items()):
            self._holds |= facts
            for listener in self._listeners:
                listener()


class Actions(QObject):
    """The table's rows as Qt actions.

    Parameters
    ----------
    bus, preferences, icons
        The program's.
    handlers
        What to call, by id; rows that switch a preference or take up a tool need none.
    """

    def __init__(
        self,
        bus: Bus,
        preferences: Preferences,
        icons: Icons,
        handlers: Mapping[str, Callable[[], object]],
    ) -> None:
        super().__init__()
        self._bus = bus
        self._preferences = preferences
        self._conditions = Conditions(bus)
        self._handlers = handlers
        self._actions = {row.id: self._made(row, icons) for row in TABLE}
        self._conditions.listen(self._enable)
        bus.preference_changed.connect(self._check)
        bus.tool_changed.connect(self._check_tool)
        bus.action_wanted.connect(self.trigger)
        self._enable()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def menu(self, name: str) -> list[tuple[Action, QAction]]:
        """The rows of a menu, in order."""
        return [(row, self._actions[row.id]) for row in TABLE if row.menu == name]

    def trigger(self, name: str) -> None:
        """Do it, if it is possible."""
        self._actions[name].trigger()

    def _made(self, row: Action, icons: Icons) -> QAction:
        action = QAction(row.text, self)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        if row.icon:
            icons.dress(action, row.icon)
        keys = ", ".join(QKeySequence(k).toString(QKeySequence.SequenceFormat.NativeText)
                         for k in row.keys)  # fmt: skip
        action.setToolTip((row.tip or row.text.rstrip("…")) + (f"  ({keys})" if keys else ""))
        action.setStatusTip(row.tip)
        if row.switch or row.tool or row.id.startswith("theme_"):
            action.setCheckable(True)
        if row.switch:
            action.setChecked(self._preferences[row.switch])
            action.triggered.connect(lambda on, key=row.switch: self._switch(key, on))
        elif row.tool:
            action.triggered.connect(lambda on, tool=row.tool: self._take_up(tool))
        elif row.id.startswith("theme_"):
            theme = row.id.removeprefix("theme_")
            action.setChecked(self._preferences["theme"] == theme)
            action.triggered.connect(lambda on: self._choose_theme(theme))
        else:
            action.triggered.connect(lambda on=False: self._handlers[row.id]())
        return action

    def _switch(self, key: str, on: bool) -> None:
        self._preferences[key] = on

    def _take_up(self, tool: str) -> None:
        self._bus.tool_changed.emit(tool)
        if tool == "cell":
            self._bus.class_chosen.emit(0)  # other classes have keys of their own

    def _choose_theme(self, theme: str) -> None:
        self._preferences["theme"] = theme
        self._check("theme", theme)  # also when it was chosen already

    def _enable(self) -> None:
        for row in TABLE:
            if row.when:
                self._actions[row.id].setEnabled(self._conditions[row.when])

    def _check(self, key: str, value: object) -> None:
        for row in TABLE:
            if row.switch == key:
                self._actions[row.id].setChecked(bool(value))
            elif key == "theme" and row.id.startswith("theme_"):
                self._actions[row.id].setChecked(row.id == f"theme_{value}")

    def _check_tool(self, name: str) -> None:
        for row in TABLE:
            if row.tool:
                self._actions[row.id].setChecked(row.tool == name)
