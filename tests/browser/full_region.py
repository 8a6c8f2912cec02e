"""A region at its fullest: the demo amid its review, with every name as long as it fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import clock
from mdt.adapters.letters import Letters
from mdt.cases import closing
from mdt.conferences import (
    agenda,
    arrangements,
    cascade_turns,
    cascades,
    emergencies,
    lifecycle,
    meeting,
    standing,
)
from mdt.conferences.cascade_rows import Terms
from mdt.config import Settings
from mdt.demo import acts, merwestad, populier
from mdt.demo.stage import Stage
from mdt.feeds import addresses
from mdt.identity import links as one_time_links
from mdt.invitations import links, substitutes
from mdt.models import (
    ActionState,
    Case,
    CasePerson,
    Conference,
    ConferenceKind,
    ConferenceState,
    DutyPeriod,
    Every,
    FeedKind,
    Invitation,
    LinkPurpose,
    Membership,
    Note,
    NoteKind,
    OutboxMessage,
    PanelSeat,
    Person,
    PlaceKind,
    PlanHeading,
    PlanVersion,
    SafetyAction,
    SeatDomain,
)
from mdt.scheduling import duty_rosters
from tests.browser import (
    full_access,
    full_court,
    full_delivery,
    full_documents,
    full_inbox,
    full_poll,
    full_retention,
    full_session,
    full_subject,
    full_vault,
    long_names,
)
from tests.browser.long_names import SENTENCE
from tests.factories import Make

NOW = datetime(2026, 2, 19, 8, 49, tzinfo=UTC)
"""The review sits, one minute before it ends."""

ACTIONS = 40
DAY = timedelta(days=1)


@dataclass
class Region:
    """The region, who is who in it, and its rows by the name that addresses use."""

    people: Mapping[str, Person]
    keys: dict[str, UUID] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def build(session: Session, make: Make, settings: Settings) -> Region:
    """Return the region, with the portal's own clock at NOW and its mail in the demo's folder."""
    clock.shift(NOW - clock.now() + clock.offset())
    world = merwestad.set_up(session, now=NOW - 40 * DAY)
    stage = populier.play(session, world, shift=timedelta(0), until=NOW)
    full = Region(world.people)
    _prepare(stage, "draft", None)
    _prepare(stage, "next", "02-26 13:00")
    _prepare(stage, "polled", None)
    _hold_last(stage)
    _write_down(stage)
    full.keys["case_id:closed"] = _close_one(stage).id
    _add_actions(session, make, stage)
    _go_on_duty(stage, full)
    _let_others_take_over(make, stage)
    _let_it_sit(session, stage, full)
    long_names.give(session)
    _name_rows(session, stage, full)
    full.keys["incident_id"] = _note_incidents(make, stage)
    full.keys |= full_retention.pass_terms(
        make, stage.person(acts.COORDINATOR), stage.person("hanneke"), now=NOW, **_keepers(stage)
    )
    _ask_and_propose(session, settings, full)
    _lose_a_seat(session, stage, full)
    _call_for_help(session, make, stage, full)
    full.texts["name"] = FeedKind.CONFERENCES
    addresses.make(session, stage.person("samira"), FeedKind.CONFERENCES, "samira", now=NOW)
    session.flush()
    _deliver(session, settings)
    mail = full_inbox.fill(session, settings, by=stage.person(acts.COORDINATOR), now=NOW)
    full.keys |= {
        "domain_id": full_delivery.fail(session, now=NOW),
        "mail_id": mail.id,
        **full_documents.attach(
            session, full.keys["item_id:next"], by=stage.person(acts.COORDINATOR), now=NOW
        ),
        **full_subject.ask(make, full.keys["case_id"], stage.person("hanneke"), now=NOW),
        "conference_id:session": full_session.plan(
            session, world.region.id, world.people, by=stage.person(acts.COORDINATOR), now=NOW
        ),
        "value_id:sealed": full_vault.keep(session, by=stage.person("samira"), now=NOW),
    }
    full_access.break_glass(make, stage.person("femke"), full.keys, now=NOW)
    session.commit()
    return full


def _prepare(stage: Stage, key: str, starts: str | None) -> None:
    """Prepare one more conference on a case of its own; convene it when it has a moment."""
    stage.cases[key] = _another_case(stage, f"MW-2026-9{len(stage.cases):02}")
    terms = agenda.Terms(question=f"{SENTENCE}?", minutes=60)
    acts.draft(stage, NOW, key=key, kind=ConferenceKind.FIRST, case=key, terms=terms)
    by, conference = stage.person(acts.COORDINATOR), stage.conferences[key]
    arrangements.change(
        stage.session,
        conference,
        arrangements.Arrangements(
            kind=ConferenceKind.FIRST,
            place_kind=PlaceKind.ROOM,
            room_id=stage.world.room.id,
            chair_id=stage.person(acts.CHAIR).id,
        ),
        version=conference.version,
        by=by,
        now=NOW,
    )
    agenda.add(stage.session, conference, stage.cases[populier.CASE], terms, by=by, now=NOW)
    if starts:
        acts.convene(stage, NOW, key=key, starts=starts)


def _hold_last(stage: Stage) -> None:
    """Hold a conference after which nobody planned the next."""
    _prepare(stage, "last", None)
    last = stage.conferences["last"]
    last.state, last.starts_at, last.held_at = ConferenceState.HELD, NOW - 9 * DAY, NOW - 9 * DAY


def _another_case(stage: Stage, reference: str) -> Case:
    make = Make(stage.session, NOW)
    make._region = stage.world.region  # noqa: SLF001 - the demo's own region
    return make.case(reference=reference, **_keepers(stage))


def _keepers(stage: Stage) -> dict[str, UUID]:
    """Return what a case of the region needs, by column."""
    return {
        "region_id": stage.world.region.id,
        "lead_id": stage.person("ruud").id,
        "victim_contact_id": stage.person("lotte").id,
    }


def _close_one(stage: Stage) -> Case:
    """Return a case that is over."""
    case, by = _another_case(stage, "MW-2026-800"), stage.person(acts.COORDINATOR)
    closing.close(stage.session, case, version=case.version, by=by, now=NOW)
    return case


def _write_down(stage: Stage) -> None:
    [item] = stage.conferences[populier.REVIEW].items
    for kind in NoteKind:
        meeting.write(
            stage.session, item, SENTENCE, kind, by=stage.person(acts.CHAIR), now=NOW - DAY / 400
        )


def _add_actions(session: Session, make: Make, stage: Stage) -> None:
    case, owners = stage.cases[populier.CASE], list(stage.world.people.values())[2:14]
    for number in range(ACTIONS):
        late_after = NOW + (number - 10) * DAY / 4
        make.action(
            case,
            owners[number % len(owners)],
            title=SENTENCE if number % 3 == 0 else f"Actie {number}",
            heading=list(PlanHeading)[number % 5],
            state=list(ActionState)[number % 4],
            remark=SENTENCE if number % 4 == 3 else "",
            risk_id=stage.risks[populier.CASE, "gap"].id,
            due_at=late_after,
            late_after=late_after,
        )
    session.flush()


def _note_incidents(make: Make, stage: Stage) -> UUID:
    """Note what happened, the last of it by mistake; return the first."""
    case, ban = stage.cases[populier.CASE], stage.measures["house_ban"]
    terms: dict[str, Any] = {"noted_at": NOW, "noted_by_id": stage.person(acts.COORDINATOR).id}
    night = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    first = make.incident(case, happened_at=night, what=SENTENCE, measure_id=ban.id, **terms)
    make.incident(case, happened_at=night + timedelta(hours=1), **terms)
    make.incident(case, happened_at=NOW - DAY, withdrawn_at=NOW, **terms)
    return first.id


def _go_on_duty(stage: Stage, full: Region) -> None:
    """Let the police take turns, week after week."""
    terms = duty_rosters.Terms(
        first_on=NOW.date(),
        hands_over=time(9),
        hours=None,
        people=[stage.person("dennis").id, stage.person("petra").id],
    )
    police = stage.world.organisations[SeatDomain.POLICE]
    full.keys["roster_id"] = duty_rosters.set_up(
        stage.session,
        police,
        SeatDomain.POLICE,
        DutyPeriod.ALWAYS,
        terms,
        by=stage.person("wout"),
        now=NOW,
    ).id


def _let_others_take_over(make: Make, stage: Stage) -> None:
    """Let two organisations of another region take over the seat of the police."""
    elsewhere = make.another_region()
    for rank in range(2):
        police = make.organisation(SeatDomain.POLICE, region_id=elsewhere.id)
        make.fallback(police, region_id=stage.world.region.id, rank=rank)


def _let_it_sit(session: Session, stage: Stage, full: Region) -> None:
    """Let the standing table sit every week, and one turn of it another day."""
    by, first_on = stage.person(acts.COORDINATOR), NOW.date() + 5 * DAY
    terms = standing.RhythmTerms(
        every=Every.WEEK,
        first_on=first_on,
        starts=time(10),
        minutes=120,
        room_id=stage.world.room.id,
        most_cases=3,
        cutoff_days=2,
        cutoff_at=time(12),
    )
    panel = stage.world.panel
    standing.set_rhythm(session, panel, terms, by=by, now=NOW)
    standing.move(session, panel, first_on + 7 * DAY, NOW + 13 * DAY, by=by, now=NOW)
    standing.call_off(session, panel, first_on + 14 * DAY, by=by, now=NOW)
    full.keys |= full_court.sit(session, stage.cases[populier.CASE], by=by, now=NOW)
    full.texts["day"] = (first_on + 7 * DAY).isoformat()


def _name_rows(session: Session, stage: Stage, full: Region) -> None:
    """Keep the rows by the name of the parameter, and after a colon by what they are for."""
    world, case = stage.world, stage.cases[populier.CASE]
    for name, conference in stage.conferences.items():
        full.keys |= _of_conference(session, name, conference)
    for name, kind in {"version_id": PlanVersion, "seat_id:panel": PanelSeat}.items():
        full.keys[name] = session.exec(select(kind.id)).first()  # type: ignore[attr-defined,assignment]
    iris = stage.person("iris")
    wish = Make(session, NOW).account_wish(iris, region_id=world.region.id)
    full.keys["wish_id"] = wish.id
    full.keys["passkey_id"] = Make(session, NOW).passkey(stage.person("samira")).id
    action = session.exec(select(SafetyAction).where(SafetyAction.state != ActionState.DONE))
    full.keys |= {
        "action_id": action.first().id,  # type: ignore[union-attr]
        "action_id:own": _own_action(session, stage.person("dennis")),
        "case_id": case.id,
        "measure_id": stage.measures["house_ban"].id,
        "organisation_id": world.organisations[SeatDomain.POLICE].id,
        "organisation_id:court": world.organisations[SeatDomain.JUDICIARY].id,
        **_in_a_unit(session, stage.person("dennis")),
        "panel_id": world.panel.id,
        "person_id": stage.person("dennis").id,
        "person_id:case": session.exec(select(CasePerson.id)).first(),  # type: ignore[dict-item]
        "region_id": world.region.id,
        "risk_id": stage.risks[populier.CASE, "stalking"].id,
        "room_id": world.room.id,
    }


def _in_a_unit(session: Session, person: Person) -> dict[str, UUID]:
    """Return a membership in a unit, and the unit."""
    post = session.exec(select(Membership).where(Membership.person_id == person.id)).one()
    return {"membership_id": post.id, "unit_id": post.unit_id}  # type: ignore[dict-item]


def _own_action(session: Session, owner: Person) -> UUID:
    waits = col(SafetyAction.state).in_((ActionState.OPEN, ActionState.BUSY))
    rows = select(SafetyAction.id).where(SafetyAction.owner_id == owner.id, waits)
    return session.exec(rows).all()[0]


def _of_conference(session: Session, name: str, conference: Conference) -> dict[str, UUID]:
    item = conference.items[0]
    invitation = select(Invitation).where(Invitation.conference_id == conference.id)
    note = session.exec(select(Note).where(Note.item_id == item.id)).first()
    asked = session.exec(invitation).first()
    found = {
        "conference_id": conference.id,
        "item_id": item.id,
        "seat_id": item.seats[0].id,
        "invitation_id": asked.id if asked else None,
        "note_id": note.id if note else None,
    }
    return {f"{key}:{name}": value for key, value in found.items() if value}


def _ask_and_propose(session: Session, settings: Settings, full: Region) -> None:
    """Let one link of each kind be open, and one invitee propose somebody else."""
    asked = select(Invitation).where(Invitation.conference_id == full.keys["conference_id:next"])
    for one in session.exec(asked):
        if one.person_id == full.people["hester"].id:
            full.keys["invitation_id:hester"] = one.id
            full.keys["seat_id:judge"] = full_court.come(session, one, now=NOW)
        if one.person_id == full.people["dennis"].id:
            full.keys["invitation_id:dennis"] = one.id
            full.texts["locator"] = links.locator(one, settings.secret_key)
            substitutes.propose(session, one, "petra@merwestad.example", now=NOW)
    for purpose, key in ((LinkPurpose.FIRST_SIGN_IN, "petra"), (LinkPurpose.RECOVERY, "tim")):
        link = one_time_links.issue(
            session,
            full.people[key],
            purpose,
            secret=settings.secret_key,
            by=full.people["wout"],
            now=NOW,
        )
        full.keys[f"link_id:{purpose}"] = link.id
        full.texts[f"token:{purpose}"] = one_time_links.token(settings.secret_key, link.id)
    full_poll.ask(session, full, settings.secret_key)


def _lose_a_seat(session: Session, stage: Stage, full: Region) -> None:
    """Let one seat of the next conference look for somebody else, with one who is asked."""
    conference = stage.conferences["next"]
    seat = next(one for one in conference.items[0].seats if one.domain is SeatDomain.POLICE)
    by = stage.person(acts.COORDINATOR)
    row = cascades.start(session, seat, Terms(1, 120), by=by, now=NOW)
    cascade_turns.advance(session, row, now=NOW)
    full.keys["seat_id:lost"] = seat.id


def _call_for_help(session: Session, make: Make, stage: Stage, full: Region) -> None:
    """Let there be two emergencies: one to convene, and one to which everybody was asked."""
    by = stage.person(acts.COORDINATOR)
    lead = stage.person("ruud").id
    for key in ("urgent", "asked"):
        case = make.case(region_id=stage.world.region.id, lead_id=lead, victim_contact_id=lead)
        conference = emergencies.draft(
            session,
            case,
            agenda.Terms(question=f"{SENTENCE}?", minutes=45),
            stage.world.panel,
            signal_at=NOW,
            by=by,
            now=NOW,
        )
        full.keys[f"conference_id:{key}"] = conference.id
    police = next(one for one in conference.items[0].seats if one.domain is SeatDomain.POLICE)
    holders = {police.id: stage.person("dennis").id}
    lifecycle.convene(session, conference, NOW + DAY / 2, holders=holders, by=by, now=NOW)


def _deliver(session: Session, settings: Settings) -> None:
    settings.catcher_dir.mkdir(parents=True, exist_ok=True)
    letters = Letters(settings)
    for number, message in enumerate(session.exec(select(OutboxMessage))):
        path = settings.catcher_dir / f"20260219T0849{number:08}-{number:08x}.eml"
        path.write_bytes(letters.compose(session, message).content)
