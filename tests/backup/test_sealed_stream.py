"""Rules of mdt.backup.sealed_stream."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.backup import sealed_stream
from mdt.backup.sealed_stream import MAGIC, PIECE, SALT_BYTES, TAG_BYTES, NoSealedCopy, SealBroken

SECRET = "k" * 32
HEAD = len(MAGIC) + SALT_BYTES
SIZES = st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])


def _seal(plain: bytes) -> bytes:
    return b"".join(sealed_stream.seal(SECRET, [plain]))


def _unseal(sealed: bytes, secret: str = SECRET) -> bytes:
    return b"".join(sealed_stream.unseal(secret, BytesIO(sealed)))


@given(parts=st.lists(st.binary(max_size=50), max_size=5), size=SIZES)
def test_what_was_sealed_comes_back(parts: list[bytes], size: int) -> None:
    plain = [*parts, b"x" * size, *parts]

    assert _unseal(b"".join(sealed_stream.seal(SECRET, plain))) == b"".join(plain)


def test_the_same_is_never_sealed_the_same_way_twice() -> None:
    assert _seal(b"the same")[HEAD:] != _seal(b"the same")[HEAD:]


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        _unseal(_seal(b"plain"), "another" * 8)


@given(at=st.integers(min_value=len(MAGIC), max_value=HEAD + TAG_BYTES + 4))
def test_not_one_bit_can_be_changed(at: int) -> None:
    sealed = bytearray(_seal(b"plain"))
    sealed[at] ^= 1

    with pytest.raises(SealBroken):
        _unseal(bytes(sealed))


@pytest.mark.parametrize("pieces", [1, 2])
def test_an_end_that_was_cut_off_is_missed(pieces: int) -> None:
    sealed = _seal(b"x" * 3 * PIECE)

    with pytest.raises(SealBroken):
        _unseal(sealed[: HEAD + pieces * (PIECE + TAG_BYTES)])
    with pytest.raises(SealBroken):
        _unseal(sealed[:-1])


def test_pieces_cannot_change_places() -> None:
    sealed = _seal(b"a" * PIECE + b"b" * PIECE + b"c")
    one, two = (
        sealed[HEAD + n * (PIECE + TAG_BYTES) : HEAD + (n + 1) * (PIECE + TAG_BYTES)]
        for n in range(2)
    )

    with pytest.raises(SealBroken):
        _unseal(sealed[:HEAD] + two + one + sealed[HEAD + len(one + two) :])


def test_another_file_is_no_sealed_copy() -> None:
    for other in (b"", b"SQLite format 3\x00", MAGIC[:-1]):
        with pytest.raises(NoSealedCopy):
            _unseal(other)
