"""Pages of mdt.blueprints.seats."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session, select

from mdt.models import ConferenceState, PartKind, PlaceKind, Seat, SeatDomain, SeatFill
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

TOMORROW = NOON + timedelta(days=1)


def path_of(seat: Seat) -> str:
    return f"/conferences/{seat.item.conference_id}/seats/{seat.id}"


def test_a_seat_offers_its_deputy_first_and_not_who_holds_it(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)
    other = cast.someone(make, SeatDomain.POLICE)

    page = as_person(at.coordinator).get(path_of(seat))

    values = [field["value"] for field in soup(page).select("input[name=person_id]")]
    assert values == [str(at.deputy.id), str(other.id)]
    assert "vervanger" in text_of(page, ".people-grid")
    assert f"Nu zit hier {at.people[SeatDomain.POLICE].name}" in text_of(page, "#holder")


def test_somebody_else_gets_the_seat(session: Session, make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)
    browser, seen = as_person(at.coordinator), str(seat.holder_id)

    answer = send(browser, f"{path_of(seat)}/holder", person_id=str(at.deputy.id), seen=seen)

    session.refresh(seat)
    assert seat.holder_id == at.deputy.id
    assert f"{at.deputy.name} heeft nu deze stoel." in text_of(browser.get(answer.location))


def test_whom_the_portal_chose_is_kept_with_one_click(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)
    seat.fill, seat.is_drawn = SeatFill.ORGANISATION, True
    session.commit()
    browser = as_person(at.coordinator)
    form = soup(browser.get(path_of(seat))).select("#holder form")[0]
    sent = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}

    send(browser, str(form["action"]), seen=sent["seen"], person_id=sent["person_id"])

    session.refresh(seat)
    assert (seat.holder_id, seat.is_drawn) == (at.people[SeatDomain.POLICE].id, False)
    assert "Houd deze persoon" not in browser.get(path_of(seat)).text


def test_a_choice_of_nobody_or_by_a_stale_page_comes_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)
    browser, holder = as_person(at.coordinator), seat.holder_id

    nobody = send(browser, f"{path_of(seat)}/holder", seen=str(holder))
    stale = send(browser, f"{path_of(seat)}/holder", person_id=str(at.deputy.id), seen="")
    unknown = send(browser, f"{path_of(seat)}/holder", person_id=str(uuid4()))
    left = send(browser, f"{path_of(seat)}/release", seen=str(at.deputy.id))

    assert (nobody.status_code, stale.status_code, unknown.status_code) == (422, 409, 404)
    assert "Kies wie hier komt te zitten." in text_of(nobody, ".error-summary")
    assert "Iemand anders heeft dit net gewijzigd" in text_of(stale, ".error-summary")
    assert soup(stale).select_one(f"input[name=person_id][value='{at.deputy.id}'][checked]")
    assert left.status_code == 409
    session.refresh(seat)
    assert seat.holder_id == holder


def test_who_is_elsewhere_then_is_refused_with_the_reason(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW
    make.seated(make.convened(starts_at=TOMORROW), at.deputy)
    seat = seat_of(conference, SeatDomain.POLICE)
    seen = str(seat.holder_id)

    answer = send(
        as_person(at.coordinator),
        f"{path_of(seat)}/holder",
        person_id=str(at.deputy.id),
        seen=seen,
    )

    assert answer.status_code == 409
    assert "al bij een ander overleg gevraagd" in text_of(answer, ".error-summary")
    session.refresh(seat)
    assert str(seat.holder_id) == seen


def test_who_has_too_far_to_go_is_refused_with_the_reason(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    make.region.travel_minutes = 40
    conference = cast.draft(make, at)
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW
    conference.place_kind, conference.room_id = PlaceKind.ROOM, make.room().id
    after = make.convened(
        starts_at=TOMORROW + timedelta(minutes=45),
        place_kind=PlaceKind.ROOM,
        room_id=make.room().id,
    )
    make.seated(after, at.deputy)
    seat = seat_of(conference, SeatDomain.POLICE)

    answer = send(
        as_person(at.coordinator),
        f"{path_of(seat)}/holder",
        person_id=str(at.deputy.id),
        seen=str(seat.holder_id),
    )

    assert answer.status_code == 409
    said = text_of(answer, ".error-summary")
    assert "kan niet op tijd van of naar een andere zaal" in said


def test_a_seat_is_left_empty_but_not_one_of_the_quorum_once_people_are_asked(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    seat = seat_of(conference, SeatDomain.OM)
    browser, seen = as_person(at.coordinator), str(seat.holder_id)
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW

    refused = send(browser, f"{path_of(seat)}/release", seen=seen)
    conference.state = ConferenceState.DRAFT
    answer = send(browser, f"{path_of(seat)}/release", seen=seen)

    assert refused.status_code == 422
    assert "kan het overleg niet doorgaan: OM." in text_of(refused, ".error-summary")
    assert answer.status_code == 303
    session.refresh(seat)
    assert seat.holder_id is None


def test_what_a_seat_counts_for_is_changed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.JUDICIARY)
    browser = as_person(at.coordinator)

    page = browser.get(path_of(seat))
    send(browser, f"{path_of(seat)}/duties", quorum="1", parts=["procedures", "telling"], version=1)

    assert soup(page).select_one("input[name=parts][value=procedures][checked]")
    session.expire_all()
    kinds = {part.id: part.kind for part in seat.item.parts}
    assert (seat.quorum, seat.required) == (True, True)
    held = {kinds[row.part_id] for row in seat.parts}
    assert held == {PartKind.PROCEDURES, PartKind.TELLING}


def test_a_seat_is_added_and_then_filled(session: Session, make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    probation = make.organisation(SeatDomain.PROBATION)
    browser = as_person(at.coordinator)
    path = f"/conferences/{item.conference_id}/items/{item.id}/seats"

    page = browser.get(f"{path}/new")
    answer = send(
        browser, path, domain="probation", organisation_id=str(probation.id), required="1"
    )
    odd = send(browser, path, domain="om", organisation_id=str(probation.id))
    bare = send(browser, path)

    assert "Reclassering" in text_of(page, "select[name=domain]")
    seat = session.exec(select(Seat).where(Seat.domain == SeatDomain.PROBATION)).one()
    assert answer.location == path_of(seat)
    assert (seat.organisation_id, seat.required, seat.quorum) == (probation.id, True, False)
    assert (odd.status_code, bare.status_code) == (422, 422)
    assert "hoort niet bij deze stoel" in text_of(odd, ".error-summary")
    assert "Kies wie hier moet zitten." in text_of(bare, ".error-summary")
    assert "verder niemand" in text_of(browser.get(answer.location), "#holder")


def test_a_seat_is_taken_away(session: Session, make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    seat = seat_of(conference, SeatDomain.VLAW)
    browser = as_person(at.coordinator)

    send(browser, f"{path_of(seat)}/removal")

    session.expire_all()
    assert SeatDomain.VLAW not in {one.domain for one in conference.items[0].seats}


def test_a_seat_is_found_under_its_own_conference_only(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    seat, other = seat_of(cast.draft(make, at), SeatDomain.OM), cast.draft(make, at)

    path = f"/conferences/{other.id}/seats/{seat.id}"

    assert as_person(at.coordinator).get(path).status_code == 404


def test_only_a_coordinator_of_the_region_sees_and_changes_seats(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.OM)
    new = f"/conferences/{seat.item.conference_id}/items/{seat.item_id}/seats"
    path = path_of(seat)

    for person in (make.stranger(), make.person(), at.chair):
        browser = as_person(person)
        for page in (path, f"{new}/new"):
            assert browser.get(page).status_code == 404
        for verb in ("holder", "release", "duties", "removal"):
            assert send(browser, f"{path}/{verb}").status_code == 404
        assert send(browser, new, domain="om").status_code == 404


def test_once_the_table_sits_the_page_says_that_seats_stay(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    conference.state, conference.starts_at = ConferenceState.IN_SESSION, NOON
    seat = seat_of(conference, SeatDomain.OM)

    page = as_person(at.coordinator).get(path_of(seat))

    assert "kan niet meer veranderen" in text_of(page, ".notice")
    assert not soup(page).select("main form")
