"""The images of the project: thumbnail, name, and how far each is."""

import re

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.numbers import shown_count
from app.core.translation import counted, tr
from app.project.image_list import ImageEntry
from app.state.scene import Scene

ICON_PX = 48
ID = Qt.ItemDataRole.UserRole


class ImagesPanel(QWidget):
    """List of the project's images."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus
        self._list = QListWidget()
        self._list.setObjectName("images")
        self._list.setAccessibleName(tr("Images of the project"))
        self._list.setIconSize(QSize(ICON_PX, ICON_PX))
        self._list.setUniformItemSizes(True)
        self._list.setWordWrap(True)  # two lines for the name, as high as the picture
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        add = QPushButton(tr("Add images…"))
        add.setToolTip(tr("Add images to the project"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 6)
        layout.addWidget(self._list)
        layout.addWidget(add)
        add.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.ADD_IMAGES))
        self._list.currentItemChanged.connect(self._choose)
        self._list.customContextMenuRequested.connect(self._offer)
        bus.project.images_listed.connect(self._fill)
        bus.project.entry_changed.connect(self._change)
        bus.frame.opened.connect(self._mark)
        bus.project.image_replaced.connect(lambda replaced: self._choose_none())

    def minimumSizeHint(self) -> QSize:
        """Narrow: file names are cut in the middle."""
        return QSize(150, 120)

    def sizeHint(self) -> QSize:
        """Wide enough for a thumbnail and most names."""
        return QSize(190, 400)

    def _fill(self, entries: list[ImageEntry]) -> None:
        chosen = self._list.currentItem().data(ID) if self._list.currentItem() else None
        self._list.blockSignals(True)
        self._list.clear()
        for entry in entries:
            item = QListWidgetItem()
            item.setData(ID, entry.id)
            self._list.addItem(item)
            self._describe(item, entry)
            if entry.id == chosen:
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)

    def _change(self, entry: ImageEntry) -> None:
        if (item := self._item(entry.id)) is not None:
            self._describe(item, entry)

    def _mark(self, scene: Scene) -> None:
        self._list.blockSignals(True)
        item = self._item(scene.entry_id)
        self._list.setCurrentRow(-1 if item is None else self._list.row(item))
        self._list.blockSignals(False)

    def _choose_none(self) -> None:
        """Choose no image, as none is shown: a click on any opens it, or asks again."""
        self._list.blockSignals(True)
        self._list.setCurrentRow(-1)
        self._list.blockSignals(False)

    def _item(self, image_id: str) -> QListWidgetItem | None:
        items = (self._list.item(row) for row in range(self._list.count()))
        return next((item for item in items if item.data(ID) == image_id), None)

    def _describe(self, item: QListWidgetItem, entry: ImageEntry) -> None:
        item.setText(f"{_breakable(entry.name)}\n{_state(entry)}")
        item.setToolTip(f"{entry.name}: {_state(entry)}")
        item.setIcon(_picture(entry.picture))

    def _choose(self, item: QListWidgetItem | None, before: object) -> None:
        if item is not None:
            self._bus.project.image_chosen.emit(item.data(ID))

    def _offer(self, place: QPoint) -> None:
        item = self._list.itemAt(place)
        if item is not None:
            menu = QMenu(self)
            menu.addAction(
                tr("Remove from project"),
                lambda: self._bus.project.image_removed.emit(item.data(ID)),
            )
            menu.addAction(
                tr("Show in folder"), lambda: self._bus.project.image_revealed.emit(item.data(ID))
            )
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._list.viewport().mapToGlobal(place))


def _breakable(name: str) -> str:
    """A name that may be continued on a second line behind each sign."""
    return re.sub(r"([_\-. ])(?=.)", "\\1\u200b", name)


def _state(entry: ImageEntry) -> str:
    if entry.missing:
        return tr("cannot be opened")
    if entry.cells:
        total, frames = sum(entry.cells.values()), len(entry.cells)
        if set(entry.cells) != {""}:
            return counted(frames, "{cells} in %n frame", "{cells} in %n frames", cells=total)
        if entry.is_guess:
            return counted(shown_count(total, is_guess=True), "about %n cell", "about %n cells")
        return counted(total, "%n cell", "%n cells")
    return tr("strokes drawn") if entry.annotated else tr("no strokes yet")


def _picture(pixels: np.ndarray | None) -> QIcon:
    """The thumbnail, square, so that all names begin at the same place."""
    square = QPixmap(ICON_PX * 2, ICON_PX * 2)
    square.fill(Qt.GlobalColor.transparent)
    if pixels is None:
        return QIcon(square)
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels)
    image = QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    shown = image.scaled(
        square.size(),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter = QPainter(square)
    painter.drawImage(
        (square.width() - shown.width()) // 2, (square.height() - shown.height()) // 2, shown
    )
    painter.end()
    return QIcon(square)
