"""Rules of faults/dovecot.py; the trial itself runs in `make faults`, where Dovecot is."""

import pytest

from faults import dovecot, dovecot_server
from tests import databases
from tests.databases import Database


class _Nothing:
    def close(self) -> None:
        """Close nothing."""


def test_a_trial_tells_that_dovecot_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dovecot_server, "PROGRAM", "no-such-program")
    opened: list[str] = []

    def open_database(kind: str) -> Database:
        opened.append(kind)
        return _Nothing()  # type: ignore[return-value]

    monkeypatch.setattr(databases, "open_database", open_database)

    verdicts = list(dovecot.trials())

    assert opened == ["sqlite", "postgresql"]
    assert all("install dovecot-imapd" in str(one) and not one.holds for one in verdicts)
