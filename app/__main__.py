"""Start: `sketchpose` opens the window, `sketchpose <command>` runs the engine's command line."""

import gc
import multiprocessing
import sys
import time

IMPORTED = time.time()


def main(argv: list[str] | None = None) -> int:
    """Open the window, with the images in `argv`; or run the command that it begins with."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:] if argv is None else argv
    if arguments and arguments[0].startswith("-") and "--selftest" in arguments:
        return check_installation(arguments)
    if arguments:
        from sketchpose_engine.cli import parser

        if arguments[0] in parser.COMMANDS or arguments[0].startswith("-"):
            return parser.main(arguments)
    return open_window(arguments)


def check_installation(words: list[str]) -> int:
    """Try out whether everything works; nothing is imported before the network is watched."""
    from app.selftest.network import NetworkWatch

    network = NetworkWatch()
    from app.selftest import run

    return run.main(words, network, run.process_start(IMPORTED))


def open_window(files: list[str]) -> int:
    """Run the program with a window, until that is closed."""
    gc.disable()  # imports leave no garbage, and looking for it takes a sixth of the start
    from PySide6.QtCore import QSettings

    from app.core import crash_reports, error_reporting, garbage, paths
    from app.core.application import Application
    from app.core.bus import Bus
    from app.core.preferences import Preferences
    from app.core.translation import install_language
    from app.program import Program

    gc.freeze()  # what was imported stays: no collection need look at it
    application = Application(sys.argv[:1])
    application.setApplicationName("Sketchpose")
    application.setApplicationDisplayName("Sketchpose")
    application.setDesktopFileName("sketchpose")
    with (
        garbage.collected_here(),
        error_reporting.kept_log(paths.log_file()),
        crash_reports.noted(paths.crash_file()) as notes,
    ):
        settings = QSettings(str(paths.settings_file()), QSettings.Format.IniFormat)
        install_language(application, Preferences(Bus(), settings)["language"])
        program = Program(application, settings)
        error_reporting.catch_all(program.bus)
        application.file_wanted.connect(lambda file: program.bus.project.files_dropped.emit([file]))
        program.show()
        crash_reports.report_notes(program.bus, notes)
        if files:
            program.project_controller.add(files)
        return application.exec()


if __name__ == "__main__":
    sys.exit(main())
