"""The self-test, run beside the window: its lines as they come, and what came of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment, Qt, QTemporaryDir
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.translation import tr, tr_noop

BUSY = tr_noop("The program is tried out beside this window: about a quarter of a minute.")
WELL = tr_noop("Everything works.")
CANCELLED = tr_noop("Cancelled.")
ENDED_MS = 3000  # until a process that is killed has ended


class SelfTestDialog(QDialog):
    """Runs the self-test and shows its output.

    Parameters
    ----------
    parent
        Window.
    command
        Program and words that run the test.
    folder
        Where it is run.
    """

    def __init__(self, parent: QWidget, command: Sequence[str], folder: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Check this installation"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 440)
        self._verdict = QLabel(tr(BUSY), wordWrap=True)
        self._lines = QPlainTextEdit(readOnly=True)
        self._busy = QProgressBar(maximum=0, textVisible=False)
        self._copy = QPushButton(tr("Copy report"))
        self._cancel = QPushButton(tr("Cancel"))
        self._errors = ""
        self._stopped = False
        self._aside = QTemporaryDir()  # a test that is killed does not clear up
        buttons = QDialogButtonBox()
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._cancel, QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        for widget in (self._verdict, self._lines, self._busy, buttons):
            layout.addWidget(widget)
        self._copy.clicked.connect(self._copy_report)
        self._cancel.clicked.connect(self._leave)
        self._process = self._started(command, folder)

    def report(self) -> str:
        """The whole output, and the result."""
        return "\n".join([self._verdict.text(), "", self._lines.toPlainText(), self._errors])

    def done(self, result: int) -> None:
        """End the self-test when the window closes."""
        self._stop()
        super().done(result)

    def _started(self, command: Sequence[str], folder: Path) -> QProcess:
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        environment.insert("PYTHONIOENCODING", "utf-8")
        environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")  # a bundle of its own, not a part
        for name in ("TMPDIR", "TEMP", "TMP"):
            environment.insert(name, self._aside.path())
        process.setProcessEnvironment(environment)
        process.setWorkingDirectory(str(folder))
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._note_error)
        process.start(command[0], list(command[1:]))
        return process

    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data()).decode("utf-8", "replace")
            self._lines.appendPlainText(line.rstrip())

    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._aside.remove()
        errors = bytes(self._process.readAllStandardError().data())
        self._errors = errors.decode("utf-8", "replace")
        well = code == 0 and status == QProcess.ExitStatus.NormalExit
        self._tell(tr(WELL) if well else self._what_failed(code))

    def _what_failed(self, code: int) -> str:
        lines = self._lines.toPlainText().splitlines()
        failed = [line.removeprefix("FAILED").strip() for line in lines if line[:6] == "FAILED"]
        if failed:
            return tr("This does not work: {checks}", checks="; ".join(failed))
        return tr(
            "The check ended without a result (exit code {code}): copy the report for help.",
            code=code,
        )

    def _note_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # all others end in `_finish`
            self._tell(
                tr("The check cannot be started: {error}.", error=self._process.errorString())
            )

    def _tell(self, verdict: str) -> None:
        self._verdict.setText(tr(CANCELLED) if self._stopped else verdict)
        self._busy.hide()
        self._cancel.setText(tr("Close"))

    def _leave(self) -> None:
        """Cancel what goes on; a second time, close the window."""
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self.close()
        else:
            self._stop()

    def _stop(self) -> None:
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._stopped = True
            self._process.kill()
            self._process.waitForFinished(ENDED_MS)

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self.report())
        self._copy.setText(tr("Copied"))
