"""A child of `mdt run` ends when its parent is gone, also when the parent was killed."""

import os
import signal
from threading import Thread


def follow() -> None:
    """End this process when its standard input closes: the parent holds the other end."""
    Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
