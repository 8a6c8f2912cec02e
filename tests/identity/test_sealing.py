"""Rules of mdt.identity.sealing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.identity import sealing

KEY, OTHER = b"k" * 32, b"o" * 32


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_opens_in_its_place(plain: bytes, place: str) -> None:
    assert sealing.unseal(KEY, sealing.seal(KEY, plain, place=place), place=place) == plain


def test_the_seal_hides_the_text_and_differs_each_time() -> None:
    first, second = (sealing.seal(KEY, b"geheim", place="row 1") for _ in range(2))

    assert first != second
    assert "geheim" not in first


@pytest.mark.parametrize(("key", "place"), [(OTHER, "row 1"), (KEY, "row 2")])
def test_another_key_or_place_opens_nothing(key: bytes, place: str) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(key, sealing.seal(KEY, b"geheim", place="row 1"), place=place)


@pytest.mark.parametrize("change", ["v1.", "v1.AAAA", "v1.é", "v2.AAAA", "", "niets"])
def test_damage_opens_nothing(change: str) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(KEY, change, place="row 1")
