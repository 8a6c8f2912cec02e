"""What the page "Vandaag" says in words."""

from datetime import date

import pytest
from flask import Flask

from mdt.conferences.speed import Month, Speed
from mdt.web import today, todo
from mdt.web.today import Kind, Today


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Samira el Idrissi", "Samira"),
        ("mr. Hester Zijlstra", "mr. Hester Zijlstra"),
        ("Prince", "Prince"),
    ],
)
def test_somebody_is_greeted_by_first_name_or_with_their_title(name: str, called: str) -> None:
    assert today.called(name) == called


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (5.5, 4.2, "Dat is 1,3 dag sneller dan in januari."),
        (4.0, 5.0, "Dat is 1 dag langzamer dan in januari."),
        (4.0, 4.01, ""),
    ],
)
def test_the_last_month_is_compared_with_the_first(
    app: Flask, first: float, last: float, sentence: str
) -> None:
    months = (Month(date(2026, 1, 1), first), Month(date(2026, 2, 1), last))
    with app.test_request_context():
        page = Today(Kind.TABLE, [], speed=Speed(4.5, 6, months))
        assert page.change == sentence


def test_one_month_or_none_is_compared_with_nothing(app: Flask) -> None:
    with app.test_request_context():
        alone = Speed(4.5, 6, (Month(date(2026, 1, 1), 4.5),))
        assert Today(Kind.TABLE, [], speed=alone).change == ""
        assert Today(Kind.TABLE, []).change == ""


@pytest.mark.parametrize(
    ("number", "aliases", "title", "text"),
    [
        (1, ["Berk"], "Een actie is te laat", "Zaak Berk. Bel"),
        (3, ["Berk", "Wilg"], "3 acties zijn te laat", "Zaak Berk en 1 andere zaak. Bel"),
        (9, ["Berk", "Wilg", "Es"], "9 acties zijn te laat", "Zaak Berk en 2 andere zaken. Bel"),
    ],
)
def test_late_actions_are_said_in_one_sentence(
    app: Flask, number: int, aliases: list[str], title: str, text: str
) -> None:
    with app.test_request_context():
        task = todo.late(number, aliases, None)
    assert task.title == title
    assert task.text.startswith(text)
