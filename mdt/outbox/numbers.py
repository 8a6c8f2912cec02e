"""Telephone numbers: kept in one form, shown as people write them, and which get a text message.

What somebody types is read by libphonenumber, whose tables follow the numbering plans of all
countries. Without a country in it a number is Dutch.

Source: ITU-T E.164 (the form in which numbers are kept).
"""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from mdt.errors import N_, DomainError
from mdt.models import Invitation, Person

HOME = "NL"
SHOWN_DIGITS = 2

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


class NoNumber(DomainError):
    """What was typed is no telephone number."""

    text = N_("Dit is geen telefoonnummer. Vul het in zoals 06 12345678 of +32 470 12 34 56.")


def normal(typed: str) -> str:
    """Return the number in E.164; nothing for nothing. Raises NoNumber."""
    if not typed.strip():
        return ""
    found = _read(typed)
    if found is None:
        raise NoNumber
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """Return a kept number as people write it; what is no number as it is."""
    found = _read(number)
    if found is None:
        return number
    is_home = phonenumbers.region_code_for_number(found) == HOME
    form = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(found, form)


def masked(number: str) -> str:
    """Return enough of a number to know one's own by, and no more."""
    text = shown(number)
    hidden = "".join("*" if sign.isdigit() else sign for sign in text[:-SHOWN_DIGITS])
    return hidden + text[-SHOWN_DIGITS:] if len(text) > SHOWN_DIGITS else "*" * len(text)


def of(person: Person, invitation: Invitation | None = None) -> str:
    """Return the mobile number for text messages to a person: the invitation's, else their own.

    Empty when neither is a mobile number.
    """
    for kept in (invitation.phone if invitation else "", person.phone):
        found = _read(kept)
        if found and phonenumbers.number_type(found) in _MOBILE:
            return phonenumbers.format_number(found, PhoneNumberFormat.E164)
    return ""


def _read(text: str) -> PhoneNumber | None:
    try:
        found = phonenumbers.parse(text, HOME)
    except NumberParseException:
        return None
    return found if phonenumbers.is_valid_number(found) else None
