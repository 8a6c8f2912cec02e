"""Rules of mdt.outbox.numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.models import Invitation, Person
from mdt.outbox import numbers
from mdt.outbox.numbers import NoNumber

MOBILE = "+31612345678"


def person(phone: str) -> Person:
    return Person(name="Noor", mail="noor@partner.example", phone=phone)


@pytest.mark.parametrize(
    "typed", ["0612345678", "06 1234 5678", "06-12345678", "+31 6 12345678", "0031612345678"]
)
def test_a_number_is_kept_in_one_form_however_it_was_typed(typed: str) -> None:
    assert numbers.normal(typed) == MOBILE


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert numbers.normal("+32 470 12 34 56") == "+32470123456"
    assert numbers.shown("+32470123456") == "+32 470 12 34 56"


@pytest.mark.parametrize("typed", ["06 1111", "thuis", "112", "06 12345678 9999", "@", "+"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NoNumber):
        numbers.normal(typed)


def test_no_number_is_kept_as_none() -> None:
    assert numbers.normal("  ") == ""
    assert numbers.shown("") == ""
    assert numbers.masked("") == ""


def test_a_number_is_shown_as_people_write_it_or_as_it_was_kept() -> None:
    assert numbers.shown(MOBILE) == "06 12345678"
    assert numbers.shown("toestel 12") == "toestel 12"


def test_a_masked_number_keeps_its_last_two_digits() -> None:
    assert numbers.masked(MOBILE) == "** ******78"
    assert numbers.masked("12") == "**"


def test_texts_go_to_the_number_of_the_invitation_first() -> None:
    own = Invitation(phone="+31687654321")

    assert numbers.of(person(MOBILE), own) == "+31687654321"
    assert numbers.of(person(MOBILE), Invitation(phone="")) == MOBILE


def test_no_text_goes_to_a_telephone_on_a_desk() -> None:
    assert numbers.of(person("+31101234567")) == ""
    assert numbers.of(person("+31101234567"), Invitation(phone=MOBILE)) == MOBILE
    assert numbers.of(person("")) == ""


@given(st.text(max_size=45))
def test_a_number_once_kept_is_kept_as_it_is(typed: str) -> None:
    try:
        kept = numbers.normal(typed)
    except NoNumber:
        return
    assert numbers.normal(kept) == kept
    assert numbers.normal(numbers.shown(kept)) == kept


@given(st.text(max_size=45))
def test_a_mask_never_shows_more_than_two_digits(text: str) -> None:
    assert sum(sign.isdigit() for sign in numbers.masked(text)) <= numbers.SHOWN_DIGITS
