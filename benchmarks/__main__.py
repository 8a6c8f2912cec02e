"""Run every benchmark of this folder, or those named, and print one line a figure.

A benchmark is a module with a function figures() that yields Figures. Ends with 1 when one is
short of its target, with 2 when a name is not that of a benchmark.
"""

import sys
from importlib import import_module

BENCHMARKS = (
    "agenda_order",
    "delivery",
    "feed",
    "joining",
    "long_plan",
    "moment_page",
    "own_calendars",
    "pages",
    "refusals",
    "slot_search",
    "trail",
    "vault",
)


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all, and return the exit code."""
    if unknown := sorted(set(names) - set(BENCHMARKS)):
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    is_ok = True
    for name in names or BENCHMARKS:
        for figure in import_module(f"benchmarks.{name}").figures():
            print(figure, flush=True)
            is_ok = is_ok and figure.is_ok
    return 0 if is_ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
