"""The package itself."""

import mdt
from tests.conftest import NOON


def test_the_package_says_what_it_is_for() -> None:
    assert mdt.__doc__
    assert NOON.tzinfo
