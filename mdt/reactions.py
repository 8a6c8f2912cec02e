"""What follows from what: every event, and who reacts to it, on one page."""

from mdt import events
from mdt.events import Reactions
from mdt.invitations import requests
from mdt.safety_plan import telling, versions

REACTIONS: Reactions = {
    events.ActionAgreed: [telling.tell_owner],
    events.ActionChanged: [],
    events.ActionMoved: [],
    events.AgendaChanged: [requests.reconcile],
    events.AnswerGiven: [],
    events.AttendanceNoted: [],
    events.CaseChanged: [],
    events.CaseClosed: [],
    events.CaseHandedOver: [],
    events.CaseMoved: [],
    events.CaseOpened: [],
    events.CasePersonChanged: [],
    events.CaseReopened: [],
    events.ConferenceCancelled: [requests.reconcile],
    events.ConferenceChanged: [],
    events.ConferenceConvened: [requests.reconcile],
    events.ConferenceDrafted: [],
    events.ConferenceHeld: [versions.freeze_held, telling.tell_owners],
    events.ConferenceMoved: [requests.reconcile],
    events.ConferenceOpened: [],
    events.DutyRosterChanged: [],
    events.InvitationSentAgain: [],
    events.InvitationsTakenBack: [requests.take_back],
    events.LinkLocked: [],
    events.MeasureChanged: [],
    events.MinutesAdopted: [],
    events.NoteWritten: [],
    events.OrganisationChanged: [],
    events.PersonChanged: [],
    events.PlanFrozen: [],
    events.RecoveryAsked: [],
    events.RecoveryDeclined: [],
    events.ReviewChosen: [],
    events.RiskChanged: [],
    events.SeatsChanged: [requests.reconcile],
    events.SignInChanged: [],
    events.SignalNoted: [],
    events.SubstituteProposed: [],
    events.SubstituteSettled: [],
}
