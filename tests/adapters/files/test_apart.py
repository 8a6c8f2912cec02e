"""Rules of mdt.adapters.files.apart and of the process that it lets look into a file."""

import sys

import pytest

from mdt.adapters.files import apart
from mdt.documents.refusals import FileKindUnknown, FileTooComplex
from mdt.models import DocumentKind
from tests.documents import files


def test_a_file_comes_back_clean_with_its_words() -> None:
    kept = apart.clean(files.letter("Brief van de school"))

    assert kept.kind is DocumentKind.PDF
    assert "Brief van de school" in kept.text
    assert kept.content.startswith(b"%PDF-")
    assert files.DEVICE.encode() not in kept.content


def test_what_it_refuses_is_refused_here_by_the_same_name() -> None:
    with pytest.raises(FileKindUnknown):
        apart.clean(b"<svg/>")


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "raise SystemExit(3)",
        "bytearray(10**15)",
    ],
)
def test_a_file_that_kills_it_is_refused_and_the_portal_goes_on(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-S", "-c", program))

    with pytest.raises(FileTooComplex):
        apart.clean(b"x")


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.2)
    endless = "while True: pass"
    monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-S", "-c", endless))

    with pytest.raises(FileTooComplex):
        apart.clean(b"x")
