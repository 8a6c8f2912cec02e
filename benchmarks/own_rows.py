"""What the viewers of the measured pages call their own: the same rows in a region of any size.

A coordinator with two sittings today, four more this week, two in preparation, one without final
minutes and one that is done; a case with a table of 13 seats and a plan of 40 actions; late actions
in other cases. A professional who holds a seat at each of those tables and has actions among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from benchmarks import own_plan
from benchmarks.cast import DAY, HOUR, NOW, TABLE, Cast
from benchmarks.rows import Rows
from mdt.conferences import parts
from mdt.models import (
    AgendaItem,
    AgendaPart,
    Answer,
    Case,
    CasePerson,
    CaseRole,
    Channel,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Language,
    MessageKind,
    Method,
    OutboxMessage,
    OutboxState,
    PartKind,
    Regime,
    Reply,
    Seat,
    SeatDomain,
    SeatPart,
)

CONFERENCES = 10
"""How many sittings are added here."""

QUORUM = 4
REPLIES = (*[Reply.YES] * 8, Reply.MAYBE, Reply.MAYBE, None, None, Reply.NO)
ALIASES = ("Populier", "Egelantier", "Waterlelie", "Kornoelje", "Zilverspar", "Lijsterbes", "Iep")


@dataclass(frozen=True)
class Own:
    """The rows whose pages are measured."""

    case_id: UUID
    conference_id: UUID


def add(rows: Rows, cast: Cast) -> Own:
    """Add everything that the viewers call their own."""
    cases = [_case(rows, cast, number, alias) for number, alias in enumerate(ALIASES)]
    conference_id = _sitting(rows, cast, cases[0], TABLE, NOW + 4 * HOUR)
    _sitting(rows, cast, cases[1], TABLE[:6], NOW + 6 * HOUR)
    for number, case_id in enumerate(cases[2:6]):
        at = NOW + (1 + number // 2) * DAY + number % 2 * 3 * HOUR
        _sitting(rows, cast, case_id, TABLE[:QUORUM], at)
    for case_id in cases[4:6]:
        _sitting(rows, cast, case_id, TABLE[:QUORUM], None)
    for weeks in (0, 3):
        _sitting(rows, cast, cases[6], TABLE[:QUORUM], NOW - 2 * DAY - 7 * weeks * DAY)
    own_plan.add(rows, cast, cases)
    return Own(cases[0], conference_id)


def _case(rows: Rows, cast: Cast, number: int, alias: str) -> UUID:
    case_id = rows.add(
        Case,
        region_id=cast.region_id,
        alias=alias,
        reference=f"MW-2026-{number:03}",
        regime=Regime.WGS_ZVH,
        lead_id=cast.holders[SeatDomain.VT],
        victim_contact_id=cast.holders[SeatDomain.SHN],
        opened_at=NOW - 60 * DAY,
    )
    for role in (CaseRole.VICTIM, CaseRole.SUSPECT, CaseRole.CHILD):
        rows.add(CasePerson, case_id=case_id, case_role=role, name=f"Persoon van {alias}")
    return case_id


def _sitting(
    rows: Rows, cast: Cast, case_id: UUID, table: Sequence[SeatDomain], at: datetime | None
) -> UUID:
    """Add a sitting on one case: in preparation without a moment, held when it lies behind us."""
    is_asked = at is not None
    state = ConferenceState.CONVENED if is_asked else ConferenceState.DRAFT
    conference_id = rows.add(
        Conference,
        region_id=cast.region_id,
        kind=ConferenceKind.REVIEW,
        regime=Regime.WGS_ZVH,
        state=ConferenceState.HELD if at and at < NOW else state,
        starts_at=at,
        minutes=45,
        video_url="https://video.partner.example/tafel",
        chair_id=cast.chair_id,
        coordinator_id=cast.coordinator_id,
        created_at=NOW - 20 * DAY,
        convened_at=NOW - 14 * DAY if is_asked else None,
        opened_at=at if at and at < NOW else None,
        held_at=at + HOUR if at and at < NOW else None,
        adopted_at=at + 7 * DAY if at and at + 7 * DAY < NOW else None,
    )
    item_id = rows.add(
        AgendaItem,
        conference_id=conference_id,
        case_id=case_id,
        question="Is zij vannacht veilig, en wat is daarvoor nog nodig van wie aan deze tafel zit?",
        minutes=45,
    )
    procedures = _parts(rows, item_id)
    for position, domain in enumerate(table):
        _seat(rows, cast, (item_id, case_id, procedures), position, domain)
        if at is not None:
            _invitation(rows, conference_id, cast.holders[domain], at, REPLIES[position])
    return conference_id


def _parts(rows: Rows, item_id: UUID) -> UUID:
    """Add the usual parts and return the one that the judge is asked for."""
    added = {
        kind: rows.add(AgendaPart, item_id=item_id, kind=kind, minutes=minutes, position=position)
        for position, (kind, minutes) in enumerate(parts.USUAL.items())
    }
    return added[PartKind.PROCEDURES]


def _seat(
    rows: Rows, cast: Cast, place: tuple[UUID, UUID, UUID], position: int, domain: SeatDomain
) -> None:
    item_id, case_id, procedures = place
    seat_id = rows.add(
        Seat,
        item_id=item_id,
        case_id=case_id,
        domain=domain,
        organisation_id=cast.organisations[domain],
        quorum=position < QUORUM,
        position=position,
        holder_id=cast.holders[domain],
    )
    if domain is SeatDomain.JUDICIARY:
        rows.add(SeatPart, seat_id=seat_id, part_id=procedures)


def _invitation(
    rows: Rows, conference_id: UUID, person_id: UUID, at: datetime, reply: Reply | None
) -> None:
    uid, owed_at = rows.text_key(), NOW - 14 * DAY
    invitation_id = rows.add(
        Invitation,
        conference_id=conference_id,
        person_id=person_id,
        uid=uid,
        public_key=rows.text_key(),
        reply_token=rows.text_key(),
        stamped_at=owed_at,
        starts_at=at,
        ends_at=at + 45 * HOUR / 60,
        reply=reply,
        replied_at=NOW - 10 * DAY if reply else None,
    )
    if reply:
        rows.add(
            Answer,
            invitation_id=invitation_id,
            reply=reply,
            channel=Channel.LINK,
            sequence=0,
            at=NOW - 10 * DAY,
        )
    rows.add(
        OutboxMessage,
        kind=MessageKind.INVITATION,
        dedupe=rows.text_key(),
        person_id=person_id,
        conference_id=conference_id,
        invitation_id=invitation_id,
        message_id=f"<{uid}@portaal.example>",
        language=Language.NL,
        method=Method.REQUEST,
        uid=uid,
        stamped_at=owed_at,
        state=OutboxState.SENT,
        created_at=owed_at,
        due_at=owed_at,
        attempts=1,
        sent_at=owed_at,
    )
