"""Rules of mdt.invitations.links."""

from collections import Counter
from uuid import uuid4

import pytest

from mdt.invitations import links
from mdt.models import Invitation
from tests.conftest import NOON

SECRET, OTHER_SECRET = "a" * 32, "b" * 32


def invitation() -> Invitation:
    return Invitation(
        conference_id=uuid4(), person_id=uuid4(), stamped_at=NOON, starts_at=NOON, ends_at=NOON
    )


def test_a_locator_leads_back_to_its_key() -> None:
    asked = invitation()

    assert links.public_key(links.locator(asked, SECRET), SECRET) == asked.public_key


@pytest.mark.parametrize("found", ["", "x", "a" * 22, "a" * 44, "é" * 44])
def test_a_locator_that_we_never_made_leads_nowhere(found: str) -> None:
    assert links.public_key(found, SECRET) is None


def test_a_key_out_of_the_database_alone_makes_no_locator() -> None:
    asked = invitation()

    assert links.public_key(links.locator(asked, OTHER_SECRET), SECRET) is None


def test_the_digits_are_four_and_spread_evenly() -> None:
    codes = [links.code(invitation(), SECRET) for _ in range(500)]

    assert all(len(code) == 4 and code.isdecimal() for code in codes)
    assert Counter(codes).most_common(1)[0][1] < 6


def test_the_digits_may_be_typed_with_spaces() -> None:
    asked = invitation()
    code = links.code(asked, SECRET)

    assert links.PURPOSE.are_digits(f" {code[:2]} {code[2:]}", asked, SECRET)
    assert not links.PURPOSE.are_digits(code[:3], asked, SECRET)
    assert not links.PURPOSE.are_digits("١٢٣٤", asked, SECRET)


def test_another_key_makes_another_link_and_other_digits() -> None:
    asked, other = invitation(), invitation()

    assert links.locator(asked, SECRET) != links.locator(other, SECRET)
    assert not links.locator(asked, SECRET).endswith(links.code(asked, SECRET))


def test_the_organizer_is_an_address_of_this_invitation_alone() -> None:
    asked = invitation()

    address = links.reply_address(asked, "portaal.example")

    assert address == f"overleg+{asked.reply_token}@portaal.example"
    assert len(asked.reply_token) == 32  # 128 bits
