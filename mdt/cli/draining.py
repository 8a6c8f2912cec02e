"""Stop without turning anybody away: not ready first, and no more connections only then.

Whoever spreads visitors over several portals asks /health/ready every few seconds. Told to stop, a
worker process answers 503 there and everything else as before, for a few seconds; then it takes no
new connection and finishes what it has. Told a second time, it does so at once.
"""

import signal
from threading import Timer
from typing import Any

from mdt.web import health

SECONDS = 5


def prepare(_worker: Any, seconds: float = SECONDS) -> None:
    """Put this before what gunicorn does with SIGTERM; called in every worker process."""
    stop: Any = signal.getsignal(signal.SIGTERM)

    def begin(number: int, frame: Any) -> None:
        if health.STOPPING.is_set():
            stop(number, frame)
            return
        health.STOPPING.set()
        timer = Timer(seconds, stop, (number, None))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, begin)
    signal.siginterrupt(signal.SIGTERM, False)  # noqa: FBT003 - as gunicorn has it
