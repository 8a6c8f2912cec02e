"""Rules of mdt.adapters.files.sniffing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.adapters.files import sniffing
from mdt.documents.refusals import FileEmpty, FileKindUnknown
from tests.documents import files


@pytest.mark.parametrize(
    ("data", "kind"),
    [(files.letter(), "pdf"), (files.photo("PNG"), "png"), (files.photo("JPEG"), "jpeg")],
)
def test_a_file_is_what_it_begins_with(data: bytes, kind: str) -> None:
    assert sniffing.kind(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + bytes(20),
        b"MZ" + bytes(60),
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
        b"\n%PDF-1.7",
        b"<html>%PDF-1.7",
    ],
)
def test_whatever_else_it_is_called_it_is_refused(data: bytes) -> None:
    with pytest.raises(FileKindUnknown):
        sniffing.kind(data)


def test_nothing_is_no_file() -> None:
    with pytest.raises(FileEmpty):
        sniffing.kind(b"")


@given(st.binary(min_size=1, max_size=64))
def test_bytes_at_random_are_of_no_kind_unless_they_begin_like_one(data: bytes) -> None:
    begins = any(data.startswith(known) for known in sniffing.BEGINS)
    try:
        found = sniffing.kind(data)
    except FileKindUnknown:
        assert not begins
    else:
        assert begins
        assert found in sniffing.BEGINS.values()
