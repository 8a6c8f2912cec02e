"""What the worker does again and again, until it is told to stop."""

import logging
from collections.abc import Callable
from typing import Protocol

from sqlalchemy.exc import OperationalError


class Stop(Protocol):
    """Something that says when to stop; threading.Event does."""

    def is_set(self) -> bool:
        """Tell whether nothing new must be taken."""

    def wait(self, timeout: float) -> bool:
        """Wait at most timeout seconds, less when told to stop."""


def keep(
    handle_due: Callable[[], object], stop: Stop, seconds: float, logger: logging.Logger
) -> None:
    """Do what is due every so many seconds, until told to stop; the logger is the caller's.

    A database that is busy or away is logged, by its class only; what is due stays due.
    """
    while not stop.is_set():
        try:
            handle_due()
        except OperationalError as error:
            logger.error("database trouble: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values
        stop.wait(seconds)
