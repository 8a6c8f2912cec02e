"""The words of a case's time line."""

from flask import Flask

from mdt.cases.history import OF_A_CASE, Happening
from mdt.web import happened
from tests.conftest import NOON


def test_every_event_of_a_case_has_its_sentence() -> None:
    assert set(happened.SENTENCES) == OF_A_CASE


def test_a_sentence_says_who_did_it(app: Flask) -> None:
    with app.test_request_context():
        for who, words in (("Samira", "Samira opende de zaak."), ("", "Het portaal opende")):
            told = happened.sentence(Happening("CaseOpened", NOON, who, None))
            assert told.startswith(words)
