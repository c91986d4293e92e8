"""Every signal of the program, on one page; the payload is in the comment.

Panels and the paint view know the bus and nothing of each other. Signals are past events;
whoever owns the fact in question listens. All of them are emitted in the window's thread.
"""

from PySide6.QtCore import QObject, Signal


class Bus(QObject):
    """The program's notice board."""

    # The user's hand on the canvas. Points are (y, x) in image pixels, pixel centres at .0
    stroke_started = Signal(tuple, bool, float)  # point, erase (Alt is held), pressure 0..1
    stroke_moved = Signal(tuple, float)  # point, pressure 0..1
    stroke_ended = Signal()
    stroke_dropped = Signal()  # Escape: as if it had not been begun
    stroke_outlined = Signal(tuple)  # point: right double click, outline the stroke under it
    cell_accepted = Signal(tuple)  # point: make strokes of the mask under it
    cell_rejected = Signal(tuple)  # point: make background of the mask under it
    cell_deleted = Signal(tuple)  # point: the mask under it is not a cell
    cell_merged = Signal(tuple)  # point: joins the mask under it with the one chosen before
    cells_split = Signal(list)  # points of a line across masks
    pointer_moved = Signal(object)  # point, or None outside the image
    view_changed = Signal(object)  # Box of the image that is in sight
    preview_moved = Signal(object)  # Box to keep up to date first; None: what is in sight
    zoom_changed = Signal(float)  # screen pixels per image pixel
    files_dropped = Signal(list)  # paths

    # What the panels ask for
    image_chosen = Signal(str)  # image id
    image_removed = Signal(str)  # image id
    frame_chosen = Signal(object)  # frames.Frame of the open image's file
    pages_chosen = Signal(str)  # of readers.PAGE_AXES: what the pages of the open image's file are
    class_chosen = Signal(int)  # class that the cell brush paints, from 0
    filters_chosen = Signal(object)  # tuple of filters.Filter: which cells count
    cell_pointed = Signal(tuple)  # point: tell about the cell under it
    cell_chosen = Signal(int)  # label of the cell to be marked; 0: none
    place_chosen = Signal(tuple)  # point to bring to the middle of the canvas
    action_wanted = Signal(str)  # ActionKey

    # What belongs to the open project and image
    project_opened = Signal(object)  # Project
    images_listed = Signal(list)  # of entries.Entry, all images of the project
    entry_changed = Signal(object)  # entries.Entry, one of them is different now
    image_opened = Signal(object)  # Scene, drawn by the canvas from now on
    image_closed = Signal()
    image_replaced = Signal(object)  # opening.Replaced: its file is another one, nothing is shown
    layer_painted = Signal(str, object)  # layer's name, Box whose pixels are new
    sketch_changed = Signal(object)  # Change, the edit is finished
    history_changed = Signal(bool, bool)  # undo is possible, redo is possible
    counted = Signal(int, object)  # cells of the open image that count, their areas in px (N,)
    measured = Signal(object)  # measuring.Measured, of the open image
    filters_changed = Signal(object)  # tuple of filters.Filter, in use from now on
    classes_changed = Signal(object)  # tuple of catalogue.CellClass of the project
    pixel_size_changed = Signal(object)  # Scene, whose pixels are of another size now

    # What the engine says; payloads are the engine's messages
    engine_started = Signal()  # it is imported and waits
    engine_failed = Signal()  # an error: it has stopped learning; a problem with details follows
    engine_restarted = Signal()  # after too many errors, without weights and images
    engine_wanted = Signal()  # after it has ended: start it once more
    engine_ended = Signal()  # it failed again and again, or could not be loaded
    network_ready = Signal(object)  # NetworkReady
    step_done = Signal(object)  # StepDone
    step_skipped = Signal(object)  # StepSkipped
    masks_ready = Signal(object)  # MasksReady
    fields_ready = Signal(object)  # FieldsReady
    valid_set_ready = Signal(object)  # ValidSetReady
    guidance_given = Signal(object)  # Guidance
    card_unused = Signal(object)  # CardUnused
    switched = Signal(object)  # Switched
    rested = Signal(object)  # Resting
    weights_kept = Signal(object)  # WeightsKept
    segmenting = Signal(object)  # Segmenting
    frame_segmented = Signal(object)  # FrameSegmented
    segmenting_ended = Signal(object)  # SegmentingEnded

    # What the user is told
    learning_restarted = Signal()  # from other weights: steps, time and curve of before are void
    learning_changed = Signal(str)  # state, one of learning.STATES
    advised = Signal(object)  # advice.Advice, or None: nothing to say
    problem_met = Signal(str, str)  # sentence, details (may be empty)
    crash_found = Signal(str, str)  # of an earlier time: sentence, details; nothing has stopped
    noted = Signal(str)  # sentence for the status bar that goes away by itself
    busy_changed = Signal(str, float)  # what takes long ("" when done), part done 0..1 or -1
    task_changed = Signal(object)  # task.Progress, of something that can be stopped

    # Taste
    preference_changed = Signal(str, object)  # key, value
    tool_changed = Signal(str)  # tool's name, see `canvas.tools`
    theme_changed = Signal(bool)  # dark
