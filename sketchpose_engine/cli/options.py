"""Constants and types shared by the commands."""

from typing import Any

DEMO_SAMPLE = "samples/nuclei_u2os"
DEMO_SECONDS = 15.0
FROM_GENERAL, FROM_NOTHING = "default", "scratch"  # values of `--init` besides a file
LEDGER = "unfinished.jsonl"  # in the folder of results: progress of an interrupted run

Report = dict[str, Any]
