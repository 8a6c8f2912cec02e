"""Rules of mdt.cases.subject_reviews: what may be told, and on what ground it is not."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.cases import subject_requests, subject_reviews
from mdt.cases.subject_requests import ReviewsWait
from mdt.cases.subject_reviews import GroundMissing, Line, OfficerGives, Verdict
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    IdentityCheck,
    Role,
    SubjectGround,
    SubjectOutcome,
    SubjectReview,
    SubjectSection,
)
from tests.conftest import NOON
from tests.factories import Make
from tests.vault.sealed import kept_sealed

OUT = SubjectGround.RIGHTS_OF_OTHERS
REASON = "Het gaat over anderen."


@pytest.fixture
def review(session: Session, make: Make) -> SubjectReview:
    """Return what is asked about Rick, in a case with Noor and with Bo, who has his name."""
    case = make.case()
    for name, role in (
        ("Rick Hofstra", CaseRole.SUSPECT),
        ("Noor van Dalen", CaseRole.VICTIM),
        ("Bo Hofstra", CaseRole.CHILD),
    ):
        make.add(CasePerson(case_id=case.id, name=name, case_role=role))
    day = NOON.date()
    subject_requests.register(
        session,
        make.region.id,
        "Rick Hofstra",
        born_on=day - timedelta(days=12_000),
        received_on=day,
        by=make.person(Role.DPO),
        now=NOON,
    )
    return session.exec(select(SubjectReview)).one()


def _note(text: str, ground: SubjectGround | None = None) -> Line:
    return Line(SubjectSection.NOTES, text, ground)


@pytest.mark.parametrize(
    "text",
    [
        "Noor belde over Rick.",
        "Rick belde NOÓR.",
        "Noors moeder zag Rick.",
        "Rick zag mevrouw Van Dalen.",
        "Rick haalt Bo op.",
    ],
)
def test_a_line_that_names_somebody_else_of_the_case_is_not_even_offered(
    session: Session, review: SubjectReview, text: str
) -> None:
    assert subject_reviews.offered(session, review, [_note(text)]) == []


@pytest.mark.parametrize("text", ["Rick heeft werk.", "Hofstra van de overkant boort een gat."])
def test_a_name_that_is_also_ones_own_and_a_part_of_a_word_name_nobody_else(
    session: Session, review: SubjectReview, text: str
) -> None:
    assert subject_reviews.offered(session, review, [_note(text)])


def test_nor_is_one_that_says_what_was_sealed_later(
    session: Session, make: Make, review: SubjectReview
) -> None:
    line = _note("Rick zoekt in Oosterwolde.")
    assert subject_reviews.offered(session, review, [line]) == [line]

    kept_sealed(make, session.get_one(Case, review.case_id), by=make.person())

    assert subject_reviews.offered(session, review, [line]) == []


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(SubjectOutcome.TELL, [_note("Rick werkt."), _note("Rick.", OUT)]),
        Verdict(SubjectOutcome.NOTHING, reason=REASON),
        Verdict(SubjectOutcome.NOTHING, ground=OUT),
    ],
)
def test_nothing_is_left_out_without_a_ground_and_a_reason(
    session: Session, make: Make, review: SubjectReview, verdict: Verdict
) -> None:
    with pytest.raises(GroundMissing):
        subject_reviews.decide(session, review, verdict, by=make.person(), now=NOON)

    assert review.outcome is None


def test_who_decides_again_leaves_nothing_of_what_was_told_before(
    session: Session, make: Make, review: SubjectReview
) -> None:
    by = make.person()
    told = Verdict(SubjectOutcome.TELL, [_note("Rick werkt."), _note("Rick.", OUT)], reason=REASON)
    subject_reviews.decide(session, review, told, by=by, now=NOON)
    kept = [(one.text, one.ground) for one in subject_reviews.lines_of(session, review)]
    assert kept == [("Rick werkt.", None), ("", OUT)]

    nothing = Verdict(SubjectOutcome.NOTHING, told.lines, OUT, REASON)
    subject_reviews.decide(session, review, nothing, by=by, now=NOON)

    assert subject_reviews.lines_of(session, review) == []


def test_the_lead_gives_a_part_alone_only_where_the_case_is_shut_to_the_officer(
    session: Session, make: Make, review: SubjectReview
) -> None:
    by = make.person()
    with pytest.raises(ReviewsWait):
        subject_reviews.give(session, review, IdentityCheck.DIGID, by=by, now=NOON)
    verdict = Verdict(SubjectOutcome.OTHER_PERSON)
    subject_reviews.decide(session, review, verdict, by=by, now=NOON)
    with pytest.raises(OfficerGives):
        subject_reviews.give(session, review, IdentityCheck.DIGID, by=by, now=NOON)
