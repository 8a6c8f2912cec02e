"""Rules of mdt.identity.join_codes."""

import random
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.identity import answer_links, join_codes
from mdt.identity.answer_links import LinkLocked
from mdt.identity.join_codes import CodeSpent
from mdt.models import CodeWay, Invitation, JoinCode
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.guests import SECRET, another

SECOND = timedelta(seconds=1)


def make_code(session: Session, asked: Invitation, *, secret: str = SECRET) -> str:
    return join_codes.make(session, asked, CodeWay.SPOKEN, secret=secret, by=None, now=NOON)


def spend(session: Session, asked: Invitation, typed: str, *, after: timedelta = SECOND) -> bool:
    return join_codes.spend(session, asked, typed, secret=SECRET, now=NOON + after)


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return an invitation for tomorrow."""
    return make.invitation(make.convened(), make.person())


def test_a_code_has_eight_digits_of_which_none_is_likelier() -> None:
    codes = [join_codes.fresh() for _ in range(20_000)]

    assert {len(code) for code in codes} == {8}
    assert all(code.isascii() and code.isdigit() for code in codes)
    assert len(set(codes)) > 19_900, "of a hundred million, hardly any comes twice"
    for place in range(8):
        counts = [sum(code[place] == str(digit) for code in codes) for digit in range(10)]
        # 2,000 each; eight standard deviations are 340.
        assert all(1_660 < count < 2_340 for count in counts), (place, counts)


def test_a_code_comes_from_the_system_and_from_no_seed() -> None:
    random.seed(1)
    first = [join_codes.fresh() for _ in range(5)]
    random.seed(1)

    assert [join_codes.fresh() for _ in range(5)] != first


def test_five_tries_at_a_hundred_million_are_one_in_twenty_million() -> None:
    assert answer_links.MAX_WRONG_CODES / 10**join_codes.DIGITS <= 5e-8


def test_a_code_opens_once(session: Session, asked: Invitation) -> None:
    code = make_code(session, asked)

    assert spend(session, asked, f"{code[:4]} {code[4:]} ")
    with pytest.raises(CodeSpent):
        spend(session, asked, code)


def test_a_code_is_kept_as_nothing_that_can_be_tried_without_our_secret(
    session: Session, asked: Invitation
) -> None:
    code = make_code(session, asked)
    row = session.exec(select(JoinCode)).one()

    assert code not in repr(row)
    assert not join_codes.spend(session, asked, code, secret="another", now=NOON)


def test_the_codes_of_two_invitations_open_only_their_own(
    session: Session, make: Make, asked: Invitation
) -> None:
    other = make.invitation(make.convened(), make.person())
    code = make_code(session, asked)
    make_code(session, other)

    assert not spend(session, other, code)
    assert spend(session, asked, code)


@pytest.mark.parametrize("after", [join_codes.LASTS, timedelta(days=1)])
def test_a_code_is_good_for_ten_minutes(
    session: Session, asked: Invitation, after: timedelta
) -> None:
    code = make_code(session, asked)

    with pytest.raises(CodeSpent):
        spend(session, asked, code, after=after)
    assert spend(session, asked, make_code(session, asked), after=timedelta(minutes=9, seconds=59))


def test_a_new_code_ends_the_one_before_it(session: Session, asked: Invitation) -> None:
    old, new = make_code(session, asked), make_code(session, asked)

    with pytest.raises(CodeSpent):
        spend(session, asked, old)
    assert spend(session, asked, new)


def test_after_five_wrong_codes_the_right_one_opens_nothing(
    session: Session, asked: Invitation
) -> None:
    code = make_code(session, asked)
    for _ in range(5):
        assert not spend(session, asked, another(code))

    assert join_codes.tries_left(asked) == 0
    with pytest.raises(LinkLocked):
        spend(session, asked, code)


def test_neither_a_new_code_nor_a_right_one_gives_new_tries(
    session: Session, asked: Invitation
) -> None:
    for _ in range(4):
        spend(session, asked, another(make_code(session, asked)))

    assert spend(session, asked, make_code(session, asked))
    assert join_codes.tries_left(asked) == 1


def test_a_code_that_was_good_once_counts_as_no_guess(session: Session, asked: Invitation) -> None:
    old = make_code(session, asked)
    make_code(session, asked)
    for _ in range(6):
        with pytest.raises(CodeSpent):
            spend(session, asked, old)

    assert join_codes.tries_left(asked) == 5


@pytest.mark.parametrize("typed", ["", "0", "x" * 20, "١٢٣٤٥٦٧٨", "1234567890123456789"])
def test_what_is_no_code_is_a_wrong_one(session: Session, asked: Invitation, typed: str) -> None:
    make_code(session, asked)

    assert not spend(session, asked, typed)
    assert join_codes.tries_left(asked) == 4
