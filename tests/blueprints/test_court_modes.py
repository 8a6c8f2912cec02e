"""In which modes the judges of a court are asked: what its board agreed to, and nothing else."""

import pytest
from sqlmodel import Session, select

from mdt.conferences import agenda, lifecycle, seating
from mdt.directory import courts
from mdt.directory.courts import FirstIsOff, ModeNotAgreed, NoCourt, NoModeLeft
from mdt.errors import StaleVersion
from mdt.judiciary import openings
from mdt.models import (
    Case,
    Conference,
    ConferenceKind,
    CourtModes,
    EventRecord,
    JudgeMode,
    JudgeOpening,
    Organisation,
    Person,
    Reply,
    Role,
    SeatDomain,
)
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

M = JudgeMode


@pytest.fixture
def court(make: Make) -> Organisation:
    return make.organisation(SeatDomain.JUDICIARY, name="Rechtbank Merwestad")


@pytest.fixture
def wout(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


def path(court: Organisation) -> str:
    return f"/setup/organisations/{court.id}/modes"


def agree(session: Session, court: Organisation, *modes: JudgeMode, by: Person) -> CourtModes:
    row = courts.of(session, court.id)
    version = row.version if row else 0
    return courts.keep(session, court, modes, modes[0], version=version, by=by, now=NOON)


def test_from_the_start_kennis_and_proces_are_on_and_proces_comes_first(
    court: Organisation, wout: Person, as_person: AsPerson
) -> None:
    page = as_person(wout).get(path(court))

    on = [str(one["value"]) for one in soup(page).select("form.card input[checked]")]
    assert on == ["kennis", "proces", "proces"]
    assert "Rechtbank Merwestad" in text_of(page)


def test_what_the_court_agreed_to_is_kept_and_is_an_event(
    court: Organisation, wout: Person, as_person: AsPerson, session: Session
) -> None:
    browser = as_person(wout)
    kept = send(browser, path(court), agreed=["proces", "rc"], first="rc", version="0")
    assert kept.location == f"/setup/organisations/{court.id}"

    row = session.exec(select(CourtModes)).one()
    assert row.agreed == {M.PROCES, M.RC}
    assert (row.first, row.version) == (M.RC, 1)
    event = session.exec(select(EventRecord)).one()
    assert (event.name, event.subject_id) == ("OrganisationChanged", court.id)
    assert path(court) in browser.get(f"/setup/organisations/{court.id}").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (([], "proces"), "Kies ten minste één vorm."),
        ((["kennis"], "proces"), "Kies een vorm die is afgesproken."),
        ((["kennis"], "anders"), "Kies een van de mogelijkheden."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_at_its_field_and_kept_on_screen(
    court: Organisation,
    wout: Person,
    as_person: AsPerson,
    typed: tuple[list[str], str],
    said: str,
) -> None:
    agreed, first = typed
    refused = send(as_person(wout), path(court), agreed=agreed, first=first, version="0")

    assert refused.status_code == 422
    assert said in text_of(refused)
    ticked = [
        str(one["value"]) for one in soup(refused).select("form.card [type=checkbox][checked]")
    ]
    assert ticked == agreed


def test_who_saves_second_sees_both_and_overwrites_nothing(
    court: Organisation, wout: Person, as_person: AsPerson, session: Session
) -> None:
    agree(session, court, M.KENNIS, by=wout)
    session.commit()

    late = send(as_person(wout), path(court), agreed=["rc"], first="rc", version="0")

    assert late.status_code == 409
    shown = text_of(late)
    assert "Afgesproken vormen: Rechter-commissaris" in shown
    assert "Afgesproken vormen: Kennis" in shown
    assert session.exec(select(CourtModes)).one().agreed == {M.KENNIS}


def test_another_organisation_has_no_modes_and_a_coordinator_does_not_set_them(
    make: Make, court: Organisation, wout: Person, as_person: AsPerson, session: Session
) -> None:
    police = make.organisation(SeatDomain.POLICE)

    assert as_person(wout).get(path(police)).status_code == 404
    samira = as_person(make.coordinator())
    assert samira.get(path(court)).status_code == 404
    assert send(samira, path(court), agreed=["rc"], first="rc").status_code == 404
    with pytest.raises(NoCourt):
        agree(session, police, M.RC, by=wout)


def test_the_rules_hold_below_the_page_too(
    court: Organisation, wout: Person, session: Session
) -> None:
    with pytest.raises(NoModeLeft):
        courts.keep(session, court, [], M.RC, version=0, by=wout, now=NOON)
    with pytest.raises(FirstIsOff):
        courts.keep(session, court, [M.PROCES], M.RC, version=0, by=wout, now=NOON)
    agree(session, court, M.RC, by=wout)
    with pytest.raises(StaleVersion):
        courts.keep(session, court, [M.PROCES], M.PROCES, version=0, by=wout, now=NOON)


def test_the_coordinator_is_offered_what_the_judges_own_court_agreed_to(
    make: Make, court: Organisation, wout: Person, as_person: AsPerson, session: Session
) -> None:
    agree(session, court, M.NIET_ZITTEND, M.KENNIS, by=wout)
    sitting, judge = make.convened(), make.person(Role.JUDGE, court)
    seat = make.seat(sitting, judge, domain=SeatDomain.JUDICIARY, mode=M.KENNIS)
    mode = f"/conferences/{sitting.id}/seats/{seat.id}/mode"
    samira = as_person(make.coordinator())

    offered = [str(one["value"]) for one in soup(samira.get(mode)).select("[name=mode]")]
    assert offered == ["kennis", "niet_zittend"]
    refused = send(samira, mode, mode="proces", version="1")
    assert "Voor deze vorm is nog geen afspraak met het gerechtsbestuur." in text_of(refused)
    assert send(samira, mode, mode="niet_zittend", version="1").status_code == 303


def test_a_new_seat_begins_in_the_mode_in_which_its_court_is_asked_first(
    make: Make, wout: Person, session: Session
) -> None:
    table = cast.table(make)
    judge = table.people[SeatDomain.JUDICIARY]
    theirs = session.get_one(Organisation, make.organisation_of(judge))
    agree(session, theirs, M.KENNIS, M.RC, by=wout)

    draft = cast.draft(make, table)
    assert seat_of(draft, SeatDomain.JUDICIARY).mode is M.KENNIS

    elsewhere = make.organisation(SeatDomain.JUDICIARY)
    agree(session, elsewhere, M.RC, by=wout)
    added = seating.add(
        session,
        draft.items[0],
        SeatDomain.JUDICIARY,
        organisation=elsewhere,
        by=table.coordinator,
        now=NOON,
    )
    assert added.mode is M.RC


def mode_at_the_next(session: Session, draft: Conference, by: Person) -> JudgeMode | None:
    """Return in what mode the judge is asked for the review that follows."""
    [item] = draft.items
    after = lifecycle.draft(
        session,
        session.get_one(Case, item.case_id),
        agenda.Terms(question=cast.QUESTION, minutes=30, like=item),
        kind=ConferenceKind.REVIEW,
        by=by,
        now=NOON,
    )
    return seat_of(after, SeatDomain.JUDICIARY).mode


@pytest.mark.parametrize(
    ("agreed", "expected"), [((M.PROCES, M.NIET_ZITTEND), M.NIET_ZITTEND), ((M.PROCES,), M.PROCES)]
)
def test_at_a_next_sitting_she_is_asked_as_before_while_her_court_agrees_to_it(
    make: Make, wout: Person, session: Session, agreed: tuple[JudgeMode, ...], expected: JudgeMode
) -> None:
    table = cast.table(make)
    draft = cast.draft(make, table)
    seat_of(draft, SeatDomain.JUDICIARY).mode = M.NIET_ZITTEND
    judge = table.people[SeatDomain.JUDICIARY]
    theirs = session.get_one(Organisation, make.organisation_of(judge))
    agree(session, theirs, *agreed, by=wout)

    assert mode_at_the_next(session, draft, table.coordinator) is expected


def test_at_a_next_sitting_she_is_asked_as_before_when_her_court_said_nothing(
    make: Make, session: Session
) -> None:
    table = cast.table(make)
    draft = cast.draft(make, table)
    seat_of(draft, SeatDomain.JUDICIARY).mode = M.KENNIS

    assert mode_at_the_next(session, draft, table.coordinator) is M.KENNIS


def test_what_the_court_agrees_to_no_more_opens_nothing(
    make: Make, court: Organisation, wout: Person, session: Session
) -> None:
    sitting, judge = make.convened(), make.person(Role.JUDGE, court)
    make.seat(sitting, judge, domain=SeatDomain.JUDICIARY, mode=M.RC)
    asked = make.invitation(sitting, judge, reply=Reply.YES)
    agree(session, court, M.PROCES, by=wout)

    with pytest.raises(ModeNotAgreed):
        openings.open_content(session, asked, by=judge, now=NOON)
    assert not session.exec(select(JudgeOpening)).all()
