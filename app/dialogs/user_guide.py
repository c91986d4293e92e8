"""User guide: the document that is shipped, with its pictures; no network is needed."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.core.translation import tr
from sketchpose_engine.core.resources import resource

GUIDE = "docs/user-guide.md"
SIZE_PX = (980, 640)
CONTENTS_PX, MARGIN_PX = 220, 40


class GuideText(QTextBrowser):
    """The text of a document in Markdown, with its pictures as wide as the window at most.

    Parameters
    ----------
    file
        The first document. Pictures and other documents are looked for beside it.
    """

    document_changed = Signal()

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._folder = file.parent
        self._markdown = ""
        self.setOpenLinks(False)
        # The width must not depend on the text, which is written anew for each width.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.anchorClicked.connect(self._follow)
        self.show_document(file.name)

    def show_document(self, name: str) -> None:
        """Show a document of the folder from its beginning."""
        self._markdown = (self._folder / name).read_text(encoding="utf-8")
        self._write()
        self.verticalScrollBar().setValue(0)
        self.document_changed.emit()

    def headings(self) -> list[tuple[str, int]]:
        """Return the sections: title, and number of the block in the document."""
        found = []
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() in (1, 2):
                found.append((block.text(), block.blockNumber()))
            block = block.next()
        return found

    def show_section(self, block_number: int) -> None:
        """Scroll to a section."""
        block = self.document().findBlockByNumber(block_number)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(int(top))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load a picture, reduced to the width of the window."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = QImage(str(self._folder / QUrl(name).path()))
        most = max(self.viewport().width() - MARGIN_PX, 200)
        if picture.width() <= most:
            return picture
        ratio = self.devicePixelRatioF()
        reduced = picture.scaledToWidth(
            round(most * ratio), Qt.TransformationMode.SmoothTransformation
        )
        reduced.setDevicePixelRatio(ratio)
        return reduced

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Adapt the pictures to the new width."""
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width():
            return
        place = self.verticalScrollBar().value() / max(self.verticalScrollBar().maximum(), 1)
        self._write()
        self.verticalScrollBar().setValue(round(place * self.verticalScrollBar().maximum()))

    def _write(self) -> None:
        self.document().clear()  # or the first heading would begin with an empty one
        self.setMarkdown(self._markdown)

    def _follow(self, link: QUrl) -> None:
        """Show another document here; open a link to the network in the browser."""
        if link.scheme():
            QDesktopServices.openUrl(link)
        elif (self._folder / link.path()).is_file():
            self.show_document(link.path())


class UserGuideDialog(QDialog):
    """The user guide beside its table of contents."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("User guide"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE_PX)
        self._text = GuideText(resource(GUIDE))
        self._text.setAccessibleName(tr("User guide"))
        self._contents = QListWidget()
        self._contents.setAccessibleName(tr("Sections of the user guide"))
        self._contents.currentRowChanged.connect(self._show_section)
        self._text.document_changed.connect(self._list_sections)
        self._list_sections()
        both = QSplitter()
        both.addWidget(self._contents)
        both.addWidget(self._text)
        both.setSizes([CONTENTS_PX, SIZE_PX[0] - CONTENTS_PX])
        both.setStretchFactor(1, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        back = buttons.addButton(
            tr("Back to the beginning"), QDialogButtonBox.ButtonRole.ActionRole
        )
        back.setToolTip(tr("Return to the beginning of the user guide"))
        back.clicked.connect(lambda: self._text.show_document(Path(GUIDE).name))
        row = QHBoxLayout()
        row.addWidget(both)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(buttons)

    def _list_sections(self) -> None:
        self._headings = self._text.headings()
        with QSignalBlocker(self._contents):
            self._contents.clear()
            self._contents.addItems([title for title, _ in self._headings])

    def _show_section(self, row: int) -> None:
        self._text.show_section(self._headings[row][1])


def show_user_guide(parent: QWidget) -> UserGuideDialog:
    """Show the user guide beside the window."""
    dialog = UserGuideDialog(parent)
    dialog.show()
    return dialog
