"""One quiet sentence, once: there is a graphics card that this edition cannot use."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from app.core.action_keys import ActionKey
from app.core.bus import Bus
from app.core.preferences import Preferences
from app.core.translation import tr, tr_noop
from app.ui.icons import Icons

SENTENCE = tr_noop(
    "This computer has an NVIDIA graphics card. A GPU edition of Sketchpose exists that uses it."
)


class CardNotice(QFrame):
    """Shown at the first start on such a computer; later it is under Help > Graphics card."""

    def __init__(self, bus: Bus, preferences: Preferences, icons: Icons) -> None:
        super().__init__()
        self.setObjectName("card")
        self._preferences = preferences
        sentence = QLabel(tr(SENTENCE), wordWrap=True)
        sentence.setObjectName("faint")
        how = QPushButton(tr("How to get it"))
        how.clicked.connect(lambda: bus.view.action_requested.emit(ActionKey.GRAPHICS_CARD))
        close = QToolButton(autoRaise=True)
        close.setToolTip(tr("Close"))
        icons.set_icon(close, "x")
        close.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.addWidget(how)
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(sentence)
        layout.addLayout(row)
        bus.engine.gpu_unused.connect(lambda unused: self._say())
        self.hide()

    def _say(self) -> None:
        if not self._preferences["card_told"]:
            self._preferences["card_told"] = True
            self.show()
