"""Rules of mdt.web.deeds."""

from flask import Flask

from mdt.access.policy import Action
from mdt.web import deeds, proof


def test_everything_that_can_be_permitted_has_its_words() -> None:
    assert set(deeds.WORDS) == {*Action, deeds.LEAK, proof.SIGN_IN}, (
        "add the new action to mdt/web/deeds.py"
    )


def test_an_action_that_is_no_more_keeps_its_name(app: Flask) -> None:
    with app.test_request_context():
        assert deeds.word("case:forgotten") == "case:forgotten"
        assert deeds.word("plan:view") == "veiligheidsplan bekijken"
