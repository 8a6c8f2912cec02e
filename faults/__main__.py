"""Break things on purpose: run every trial of this folder, or those named, on both databases.

A trial is a module with a function trials() that yields Verdicts. Ends with 1 when one did not
hold, with 2 when a name is not that of a trial.
"""

import sys
from importlib import import_module

TRIALS = (
    "dovecot",
    "inbox",
    "joining",
    "kills",
    "readers",
    "replay",
    "replies",
    "tampering",
    "texts",
    "wapiti",
)


def main(names: list[str]) -> int:
    """Run the trials named, or all, and return the exit code."""
    if unknown := sorted(set(names) - set(TRIALS)):
        print(f"No such trial: {', '.join(unknown)}. There are: {', '.join(TRIALS)}.")
        return 2
    holds = True
    for name in names or TRIALS:
        for verdict in import_module(f"faults.{name}").trials():
            print(verdict, flush=True)
            holds = holds and verdict.holds
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
