"""Nothing of a case leaves: both scenarios, with a canary in every field (scenarios.md, 1.3).

Every message is written by the worker's own pens, handed to a real mail server and a real gateway,
and every calendar is asked for as a calendar program does.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.config import Settings
from mdt.demo.zilverberk_data import HIDING_PLACE
from mdt.models import Language, MessageKind, Method, OutboxMessage, SeatDomain
from mdt.web import words
from tests.canaries import fields, finding, play
from tests.canaries.fields import Canaries

CONTENT = (
    *("geweld", "femicide", "moord", "wurging", "huisverbod", "contactverbod", "dreiging"),
    *("stalking", "slachtoffer", "dader", "verdachte", "victim", "violence"),
)


@pytest.fixture
def canaries(app: Flask) -> Iterator[Canaries]:
    """Return canaries that sit in every row from now on, and the words that none may say."""
    found = Canaries()
    found.replaced.update(dict.fromkeys([*CONTENT, *_kinds(app)], finding.KIND))
    found.replaced |= {words.casefold(): "sealed" for words in HIDING_PLACE.says.values()}
    fields.loose(found)
    yield found
    fields.call_back(found)


def _kinds(app: Flask) -> Iterator[str]:
    """Yield what each kind of organisation is called on screen, in both languages."""
    with app.test_request_context():
        for language in Language:
            with force_locale(language):
                yield from (words.word(one).casefold() for one in SeatDomain)


def test_after_both_scenarios_no_byte_that_left_says_anything_of_a_case(
    app: Flask, engine: Engine, settings: Settings, canaries: Canaries
) -> None:
    with play.played(app, engine, settings) as outside:
        sent, found = outside.sent(), Counter[object]()
        for owner, raw in sent:
            found.update(finding.leaks(raw, canaries, own=owner))
        for owner, raw in outside.others():
            found.update(canaries.leaked(finding.unwrapped(raw.decode()).replace(owner, "")))

    assert found == Counter()
    assert set(canaries.fields.values()) >= fields.PLAYED
    with Session(engine) as session:
        owed = session.exec(select(OutboxMessage)).all()
    assert {one.kind for one in owed} == set(MessageKind)
    assert {one.method for one in owed if one.method} == set(Method)
    assert len(sent) + len(outside.texts.taken) == len([one for one in owed if one.state == "sent"])
    assert not [one.details for one in owed if canaries.leaked(str(one.details).casefold())]
