"""Stop pure Python that takes too long, from outside of it. In the main thread only."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN_SECONDS = 0.5


class TooLong(BaseException):
    """Time is up. No Exception, so that no library takes it for an error of its own."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooLong in the block after so many seconds of CPU, and again until it listens.

    Python drops what is raised while it collects rubbish or runs the callback of a weak
    reference: it writes a line to stderr and goes on. Hence "again".
    """

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
