"""Where passkeys are good: mdt.web.passkey_asking."""

import pytest

from mdt.identity.passkeys import Site
from mdt.web import passkey_asking


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://portaal.example", Site("portaal.example", "https://portaal.example")),
        ("http://localhost:5000", Site("localhost", "http://localhost:5000")),
        ("http://127.0.0.1:5000", None),
        ("http://[::1]:5000", None),
    ],
)
def test_passkeys_are_of_a_name_and_never_of_a_number(address: str, site: Site | None) -> None:
    assert passkey_asking.site_of(address) == site
