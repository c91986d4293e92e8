"""Start: `sketchpose` opens the window, `sketchpose <command>` runs the engine's command line."""

import sys

NO_WINDOW_YET = (
    "Sketchpose has no window in this version: "
    "try `sketchpose demo`, or `sketchpose --help` for every command.\n"
)


def main(argv: list[str] | None = None) -> int:
    """Run the command in `argv` (default: the words typed after `sketchpose`)."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments:
        sys.stdout.write(NO_WINDOW_YET)
        return 0
    # Imported here, so that a start without a command does not wait for the engine.
    from sketchpose_engine.cli import main as run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
