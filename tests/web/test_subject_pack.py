"""What the answer to a request for access says, and what it never gives away."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask_babel import force_locale

from mdt.judiciary.certificates import Sheet
from mdt.models import SubjectGround, SubjectLine, SubjectRequest, SubjectSection
from mdt.web import subject_pack
from mdt.web.subject_pack import Told
from tests.conftest import NOON

REQUEST = SubjectRequest(
    region_id=uuid4(),
    name="Marco Brandsma",
    born_on=NOON.date(),
    received_on=NOON.date(),
    due_on=NOON.date(),
    registered_by_id=uuid4(),
    registered_at=NOON,
)


@pytest.fixture(autouse=True)
def _in_dutch(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("nl"):
        yield


def _line(section: SubjectSection, ground: SubjectGround | None, text: str = "") -> SubjectLine:
    return SubjectLine(
        case_id=uuid4(),
        review_id=uuid4(),
        position=0,
        section=section,
        ground=ground,
        text=text,
    )


TOLD = _line(SubjectSection.PERSON, None, "Marco Brandsma, verdachte")


def _sheet(*lines: SubjectLine) -> Sheet:
    told = [Told("MW-2026-071", [TOLD, *lines], "Ruud de Wit", NOON)]
    return subject_pack.of(REQUEST, told, made_at=NOON)


def _left_out(sheet: Sheet) -> dict[str, str]:
    return dict(next(facts for title, facts in sheet.blocks if title.startswith("Weggelaten")))


def test_what_was_left_out_is_listed_by_kind_with_number_ground_and_who_decided() -> None:
    others = SubjectGround.RIGHTS_OF_OTHERS
    lines = [_line(SubjectSection.CONTACT, others) for _ in range(2)]

    found = _left_out(_sheet(*lines, _line(SubjectSection.MEASURES, SubjectGround.SAFETY)))

    assert found["Afspraken over contact"].startswith("2: rechten en vrijheden van anderen")
    assert found["Maatregelen"].startswith("1: veiligheid")
    assert found["Wie besliste"].startswith("Ruud de Wit, casusregisseur")


@pytest.mark.parametrize(
    ("section", "ground"),
    [
        *((SubjectSection.NOTES, ground) for ground in SubjectGround),
        (SubjectSection.PROCEDURES, SubjectGround.INVESTIGATION),
        (SubjectSection.MEASURES, SubjectGround.POLICE_DATA),
    ],
)
def test_what_would_warn_by_being_counted_leaves_the_pack_as_it_is_without(
    section: SubjectSection, ground: SubjectGround
) -> None:
    assert _sheet(_line(section, ground)) == _sheet()


def test_what_the_portal_never_gives_is_said_in_every_answer_and_counted_in_none() -> None:
    nothing = subject_pack.of(REQUEST, [], made_at=NOON)

    assert nothing.blocks[-1] == _sheet().blocks[-1]
    assert not any(letter.isdigit() for _, fact in nothing.blocks[-1][1] for letter in fact)
