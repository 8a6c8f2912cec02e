"""What follows from what: every event, and who reacts to it, on one page."""

from mdt import events
from mdt.conferences import meeting
from mdt.events import Reactions
from mdt.safety_plan import versions

REACTIONS: Reactions = {
    events.ActionAgreed: [],
    events.ActionChanged: [],
    events.ActionMoved: [],
    events.AgendaChanged: [],
    events.AnswerGiven: [],
    events.AttendanceNoted: [],
    events.CaseChanged: [],
    events.CaseClosed: [],
    events.CaseHandedOver: [],
    events.CaseMoved: [],
    events.CaseOpened: [],
    events.CasePersonChanged: [],
    events.CaseReopened: [],
    events.ConferenceCancelled: [],
    events.ConferenceConvened: [],
    events.ConferenceDrafted: [],
    events.ConferenceHeld: [meeting.close_items, versions.freeze_held],
    events.ConferenceMoved: [],
    events.ConferenceOpened: [],
    events.InvitationSentAgain: [],
    events.InvitationsTakenBack: [],
    events.LinkLocked: [],
    events.MeasureChanged: [],
    events.MinutesAdopted: [],
    events.NoteWritten: [],
    events.OrganisationChanged: [],
    events.PersonChanged: [],
    events.PlanFrozen: [],
    events.RecoveryAsked: [],
    events.RecoveryDeclined: [],
    events.RiskChanged: [],
    events.SeatsChanged: [],
    events.SignInChanged: [],
    events.SubstituteProposed: [],
    events.SubstituteSettled: [],
}
