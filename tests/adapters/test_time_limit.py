"""The limit on the time of pure Python."""

import gc
import signal
import sys
import time

import pytest

from mdt.adapters import time_limit


def _collect_and_go_on() -> None:
    gc.collect()
    _busy_for(5)


def _busy_for(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_an_alarm_that_python_drops_rings_again(monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda _: dropped.append(None))

    def callback(_phase: str, _info: dict[str, int]) -> None:
        _busy_for(0.15)

    gc.callbacks.append(callback)
    try:
        with pytest.raises(time_limit.TooLong), time_limit.at_most(0.1):
            _collect_and_go_on()
    finally:
        gc.callbacks.remove(callback)
    assert dropped


def test_after_the_block_no_alarm_is_set() -> None:
    with time_limit.at_most(5):
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 0

    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
