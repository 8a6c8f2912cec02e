"""What follows from what: every event, and who reacts to it, on one page."""

from mdt import events
from mdt.conferences import cascade_news, cascades
from mdt.events import Reactions
from mdt.invitations import requests
from mdt.safety_plan import telling, versions

REACTIONS: Reactions = {
    events.ActionAgreed: [telling.tell_owner],
    events.ActionChanged: [],
    events.ActionMoved: [],
    events.AgendaChanged: [requests.reconcile],
    events.AnswerGiven: [cascades.answered],
    events.AttendanceNoted: [],
    events.CascadeEnded: [requests.reconcile],
    events.CascadeExhausted: [cascade_news.tell_coordinator],
    events.CascadeStarted: [requests.reconcile],
    events.CascadeStepped: [requests.reconcile],
    events.CaseChanged: [],
    events.CaseClosed: [],
    events.CaseHandedOver: [],
    events.CaseMoved: [],
    events.CaseOpened: [],
    events.CasePersonChanged: [],
    events.CaseReopened: [],
    events.ConferenceCancelled: [requests.reconcile],
    events.ConferenceChanged: [],
    events.ConferenceConvened: [cascades.watch, requests.reconcile],
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
    events.SeatsChanged: [cascades.seated, requests.reconcile],
    events.SignInChanged: [],
    events.SignalNoted: [],
    events.SubstituteProposed: [],
    events.SubstituteSettled: [],
}
