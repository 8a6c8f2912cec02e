"""Rules of mdt.invitations.wording."""

from datetime import UTC, datetime

import pytest

from mdt.invitations import wording
from mdt.models import Language, PlaceKind


@pytest.mark.parametrize(
    ("instant", "nl", "en"),
    [
        (datetime(2026, 2, 12, 12, tzinfo=UTC), "do 12 feb 13:00", "Thu 12 Feb 13:00"),
        (datetime(2026, 7, 6, 7, 30, tzinfo=UTC), "ma 6 jul 09:30", "Mon 6 Jul 09:30"),
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "zo 25 okt 02:30 (zomertijd)",
            "Sun 25 Oct 02:30 (summer time)",
        ),
        (
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            "zo 25 okt 02:30 (wintertijd)",
            "Sun 25 Oct 02:30 (winter time)",
        ),
    ],
)
def test_a_moment_is_said_as_dutch_clocks_show_it(instant: datetime, nl: str, en: str) -> None:
    assert wording.moment(instant, Language.NL) == nl
    assert wording.moment(instant, Language.EN) == en


@pytest.mark.parametrize("language", Language)
def test_every_language_has_all_its_words(language: Language) -> None:
    words = wording.WORDINGS[language]

    assert set(words.places) == set(PlaceKind)
    assert (len(words.weekdays), len(words.months)) == (7, 12)


@pytest.mark.parametrize("language", Language)
def test_no_word_tells_what_a_conference_is_about(language: Language) -> None:
    """Scenario Populier, check 1.3."""
    said = str(wording.WORDINGS[language]).lower()

    for telling in ("geweld", "veilig", "femicide", "zaak", "politie", "rechtbank", "slachtoffer"):
        assert telling not in said
    for telling in ("violence", "safe", "case", "police", "court", "victim"):
        assert telling not in said
