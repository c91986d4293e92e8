"""All actions in one table, from which menus, tool bar and the list of shortcuts are made."""

from dataclasses import dataclass

from app.core.action_keys import ActionKey as Key
from app.core.translation import Translatable, tr_noop


@dataclass(frozen=True)
class ActionInfo:
    """One row: text, menu, shortcuts and icon of an action, and the condition that enables it."""

    key: Key
    menu: Translatable
    text: Translatable
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: Translatable = ""
    disabled_tip: Translatable = ""  # in its place while it is disabled: why, and what to do
    when: str = ""  # a condition of `Conditions`; "" always
    switch: str = ""  # a preference that it switches
    tool: str = ""  # a tool that it selects
    choice: tuple[str, str] | None = None  # a preference, and the value that it gets
    submenu: Translatable = ""  # within the menu; "" directly in it
    line_above: bool = False

    @property
    def needs_handler(self) -> bool:
        """Whether a function of the program does it."""
        return not (self.switch or self.tool or self.choice)


MENUS: tuple[Translatable, ...] = ("File", "Edit", "Draw", "Cells", "View", "Learning", "Help")
EXTRA_MENUS = {
    "File": (tr_noop("Recent projects"),),
    "View": (tr_noop("Panels"),),
}  # whose entries change

# fmt: off
TABLE = (
    ActionInfo(Key.OPEN, "File", "Open images…", ("Ctrl+O",), icon="photo-plus",
               tip="Open images, in this project or in a new one"),
    ActionInfo(Key.OPEN_FOLDER, "File", "Open folder or project…", ("Ctrl+Shift+O",),
               icon="folder-open"),
    ActionInfo(Key.SUBFOLDERS, "File", "Open subfolders, too",
               tip="Whether the images in the subfolders of a folder are opened, too",
               switch="subfolders"),
    ActionInfo(Key.OPEN_ASK, "File", "Ask each time", submenu="Opened images",
               tip="Ask whether opened images join the project", choice=("open_into", "ask")),
    ActionInfo(Key.OPEN_ADD, "File", "Add to the open project", submenu="Opened images",
               choice=("open_into", "add")),
    ActionInfo(Key.OPEN_NEW, "File", "Begin a new project", submenu="Opened images",
               choice=("open_into", "new")),
    ActionInfo(Key.ADD_IMAGES, "File", "Add images to the project…",
               tip="Strokes on all images of a project are learned from together"),
    ActionInfo(Key.NEW, "File", "New project…", ("Ctrl+N",), icon="plus",
               tip="Begin a project of its own with the images you choose"),
    ActionInfo(Key.SAVE_COPY, "File", "Save project as…", ("Ctrl+Shift+S",), icon="device-floppy",
               tip="Everything is saved all the time; this puts a copy elsewhere", when="project"),
    ActionInfo(Key.PACK, "File", "Pack project…", tip="The whole project in one file",
               when="project"),
    ActionInfo(Key.RELINK, "File", "Find missing images…", tip="Where images are that were moved",
               when="project"),
    ActionInfo(Key.IMPORT_MASKS, "File", "Import masks or strokes…",
               tip="Label images, _seg.npy files of Cellpose, or a sketch, for the open image",
               when="image", line_above=True),
    ActionInfo(Key.IMPORT_TRACKS, "File", "Import tracks…",
               tip="Masks and tracks of the open movie, in the format of the Cell Tracking "
               "Challenge", when="movie"),
    ActionInfo(Key.EXPORT, "File", "Export results…", ("Ctrl+E",), icon="file-export",
               tip="Masks, counts and measurements as files",
               disabled_tip="No cells are found yet: draw on a few cells and on the background",
               when="masks"),
    ActionInfo(Key.NEXT, "File", "Next image", ("PgDown",), icon="chevron-right", when="image",
               line_above=True),
    ActionInfo(Key.PREVIOUS, "File", "Previous image", ("PgUp",), icon="chevron-left",
               when="image"),
    ActionInfo(Key.NEXT_FRAME, "File", "Next frame", ("Ctrl+PgDown",),
               tip="The next point in time, or depth, of the same file", when="stack"),
    ActionInfo(Key.PREVIOUS_FRAME, "File", "Previous frame", ("Ctrl+PgUp",), when="stack"),
    ActionInfo(Key.PIXEL_SIZE, "File", "Pixel size…", tip="How large a pixel is", when="image"),
    ActionInfo(Key.REMOVE, "File", "Remove image from project", icon="photo-off",
               tip="Its file and its strokes stay on the disk", when="image"),
    ActionInfo(Key.REVEAL, "File", "Show image in its folder", icon="folder-open", when="image",
               tip="Open the folder with the file of this image"),
    ActionInfo(Key.PRINT, "File", "Print picture…", ("Ctrl+P",), when="image", line_above=True,
               tip="What is shown of the image, with masks and scale bar"),
    ActionInfo(Key.QUIT, "File", "Quit", ("Ctrl+Q",), line_above=True),
    ActionInfo(Key.UNDO, "Edit", "Undo", ("Ctrl+Z",), icon="arrow-back-up",
               tip="Take back the last edit", when="undo"),
    ActionInfo(Key.REDO, "Edit", "Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), icon="arrow-forward-up",
               tip="Bring back what was undone", when="redo"),
    ActionInfo(Key.COPY_PICTURE, "Edit", "Copy picture", ("Ctrl+Shift+C",), icon="copy",
               when="image", line_above=True,
               tip="What is shown of the image, with masks and scale bar, to paste elsewhere"),
    ActionInfo(Key.CLEAR, "Edit", "Erase all strokes", icon="trash", tip="Can be undone",
               when="image", line_above=True),
    ActionInfo(Key.TOOL_CELL, "Draw", "Cell", ("1",), icon="circle-filled", tip="Draw inside cells",
               when="image", tool="cell"),
    ActionInfo(Key.TOOL_BACKGROUND, "Draw", "Background", ("2",), icon="background",
               tip="Draw where there is no cell. Where cells touch everywhere, leave it out, and "
               "draw lines between cells (3)", when="image", tool="background"),
    ActionInfo(Key.TOOL_BOUNDARY, "Draw", "Boundary", ("3",), icon="line",
               tip="Draw the line between cells that touch", when="image", tool="boundary"),
    ActionInfo(Key.TOOL_ERASER, "Draw", "Erase", ("E",), icon="eraser",
               tip="Erase strokes (or hold Alt with any brush)", when="image", tool="eraser"),
    ActionInfo(Key.TOOL_ACCEPT, "Draw", "Accept", ("A",), icon="circle-check",
               tip="Click a cell that is right: the program learns it", when="image",
               tool="accept"),
    ActionInfo(Key.TOOL_REJECT, "Draw", "Reject", ("R",), icon="circle-x",
               tip="Click a mask that is not a cell: it becomes background", when="image",
               tool="reject"),
    ActionInfo(Key.TOOL_EDIT, "Draw", "Edit cells", ("C",), icon="scissors",
               tip="Drag across a cell to split it; click a part of a cell, then Shift+click the "
               "other to merge them; Ctrl+click to delete",
               when="image", tool="edit"),
    ActionInfo(Key.TOOL_HAND, "Draw", "Move", ("V",), icon="hand-stop",
               tip="Drag the picture (or hold Space with any tool), click a cell to select it",
               when="image", tool="hand"),
    ActionInfo(Key.CLASSES, "Draw", "Kinds of cells…",
               tip="Several kinds, each with a colour, a brush and a count", when="project",
               line_above=True),
    ActionInfo(Key.SMALLER, "Draw", "Smaller brush", ("[", ","), when="image", line_above=True),
    ActionInfo(Key.LARGER, "Draw", "Larger brush", ("]", "."), when="image"),
    ActionInfo(Key.FILL_LOOPS, "Draw", "Fill closed loops", ("F",), icon="bucket-droplet",
               tip="What a stroke encloses is filled", switch="fill_loops"),
    ActionInfo(Key.KEEP_DRAWN, "Draw", "Do not paint over strokes", ("K",), icon="lock",
               tip="New strokes do not paint over old ones", switch="keep_drawn"),
    ActionInfo(Key.PEN_PRESSURE, "Draw", "Pen pressure sets the size", switch="pen_pressure"),
    ActionInfo(Key.SELECT_ALL, "Cells", "Select all cells", ("Ctrl+A",), when="masks",
               tip="Or click cells with Move or Edit cells; Shift+drag selects several"),
    ActionInfo(Key.MERGE_SELECTED, "Cells", "Merge selected cells", ("J",), when="several",
               tip="Make one cell of them; can be undone"),
    ActionInfo(Key.DELETE_SELECTED, "Cells", "Delete selected cells", ("Del", "Backspace"),
               tip="They are not cells; can be undone", when="selected"),
    ActionInfo(Key.DELETE_HIDDEN, "Cells", "Delete hidden cells",
               tip="Delete the cells that the filters leave out; can be undone", when="hidden"),
    ActionInfo(Key.CARRY_STROKES, "Cells", "Use the strokes of the previous frame here",
               ("Ctrl+Shift+D",), when="stack",
               tip="Draw its cell strokes here, moved along with cells that are linked; "
               "can be undone", line_above=True),
    ActionInfo(Key.CARRY_CELLS, "Cells", "Use the cells of the previous frame here",
               ("Ctrl+Shift+M",), when="stack",
               tip="Propose its masks here, each where the image under it is found again"),
    ActionInfo(Key.LINK, "Cells", "Link cells", ("Ctrl+L",),
               tip="Follow each cell through all frames of the movie or slices of the stack",
               disabled_tip="Needs a movie or stack in one file, with masks on every frame. If "
               "each frame is a file: in Fiji, File > Import > Image Sequence, then save as TIFF",
               when="linkable", line_above=True),
    ActionInfo(Key.JOIN_TRACKS, "Cells", "Join…", ("Ctrl+J",), when="linked", line_above=True,
               tip="Click the same cell in another frame: both are one cell from then on"),
    ActionInfo(Key.CUT_TRACK, "Cells", "Cut the link before this frame", ("Ctrl+K",),
               tip="What the cell was in earlier frames is another cell", when="linked"),
    ActionInfo(Key.MARK_DIVISION, "Cells", "Mark division…", ("Ctrl+D",), when="dividing",
               tip="The selected cell divides: click its daughters in a later frame"),
    ActionInfo(Key.NEXT_DOUBT, "Cells", "Next doubtful link", ("F3",), when="doubtful",
               tip="Go to the next place where a link may be wrong", line_above=True),
    ActionInfo(Key.PREVIOUS_DOUBT, "Cells", "Previous doubtful link", ("Shift+F3",),
               when="doubtful"),
    ActionInfo(Key.CONFIRM_LINK, "Cells", "This link is right", ("F4",), icon="circle-check",
               when="doubtful", tip="Take the doubtful link off the list; can be undone"),
    ActionInfo(Key.FIT, "View", "Fit to window", ("Ctrl+0",), icon="maximize", when="image"),
    ActionInfo(Key.ACTUAL, "View", "Actual size", ("Ctrl+1",), icon="zoom-reset", when="image"),
    ActionInfo(Key.ZOOM_IN, "View", "Zoom in", ("Ctrl++", "+", "="), icon="zoom-in", when="image"),
    ActionInfo(Key.ZOOM_OUT, "View", "Zoom out", ("Ctrl+-", "-"), icon="zoom-out", when="image"),
    ActionInfo(Key.SHOW_MASKS, "View", "Masks", ("M",), switch="show_masks", line_above=True),
    ActionInfo(Key.SHOW_OUTLINES, "View", "Outlines", ("O",), switch="show_outlines"),
    ActionInfo(Key.SHOW_STROKES, "View", "Strokes", ("S",), switch="show_strokes"),
    ActionInfo(Key.SHOW_NUMBERS, "View", "Cell numbers", ("N",),
               tip="The numbers of the cells, as in the table", switch="show_numbers"),
    ActionInfo(Key.SHOW_TRUSTED, "View", "Known from your strokes", ("T",),
               tip="Where your strokes determine how far it is to the cell's edge",
               switch="show_trusted"),
    ActionInfo(Key.SHOW_DISTANCE, "View", "Distance", ("D",),
               tip="How deep inside a cell the program thinks each pixel lies",
               switch="show_distance"),
    ActionInfo(Key.SHOW_FLOW, "View", "Flow", ("W",),
               tip="Which way the program thinks the middle of the cell lies", switch="show_flow"),
    ActionInfo(Key.SHOW_UNCERTAINTY, "View", "Uncertainty", ("U",),
               tip="Where the program is not sure", switch="show_uncertainty"),
    ActionInfo(Key.HIDE, "View", "Only the picture", ("H",), icon="eye-off",
               tip="Hide masks and strokes, and show them again", when="image"),
    ActionInfo(Key.PREVIEW_BOX, "View", "Preview box", ("B",), icon="crop",
               tip="Keep the masks in a box up to date first", switch="preview_box"),
    ActionInfo(Key.SIDE_VIEWS, "View", "Side views", ("X",), switch="show_side_views",
               tip="Sections of a stack beside the open slice, through the place of the pointer"),
    ActionInfo(Key.TABLE, "View", "Table of cells", ("Ctrl+T",), icon="table",
               tip="Measurements of every cell, plots, and filters", line_above=True),
    ActionInfo(Key.FULL_SCREEN, "View", "Full screen", ("F11",)),
    ActionInfo(Key.THEME_SYSTEM, "View", "System", submenu="Theme",
               choice=("theme", "system"), line_above=True),
    ActionInfo(Key.THEME_LIGHT, "View", "Light", submenu="Theme", choice=("theme", "light")),
    ActionInfo(Key.THEME_DARK, "View", "Dark", submenu="Theme", choice=("theme", "dark")),
    ActionInfo(Key.LANGUAGE_SYSTEM, "View", "As the system", submenu="Language",
               tip="Used when Sketchpose is opened again", choice=("language", "system")),
    ActionInfo(Key.LANGUAGE_ENGLISH, "View", "English", submenu="Language",
               tip="Used when Sketchpose is opened again", choice=("language", "en")),
    ActionInfo(Key.LANGUAGE_GERMAN, "View", "Deutsch", submenu="Language",
               tip="Used when Sketchpose is opened again", choice=("language", "de")),
    ActionInfo(Key.LIVE, "Learning", "Start or pause", ("L",), icon="player-play",
               tip="Learn from the strokes while you draw", when="image"),
    ActionInfo(Key.WHERE, "Learning", "Show me where to draw", ("G",), icon="target",
               tip="Go to the place where a stroke helps most",
               disabled_tip="No such place is known: draw on a few cells and on the background, "
               "and let the program learn. Once it has, it is sure of all it sees here.",
               when="unsure"),
    ActionInfo(Key.SEGMENT_ALL, "Learning", "Segment all images…", ("Ctrl+Shift+A",), icon="wand",
               tip="Find the cells of all images with what was learned", when="project",
               line_above=True),
    ActionInfo(Key.FRESH, "Learning", "Forget what was learned", icon="refresh",
               tip="Start again from the network that Sketchpose comes with; your strokes stay",
               when="image", line_above=True),
    ActionInfo(Key.LOAD_WEIGHTS, "Learning", "Start learning from…", icon="upload",
               tip="What was learned elsewhere, by Omnipose or Cellpose, too", when="image"),
    ActionInfo(Key.SAVE_WEIGHTS, "Learning", "Save what was learned…", icon="download",
               tip="As a file, for other images and projects",
               disabled_tip="Nothing is learned yet: draw on a few cells and on the background",
               when="learned"),
    ActionInfo(Key.LEARN_FROM_ALL, "Learning", "Learn from all images with strokes",
               switch="learn_from_all", line_above=True),
    ActionInfo(Key.UNTIL_STEADY, "Learning", "Stop when nothing changes",
               tip="Learning ends when the masks have stayed the same for a while",
               switch="until_steady"),
    ActionInfo(Key.EXAMPLE, "Help", "Guided example", icon="bulb",
               tip="Two minutes on a sample, step by step"),
    ActionInfo(Key.USER_GUIDE, "Help", "User guide", ("Shift+F1",), icon="help"),
    ActionInfo(Key.SHORTCUTS, "Help", "Keyboard shortcuts", ("F1",), icon="keyboard"),
    ActionInfo(Key.HINTS, "Help", "First steps", tip="Show the three hints again"),
    ActionInfo(Key.SELFTEST, "Help", "Check this installation…", icon="circle-check",
               tip="Try out whether everything works on this computer", line_above=True),
    ActionInfo(Key.GRAPHICS_CARD, "Help", "Graphics card", icon="settings",
               tip="How Sketchpose computes on a graphics card"),
    ActionInfo(Key.LOG, "Help", "Open the log file", icon="file-text"),
    ActionInfo(Key.ABOUT, "Help", "About Sketchpose", icon="info-circle", line_above=True),
)
# fmt: on

ROWS = {row.key: row for row in TABLE}
