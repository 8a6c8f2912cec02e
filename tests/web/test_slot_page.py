"""Rules of mdt.web.slot_page: what "Kies een moment" says when no moment suits everybody."""

from mdt.models import ConferenceKind
from tests.blueprints.choosing import banned, path
from tests.conferences import cast
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import text_of


def test_a_moment_that_suits_everybody_but_is_late_is_not_called_near(
    make: Make, as_person: AsPerson
) -> None:
    """Nobody stands in its way, so that the sentence would name no reason."""
    table = cast.table(make)
    conference = banned(make, table, kind=ConferenceKind.REVIEW)

    page = as_person(table.coordinator).get(path(conference, "?week=2026-02-23"))

    main = text_of(page, "main")
    assert "Geen moment voor iedereen" in main
    assert "Het dichtst in de buurt" not in main
