"""Domain events: what can happen, in the past tense, and how it is recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt import acting
from mdt.models import EventRecord

REACTIONS = "mdt.reactions"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: keys only, never content."""

    at: datetime
    actor_id: UUID | None
    case_id: UUID | None = None
    conference_id: UUID | None = None
    subject_id: UUID | None = None  # the row it happened to, when that is neither of those two


class ActionAgreed(Event):
    """An action was added to the plan; its owner is owed a word of it."""


class ActionChanged(Event):
    """An action's text, owner, date or heading was changed."""


class ActionMoved(Event):
    """An action's state was changed by its owner or by the coordinator."""


class AgendaChanged(Event):
    """Items or parts of a conference were added, changed, reordered or removed."""


class AnswerGiven(Event):
    """An invitee answered, or the coordinator noted an answer that came by telephone."""


class AttendanceNoted(Event):
    """Someone came to an item of a conference in session, or left it."""


class CascadeEnded(Event):
    """The search for somebody on a seat ended: taken, stopped, or the table sits without."""


class CascadeExhausted(Event):
    """Nobody was left to ask for a seat; its coordinator is owed a word."""


class CascadeStarted(Event):
    """A seat lost its person, and the portal began to look for somebody else."""


class CascadeStepped(Event):
    """Others were asked for a seat, or somebody who was asked said no."""


class CaseChanged(Event):
    """A case got another alias, reference or legal regime."""


class CaseClosed(Event):
    """A case was closed."""


class CaseHandedOver(Event):
    """A case got another lead or another contact for the victim."""


class CaseMoved(Event):
    """A case went to another phase."""


class CaseOpened(Event):
    """A case was opened, with its lead and the victim's contact."""


class CasePersonChanged(Event):
    """Someone was added to a case, or changed, or taken out."""


class CaseReopened(Event):
    """A closed case was opened again."""


class ConferenceCancelled(Event):
    """The conference will not take place; invitees are owed a CANCEL."""


class ConferenceChanged(Event):
    """A conference that is being prepared got another kind, place or chair."""


class ConferenceConvened(Event):
    """A moment was agreed; every seat is owed an invitation."""


class ConferenceDrafted(Event):
    """A conference was prepared; nobody was asked yet."""


class ConferenceHeld(Event):
    """The chair ended the sitting; the plan's versions are frozen."""


class ConferenceMoved(Event):
    """A convened conference got another moment, length, place or chair."""


class ConferenceOpened(Event):
    """The chair opened the sitting."""


class ContentOpened(Event):
    """A judge said that nothing stands in the way, and opened what her mode gives."""


class DutyRosterChanged(Event):
    """A duty roster was set up, got another rhythm, or differs from it for once."""


class FeedChanged(Event):
    """Somebody got a secret address for their calendar, another one, or took it away."""


class GuestAdmitted(Event):
    """An invitee came in with a code, without an account."""


class GuestLeft(Event):
    """A visit of an invitee was ended, by themselves or by the coordinator."""


class IncomingAssigned(Event):
    """Somebody said to what a mail that came in belongs."""


class IncomingReopened(Event):
    """A mail that was settled must be looked at after all."""


class IncomingSettled(Event):
    """Somebody looked at a mail that came in; nothing has to be done with it any more."""


class InvitationSentAgain(Event):
    """The coordinator had an invitation sent once more, with a new link."""


class InvitationsTakenBack(Event):
    """What was convened was taken back within the undo time, before any mail left."""


class JoinCodeMade(Event):
    """A code was made that opens an invitation once."""


class LinkLocked(Event):
    """An invitation's link was shut after five wrong codes; its coordinator is owed a word."""


class MailDomainAgreed(Event):
    """Somebody vouched for a mail domain, until another day; what was held may leave."""


class MailTriedAgain(Event):
    """An administrator let mail that did not arrive be tried again."""


class MeasureChanged(Event):
    """A measure was added, changed or ended."""


class MinutesAdopted(Event):
    """The minutes became final; what seats gave ends."""


class MomentDeclined(Event):
    """The coordinator kept the moment, though an invitee proposed another; they are owed a word."""


class MomentProposed(Event):
    """An invitee proposed another moment from their calendar."""


class MoreTimeAnswered(Event):
    """More time for an action was granted or refused, or that was taken back; the owner hears."""


class MoreTimeAsked(Event):
    """The owner of an action asked for a later date, or took that back."""


class NoteWritten(Event):
    """A note or decision was written or changed at the table."""


class OrganisationChanged(Event):
    """Something of a region's set-up changed: organisation, room, table, who takes over."""


class PersonChanged(Event):
    """A person, a membership, working hours or an absence changed."""


class PlanFrozen(Event):
    """The plan of a case got a version that no longer changes."""


class PollAnswered(Event):
    """Somebody said which moments suit them, or the coordinator noted what came by telephone."""


class PollAsked(Event):
    """People were asked which of some moments suit them."""


class PollChanged(Event):
    """People got longer to answer, or one of them another link."""


class PollClosed(Event):
    """A poll takes no answers any more: its time was up, or the coordinator closed it."""


class PollReminded(Event):
    """Whoever had not answered a poll was reminded."""


class PollReopened(Event):
    """What a poll led to was taken back; it may lead to a moment again."""


class PollSettled(Event):
    """A moment was agreed while a poll was not over: it is now."""


class PollWithdrawn(Event):
    """A poll was called off, or its conference was; holds are owed a CANCEL."""


class ProcedureChanged(Event):
    """A proceeding changed, or what is said of contact, or a proposal for one hearing."""


class RecoveryAsked(Event):
    """Somebody asked to let a person enrol a new second factor; a second person decides."""


class RecoveryDeclined(Event):
    """A request to let a person enrol a new second factor was turned down or taken back."""


class ReviewChosen(Event):
    """The next review of a case got another day, or was skipped with a reason, or neither."""


class RiskChanged(Event):
    """A risk of a case was added, changed or set aside."""


class SeatsChanged(Event):
    """Seats of a conference were added, removed, refilled or released."""


class SignInChanged(Event):
    """How a person signs in, or where codes and links reach them, changed; they hear of it."""


class SignalNoted(Event):
    """It was noted when the signal came for which a conference sits."""


class SubstituteProposed(Event):
    """An invitee proposed somebody else of their organisation."""


class SubstituteSettled(Event):
    """The coordinator took or declined a proposed substitute."""


Reactions = Mapping[type[Event], Sequence[Callable[[Session, Event], None]]]


def record(session: Session, event: Event) -> None:
    """Write the event, last in a verb, then run its reactions in the same transaction."""
    with acting.as_portal(session, anew=True):
        session.add(EventRecord(name=type(event).__name__, **vars(event)))
        session.flush()
        for react in session.info.get(REACTIONS, {}).get(type(event), ()):
            react(session, event)
