"""Pages of mdt.blueprints.meeting and mdt.blueprints.meeting_actions."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from mdt.conferences import meeting
from mdt.models import (
    AuditRecord,
    Case,
    Conference,
    ConferenceState,
    Note,
    Person,
    Role,
    SafetyAction,
    SeatDomain,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of


@pytest.fixture
def chair(make: Make) -> Person:
    return make.person(Role.CHAIR)


@pytest.fixture
def sitting(make: Make, chair: Person) -> Conference:
    """Return a sitting with two quorum seats, in session, taken up."""
    conference = make.convened(state=ConferenceState.IN_SESSION, starts_at=NOON, chair_id=chair.id)
    make.seated(conference, make.person(name="Dennis Kok"), domain=SeatDomain.POLICE)
    make.seated(conference, make.person(name="Anouk Terpstra"), domain=SeatDomain.OM)
    meeting.take_up(make.session, conference.items[0], by=chair, now=NOON)
    return conference


def _path(conference: Conference, rest: str = "") -> str:
    return f"/conferences/{conference.id}/meeting{rest}"


def _item(conference: Conference, rest: str) -> str:
    return _path(conference, f"/items/{conference.items[0].id}{rest}")


def _come(browser: Browser, conference: Conference, person_id: UUID | None) -> None:
    send(browser, _item(conference, "/attendance"), person_id=str(person_id), here="1")


def test_the_chair_opens_a_convened_conference(
    session: Session, make: Make, chair: Person, as_person: AsPerson
) -> None:
    conference = make.convened(chair_id=chair.id, starts_at=NOON + timedelta(hours=1))
    make.seated(conference)
    browser = as_person(chair)
    page = text_of(browser.get(_path(conference)))
    assert "Open nu" in page
    assert "Toch nu openen?" not in page

    answer = send(browser, _path(conference, "/opening"))

    assert answer.location == _path(conference)
    assert session.get_one(Conference, conference.id).state is ConferenceState.IN_SESSION
    assert conference.items[0].opened_at is not None
    assert "Schrijf op" in text_of(browser.get(_path(conference)))


def test_a_pause_before_a_case_is_seen_at_the_table(
    session: Session, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    sitting.items[0].pause_minutes = 10
    session.add(sitting)
    session.flush()

    cases = soup(as_person(chair).get(_path(sitting))).select_one("#items, .items")

    assert cases
    assert "eerst 10 min pauze" in " ".join(cases.get_text().split())


def test_long_before_its_moment_the_chair_is_asked_whether_opening_is_meant(
    session: Session, make: Make, chair: Person, as_person: AsPerson
) -> None:
    conference = make.convened(chair_id=chair.id, starts_at=NOON + timedelta(days=7))
    browser = as_person(chair)

    unasked = send(browser, _path(conference, "/opening"))

    assert unasked.status_code == 422
    for page in (unasked, browser.get(_path(conference))):
        assert "Toch nu openen? Dit overleg begint pas di 17 feb, 13.00" in text_of(page)
    assert session.get_one(Conference, conference.id).state is ConferenceState.CONVENED

    [early] = soup(unasked).select("input[name=early]")
    send(browser, _path(conference, "/opening"), early=str(early["value"]))
    assert session.get_one(Conference, conference.id).state is ConferenceState.IN_SESSION


def test_who_left_too_soon_is_missed_where_the_sitting_is_ended(
    sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    browser = as_person(chair)
    seats = list(sitting.items[0].seats)
    for seat in seats:
        _come(browser, sitting, seat.holder_id)
    send(browser, _item(sitting, "/attendance"), person_id=str(seats[1].holder_id), here="0")

    assert "Deze stoelen waren niet aanwezig: OM." in text_of(browser.get(_path(sitting, "/end")))
    assert send(browser, _path(sitting, "/end")).status_code == 422
    send(browser, _path(sitting, "/end"), without_quorum="Gebeld.")
    assert "Het quorum was er niet: OM." in text_of(browser.get(_path(sitting)))


def test_presence_per_seat_gives_the_quorum(
    sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    browser = as_person(chair)
    assert "Nog geen quorum: wacht op Politie, OM" in text_of(browser.get(_path(sitting)))

    for seat in list(sitting.items[0].seats):
        _come(browser, sitting, seat.holder_id)

    assert "Het quorum is er" in text_of(browser.get(_path(sitting)))


def test_after_the_end_the_page_still_says_who_was_there(
    sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    browser = as_person(chair)
    police, _ = sitting.items[0].seats
    _come(browser, sitting, police.holder_id)
    send(browser, _path(sitting, "/end"), without_quorum="Spoed.")

    here = text_of(browser.get(_path(sitting)), "#here-region")

    assert "Wie er was 1 van 2" in here
    assert "Het quorum was er niet: OM." in here
    assert "Dennis Kok kwam om" in here
    assert here.count("Aanwezig") == 1


def test_htmx_gets_only_the_region_of_who_is_there(
    sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    holder_id = sitting.items[0].seats[0].holder_id

    answer = send(
        as_person(chair),
        _item(sitting, "/attendance"),
        htmx=True,
        person_id=str(holder_id),
        here="1",
    )

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'aria-pressed="true"' in answer.text


def test_a_note_a_decision_and_an_empty_line(
    session: Session, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    browser = as_person(chair)

    once = str(uuid4())
    for _ in range(2):
        send(browser, _item(sitting, "/notes"), text="Eerst dit", kind="note", once=once)
    send(browser, _item(sitting, "/notes"), text="Dan dat", kind="decision")
    empty = send(browser, _item(sitting, "/notes"), text="  ", kind="note")

    assert empty.status_code == 422
    assert sorted(session.exec(select(Note.text)).all()) == ["Dan dat", "Eerst dit"]
    page = text_of(browser.get(_path(sitting)), "#lines")
    assert "Besluit" in page
    assert "Eerst dit" in page


def test_a_stale_note_shows_both_texts_and_loses_neither(
    session: Session, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    note = meeting.write(session, sitting.items[0], "Eerste tekst", by=chair, now=NOON)
    browser = as_person(chair)
    path = _path(sitting, f"/notes/{note.id}")
    assert send(browser, path, text="Tweede tekst", version="1").status_code == 303

    answer = send(browser, path, text="Mijn tekst", version="1")

    assert answer.status_code == 409
    assert "Mijn tekst" in text_of(answer, ".versus")
    assert "Tweede tekst" in text_of(answer, ".versus")


def test_a_typed_line_becomes_an_action_with_an_owner_a_day_and_a_risk(
    session: Session, make: Make, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    item = sitting.items[0]
    risk = make.risk(session.get_one(Case, item.case_id))
    owner_id = item.seats[0].holder_id
    browser = as_person(chair)

    born = send(browser, _item(sitting, "/actions/new"), text="Slot vervangen")
    assert 'value="Slot vervangen"' in born.text
    answer = send(
        browser,
        _item(sitting, "/actions"),
        title="Slot vervangen",
        owner_id=str(owner_id),
        due_on="2026-02-13",
        risk_id=str(risk.id),
    )

    assert answer.status_code == 303
    action = session.exec(select(SafetyAction)).one()
    assert (action.title, action.owner_id, action.conference_id) == (
        "Slot vervangen",
        owner_id,
        sitting.id,
    )
    assert "Slot vervangen" in text_of(browser.get(_path(sitting)), "#actions")


def test_an_action_without_a_risk_comes_back_and_a_new_risk_can_be_named(
    session: Session, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    browser = as_person(chair)
    path = _item(sitting, "/actions")
    owner_id = str(sitting.items[0].seats[0].holder_id)

    without = send(browser, path, title="Slot vervangen", owner_id=owner_id, due_on="2026-02-13")
    named = send(
        browser,
        path,
        title="Slot vervangen",
        owner_id=owner_id,
        due_on="2026-02-13",
        risk_name="Terugkeer",
    )

    assert without.status_code == 422
    assert 'value="Slot vervangen"' in without.text
    assert "Kies een risico" in text_of(without, ".error-summary")
    assert named.status_code == 303
    assert len(session.exec(select(SafetyAction)).all()) == 1


def test_ending_without_the_quorum_asks_a_typed_reason(
    session: Session, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    browser = as_person(chair)
    assert "Waarom besluit u toch?" in text_of(browser.get(_path(sitting, "/end")))

    refused = send(browser, _path(sitting, "/end"))
    assert refused.status_code == 422
    ended = send(browser, _path(sitting, "/end"), without_quorum="Spoed: vannacht gevaar.")

    assert ended.status_code == 303
    held = session.get_one(Conference, sitting.id)
    assert (held.state, held.without_quorum) == (ConferenceState.HELD, "Spoed: vannacht gevaar.")


def test_adopted_minutes_can_be_read_and_not_changed(
    session: Session, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    browser = as_person(chair)
    send(browser, _item(sitting, "/notes"), text="Afgesproken", kind="decision")
    send(browser, _path(sitting, "/end"), without_quorum="Spoed.")

    send(browser, _path(sitting, "/adoption"))

    note = session.exec(select(Note)).one()
    assert session.get_one(Conference, sitting.id).adopted_at is not None
    again = send(browser, _path(sitting, f"/notes/{note.id}"), text="Anders", version="1")
    assert again.status_code in {404, 422}


def test_only_chair_and_coordinator_run_the_table(
    sitting: Conference, make: Make, as_person: AsPerson
) -> None:
    seated = make.seated(sitting)
    assert as_person(make.coordinator()).get(_path(sitting)).status_code == 200
    for person in (make.stranger(), seated, make.person(Role.JUDGE)):
        browser = as_person(person)
        assert browser.get(_path(sitting)).status_code == 404
        assert send(browser, _path(sitting, "/end")).status_code == 404
        assert send(browser, _item(sitting, "/notes"), text="x").status_code == 404


def test_reading_the_table_leaves_an_audit_row_of_the_case(
    session: Session, sitting: Conference, chair: Person, as_person: AsPerson
) -> None:
    as_person(chair).get(_path(sitting))

    rows = session.exec(
        select(AuditRecord).where(AuditRecord.case_id == sitting.items[0].case_id)
    ).all()
    assert {row.actor_id for row in rows} == {chair.id}
