"""Constants and types that the commands share."""

from typing import Any

DEMO_SAMPLE = "samples/nuclei_u2os"
DEMO_SECONDS = 15.0
FROM_GENERAL, FROM_NOTHING = "default", "scratch"  # what `--init` takes besides a file
LEDGER = "unfinished.jsonl"  # in the folder of results: what an interrupted run has done

Report = dict[str, Any]
