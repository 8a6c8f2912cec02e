"""Make: rows for tests, each with the least that its rule needs.

Every method adds its row to the session and flushes; names are invented. A method's
keyword arguments override any column.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from mdt.models import (
    AccountWish,
    ActionState,
    AgendaItem,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    CourtBlock,
    EmergencyAccess,
    Incident,
    Invitation,
    Language,
    Membership,
    MessageKind,
    Organisation,
    OutboxMessage,
    Panel,
    PanelDeputy,
    PanelSeat,
    Passkey,
    Person,
    PlanHeading,
    Regime,
    Region,
    Risk,
    Role,
    Room,
    SafetyAction,
    Seat,
    SeatDomain,
    SeatFallback,
    Unit,
    Visit,
    Wall,
    WishState,
)

Row = TypeVar("Row", bound=SQLModel)


class Make:
    """The standing cast and the rows around them, at one instant."""

    def __init__(self, session: Session, now: datetime) -> None:
        """Make rows in session, all dated now."""
        self.session = session
        self.now = now
        self._numbers = count(1)
        self._region: Region | None = None

    def add(self, row: Row) -> Row:
        """Add any row and flush."""
        self.session.add(row)
        self.session.flush()
        return row

    @property
    def region(self) -> Region:
        """The one region that everything belongs to unless told otherwise."""
        if self._region is None:
            self._region = self.add(Region(name=f"Regio {next(self._numbers)}"))
        return self._region

    def organisation(self, domain: SeatDomain = SeatDomain.PROCESS, **columns: Any) -> Organisation:
        values: dict[str, Any] = {
            "region_id": self.region.id,
            "name": f"Organisatie {next(self._numbers)}",
        } | columns
        return self.add(Organisation(domain=domain, **values))

    def account_wish(self, person: Person, **columns: Any) -> AccountWish:
        """Return that the person asked for an account just now, in this region."""
        values: dict[str, Any] = {
            "region_id": self.region.id,
            "state": WishState.ASKED,
            "said_at": self.now,
        } | columns
        return self.add(AccountWish(person_id=person.id, **values))

    def visit(self, invitation: Invitation, **columns: Any) -> Visit:
        """Return that the invitee came in with a code, and left again."""
        values: dict[str, Any] = {
            "key_hash": f"{next(self._numbers)}",
            "link_key": invitation.public_key,
            "asked_sequence": invitation.asked_sequence,
            "admitted_at": self.now,
            "seen_at": self.now,
            "ended_at": self.now,
        } | columns
        return self.add(Visit(invitation_id=invitation.id, **values))

    def court_block(self, court: Organisation, **columns: Any) -> CourtBlock:
        """Return half an hour every Tuesday, since the day of now."""
        values: dict[str, Any] = {
            "weekday": 1,
            "starts": time(12, 30),
            "ends": time(13),
            "from_on": self.now.date(),
        } | columns
        return self.add(CourtBlock(organisation_id=court.id, **values))

    def fallback(self, organisation: Organisation | None = None, **columns: Any) -> SeatFallback:
        """Return the organisation, else one of another region, taking over in this region."""
        organisation = organisation or self.organisation(region_id=self.another_region().id)
        values: dict[str, Any] = {"region_id": self.region.id} | columns
        return self.add(SeatFallback(organisation_id=organisation.id, **values))

    def person(
        self,
        role: Role | None = Role.PROFESSIONAL,
        organisation: Organisation | None = None,
        **columns: Any,
    ) -> Person:
        """Return someone with a running membership in that role; a guest when role is None."""
        number = next(self._numbers)
        values: dict[str, Any] = {
            "name": f"Persoon {number}",
            "mail": f"p{number}@partner.example",
        } | columns
        person = self.add(Person(**values))
        if role is not None:
            organisation = organisation or self.organisation()
            self.add(
                Membership(
                    person_id=person.id,
                    organisation_id=organisation.id,
                    role=role,
                    from_at=self.now - timedelta(days=365),
                )
            )
        return person

    def coordinator(self) -> Person:
        return self.person(Role.COORDINATOR)

    def another_region(self) -> Region:
        return self.add(Region(name=f"Elders {next(self._numbers)}"))

    def stranger(self) -> Person:
        """Return a professional of another region: signed in, and nothing of this is theirs."""
        return self.person(organisation=self.organisation(region_id=self.another_region().id))

    def case(self, **columns: Any) -> Case:
        number = next(self._numbers)
        values: dict[str, Any] = {
            "region_id": self.region.id,
            "alias": f"Boom {number}",
            "reference": f"MW-2026-{number:03}",
            "regime": Regime.WGS_ZVH,
            "opened_at": self.now,
        } | columns
        for keeper in ("lead_id", "victim_contact_id"):
            if keeper not in values:
                values[keeper] = self.person().id
        return self.add(Case(**values))

    def unit(self, organisation: Organisation | None = None, **columns: Any) -> Unit:
        """Return a unit of the organisation, or of one of its own."""
        organisation = organisation or self.organisation()
        values: dict[str, Any] = {"name": f"Afdeling {next(self._numbers)}"} | columns
        return self.add(Unit(organisation_id=organisation.id, **values))

    def wall(self, case: Case, whom: Organisation | Unit | Person, **columns: Any) -> Wall:
        """Return a wall around the case, set now."""
        kind = {Person: "person_id", Unit: "unit_id"}.get(type(whom), "organisation_id")
        values: dict[str, Any] = {kind: whom.id, "set_at": self.now} | columns
        values["set_by_id"] = values.get("set_by_id") or self.coordinator().id
        return self.add(Wall(case_id=case.id, **values))

    def emergency_access(self, case: Case, person: Person, **columns: Any) -> EmergencyAccess:
        """Return that the person broke the glass of the case now."""
        values: dict[str, Any] = {
            "reason": "Zij belt: hij staat voor de deur.",
            "opened_at": self.now,
            "until_at": self.now + timedelta(hours=1),
        } | columns
        return self.add(EmergencyAccess(case_id=case.id, person_id=person.id, **values))

    def risk(self, case: Case, **columns: Any) -> Risk:
        values: dict[str, Any] = {"name": "dreiging"} | columns
        return self.add(Risk(case_id=case.id, **values))

    def incident(self, case: Case, **columns: Any) -> Incident:
        """Return something that happened just now, noted by the coordinator."""
        values: dict[str, Any] = {
            "happened_at": self.now,
            "what": "Hij stond voor de deur.",
            "noted_at": self.now,
        } | columns
        values["noted_by_id"] = values.get("noted_by_id") or self.coordinator().id
        return self.add(Incident(case_id=case.id, **values))

    def conference(self, case: Case | None = None, **columns: Any) -> Conference:
        """Return a draft sitting with one item (question and case) and no seats."""
        values: dict[str, Any] = {
            "region_id": self.region.id,
            "kind": ConferenceKind.FIRST,
            "regime": Regime.WGS_ZVH,
            "created_at": self.now,
        } | columns
        values["coordinator_id"] = values.get("coordinator_id") or self.coordinator().id
        if values.get("state") is ConferenceState.HELD:
            values.setdefault("held_at", values.get("starts_at"))
        conference = self.add(Conference(**values))
        self.item(conference, case or self.case())
        return conference

    def convened(self, case: Case | None = None, **columns: Any) -> Conference:
        """Return a sitting convened for tomorrow at this hour."""
        return self.conference(
            case,
            **{
                "state": ConferenceState.CONVENED,
                "starts_at": self.now + timedelta(days=1),
                "convened_at": self.now,
            }
            | columns,
        )

    def item(self, conference: Conference, case: Case, **columns: Any) -> AgendaItem:
        values: dict[str, Any] = {
            "question": "Is zij vannacht veilig?",
            "minutes": conference.minutes,
            "position": len(conference.items),
        } | columns
        item = self.add(AgendaItem(conference_id=conference.id, case_id=case.id, **values))
        self.session.refresh(conference)
        return item

    def seat(
        self,
        conference: Conference,
        holder: Person | None = None,
        item: AgendaItem | None = None,
        **columns: Any,
    ) -> Seat:
        """Return a required quorum seat at the item, else the first one; see also seated()."""
        item = item or conference.items[0]
        values: dict[str, Any] = {
            "domain": SeatDomain.POLICE,
            "required": True,
            "quorum": True,
            "position": len(item.seats),
        } | columns
        seat = Seat(
            item_id=item.id, case_id=item.case_id, holder_id=holder.id if holder else None, **values
        )
        self.add(seat)
        self.session.refresh(item)
        return seat

    def seated(
        self, conference: Conference, person: Person | None = None, **columns: Any
    ) -> Person:
        """Return person (or someone new) on a seat of a convened conference, invited."""
        person = person or self.person()
        self.seat(conference, person, **columns)
        self.invitation(conference, person)
        return person

    def invitation(self, conference: Conference, person: Person, **columns: Any) -> Invitation:
        starts_at = conference.starts_at or self.now + timedelta(days=1)
        values: dict[str, Any] = {
            "conference_id": conference.id,
            "person_id": person.id,
            "stamped_at": self.now,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=conference.minutes),
            "place": conference.place_kind.value,
        } | columns
        return self.add(Invitation(**values))

    def message(self, person: Person | None = None, **columns: Any) -> OutboxMessage:
        """Return a message that is due now."""
        number = next(self._numbers)
        values: dict[str, Any] = {
            "kind": MessageKind.TASK,
            "dedupe": f"message {number}",
            "person_id": (person or self.person()).id,
            "message_id": f"<{number}@portaal.example>",
            "language": Language.NL,
            "stamped_at": self.now,
            "created_at": self.now,
            "due_at": self.now,
        } | columns
        return self.add(OutboxMessage(**values))

    def action(self, case: Case, owner: Person | None = None, **columns: Any) -> SafetyAction:
        """Return an open action due tomorrow at this hour."""
        owner = owner or self.person()
        due_at = self.now + timedelta(days=1)
        values: dict[str, Any] = {
            "heading": PlanHeading.SAFE_NOW,
            "title": "Slot van de voordeur vervangen",
            "state": ActionState.OPEN,
            "due_at": due_at,
            "late_after": due_at,
            "created_at": self.now,
        } | columns
        if "risk_id" not in values:
            values["risk_id"] = self.risk(case).id
        if "organisation_id" not in values:
            values["organisation_id"] = self.organisation_of(owner)
        return self.add(SafetyAction(case_id=case.id, owner_id=owner.id, **values))

    def colleague(self, person: Person) -> Person:
        """Return somebody else of the person's organisation."""
        organisation = self.session.get_one(Organisation, self.organisation_of(person))
        return self.person(organisation=organisation)

    def organisation_of(self, person: Person) -> UUID:
        """Return the organisation of the person's first membership, made when there is none."""
        found = self._memberships(person)
        return found[0].organisation_id if found else self.organisation().id

    def _memberships(self, person: Person) -> Sequence[Membership]:
        return self.session.exec(select(Membership).where(Membership.person_id == person.id)).all()

    def passkey(self, person: Person, **columns: Any) -> Passkey:
        """Return a passkey of which nobody has the private half."""
        number = next(self._numbers)
        values: dict[str, Any] = {
            "credential_id": f"key-{number}",
            "public_key": "",
            "name": f"Telefoon {number}",
            "created_at": self.now,
        } | columns
        return self.add(Passkey(person_id=person.id, **values))

    def panel(self, **columns: Any) -> Panel:
        """Return a standing table without seats."""
        values: dict[str, Any] = {
            "region_id": self.region.id,
            "name": f"Tafel {next(self._numbers)}",
            "regime": Regime.WGS_ZVH,
            "minutes": 45,
        } | columns
        return self.add(Panel(**values))

    def panel_seat(
        self,
        panel: Panel,
        domain: SeatDomain,
        holder: Person | None = None,
        deputies: Sequence[Person] = (),
        **columns: Any,
    ) -> PanelSeat:
        """Return a required last seat of the panel that does not count for quorum."""
        self.session.refresh(panel)
        values: dict[str, Any] = {"position": len(panel.seats)} | columns
        seat = self.add(
            PanelSeat(
                panel_id=panel.id,
                domain=domain,
                holder_id=holder.id if holder else None,
                **values,
            )
        )
        for rank, deputy in enumerate(deputies):
            self.add(PanelDeputy(panel_seat_id=seat.id, person_id=deputy.id, rank=rank))
        self.session.refresh(panel)
        return seat

    def room(self, **columns: Any) -> Room:
        values: dict[str, Any] = {
            "region_id": self.region.id,
            "name": f"Zaal {next(self._numbers)}",
        } | columns
        return self.add(Room(**values))
