"""Who looks at which page: one line for every address that gives one.

The first word is the endpoint. `as` says who looks; a word with an equals sign says which row
a parameter names (full_region.Full.keys), where the name of the parameter does not. A line that
begins with `empty` is looked at in a region without anything as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass

TABLE = """
empty home.today                  samira joost wout ruben hanneke hester iris dennis
      account.forgotten           -
empty account.sent                -
      account.sign_in             -
empty statistics.index            -
      single_sign_on.index        -
      links.show                  -         token=first_sign_in
      links.ready                 dennis
empty actions.index               samira dennis
      actions.index               dennis    ?show=late
      actions.show                samira
      actions.state               samira
      actions.terms               samira
      one_tap.done                samira
      one_tap.not_done            samira
      more_time.show              dennis    action_id=own
empty agenda.show                 samira hester
      audit.case                  hanneke
      audit.case                  hanneke   case_id=past
empty audit.curious               ruben
empty audit.index                 ruben
empty availability.mine           dennis
      availability.of_person      wout
empty emergency_access.show       samira femke
empty duty.index                  wout
      duty.index                  samira
      duty.new                    wout
      duty.show                   samira
      duty.rhythm                 wout
empty fallbacks.show              wout samira
empty feeds.mine                  samira dennis hester
      feeds.change                samira
empty cases.index                 samira dennis
empty cases.show                  samira
      cases.show                  dennis
      cases.show                  samira    case_id=closed
      cases.show                  femke     case_id=past
      actions.new                 samira
      keeping.closure             samira
      keeping.reopening_form      samira    case_id=closed
      case_details.details        samira
      keeping.hand_over_form      samira
empty cases.story                 samira
      measures.new                samira
      measures.new                samira    ?kind=house_ban
      case_people.show            samira    person_id=case
      case_people.new             samira
      case_details.phase          samira
empty plan.show                   samira
      plan.show                   dennis
empty incidents.index             samira
      incidents.index             dennis
      incidents.index             femke     case_id=past
      incidents.new               samira
      incidents.show              samira
empty risks.index                 samira
      risks.show                  samira
empty retention.index             hanneke samira
      retention.extension         samira    case_id=past
      retention.confirm           hanneke   case_id=past
      retention.proof             hanneke
empty cases.new                   samira
      vault.new                   samira    person_id=case
      vault.show                  samira    value_id=sealed
      vault.terms                 samira    value_id=sealed
empty walls.show                  samira
      walls.show                  joost
empty walls.waiting               joost hanneke
empty conferences.index           samira hester
empty conferences.show            samira    conference_id=draft
      conferences.show            samira    conference_id=next
      conferences.show            samira    conference_id=review
      conferences.show            joost     conference_id=first
      conferences.show            hester    conference_id=next
      conferences.show            samira    conference_id=session
      conferences.show            hester    conference_id=session
empty knowledge.new               samira
      knowledge.edit              samira    conference_id=session
      conferences.agenda_on_paper samira    conference_id=next
      order.show                  samira    conference_id=next
      order.show                  samira    conference_id=draft
      arrangements.show           samira    conference_id=next
      arrangements.cancellation   samira    conference_id=next
empty invitations.board           samira    conference_id=draft
      invitations.board           samira    conference_id=next
      invitations.show            samira    conference_id=next invitation_id=next
      invitations.show            samira    conference_id=next invitation_id=dennis
      invitation_phone.show       samira    conference_id=next invitation_id=next
      agenda_items.show           samira    conference_id=next item_id=next
      agenda_items.removal        samira    conference_id=next item_id=next
empty documents.index             samira    item_id=draft
      documents.index             samira    item_id=next
      documents.new               samira    item_id=next
      seats.new                   samira    conference_id=draft item_id=draft
      agenda_items.new            samira    conference_id=draft
empty meeting.show                joost     conference_id=review
      meeting.show                joost     conference_id=next
      meeting.show                joost     conference_id=last
empty region_week.show            samira dennis
      region_week.show            samira    ?week=2026-W09
empty reviews.index               samira
      reviews.show                joost     conference_id=last item_id=last
      meeting.ending              joost     conference_id=review
      meeting_actions.new         joost     conference_id=review item_id=review
      meeting.note                joost     conference_id=review note_id=review
empty moment.show                 samira    conference_id=draft
      moment.show                 samira    conference_id=next
      signals.show                samira    conference_id=draft
empty subject_requests.index      hanneke
empty subject_requests.new        hanneke
      subject_requests.show       hanneke
      subject_requests.show       hanneke   request_id=answered
      subject_reviews.show        ruud
      seats.show                  samira    conference_id=next seat_id=next
      cascades.show               samira    conference_id=next seat_id=next
      cascades.show               samira    conference_id=next seat_id=lost
empty conferences.new             samira
empty emergencies.new             samira
      emergencies.show            samira    conference_id=urgent
      emergencies.show            samira    conference_id=asked
      invitations.answer          dennis    invitation_id=dennis
      measures.show               samira
      measures.ending             samira
      measures.terms              samira
      judges.mode                 samira    conference_id=next seat_id=judge
      judges.opening              hester    invitation_id=hester
      own_moment.show             hester    invitation_id=hester
empty judge_register.show         samira
empty impediments.mine            hester
empty panels.show                 wout
      panels.seat                 wout      seat_id=panel
      panels.new_seat             wout
      panels.settings             wout
      panels.new                  wout
empty turns.rhythm                wout
      turns.show                  samira
empty people.index                wout
      people.show                 wout
      people.new                  wout
      plan.version                samira
      polls.new                   samira    conference_id=draft
      polls.show                  samira    conference_id=polled
      polls.withdrawal            samira    conference_id=polled
      poll_people.show            samira    conference_id=polled asked_id=dennis
      poll_answers.show           -         locator=poll
      poll_own_time.entry         -         locator=poll
      poll_answers.own            dennis    asked_id=dennis
empty procedures.index            samira
      procedures.new              samira
      procedures.show             samira
      contact_rules.new           samira
      contact_rules.show          samira
empty postvak.show                -
empty postvak.person              -
empty profile.show                samira
      profile.app                 samira
      profile.password            samira
      passkeys.new                samira
      passkeys.removal            samira
      fresh_proof.show            samira
      reminders.show              samira
empty recovery.index              joost
      recovery.show               joost     link_id=recovery
      recovery.person             wout
      account_wishes.show         samira
empty search.show                 samira
empty delivery.index              wout
empty incoming.index              samira wout
      incoming.show               samira
empty mail_domains.index          wout
      mail_domains.new            wout
      mail_domains.show           wout
empty directory.show              wout
      directory.organisation      wout
      memberships.unit            wout
      units.index                 wout
      units.show                  wout
      court_blocks.show           wout      organisation_id=court
      court_modes.show            wout      organisation_id=court
      directory.new_organisation  wout
      identity_providers.show     wout
      directory.new_room          wout
      directory.new_region        wout
      directory.room              wout
      region_times.show           wout
      answers.show                -         locator=
      join.entry                  -         locator=
      join.ended                  -
"""

ELSEWHERE = {
    "account.code": "only for whoever is half signed in: test_half_way_in.py",
    "cascades.news": "a region of the page of a search",
    "certificates.own": "a file, no page",
    "certificates.show": "a file, no page",
    "documents.show": "a file, no page",
    "delivery.news": "a region of the page of delivery",
    "feeds.one": "a file, no page",
    "feeds.read": "for calendar programs: a file without a page",
    "health.live": "for machines: a status without a page",
    "health.ready": "for machines: a status without a page",
    "links.app": "only after the first step of a link: test_half_way_in.py",
    "meeting.here": "a region of the meeting's page",
    "moment.choice": "a region of the page with moments",
    "incidents.calendar": "a file, no page",
    "incidents.table": "a file, no page",
    "invitations.news": "a region of the board",
    "joining_judge.content": "only for a judge who came in with a code: test_judge_on_a_phone.py",
    "joining_moment.live": "a stream, no page",
    "joining_moment.show": "only for whoever came in with a code: test_judge_on_a_phone.py",
    "guest_passkeys.show": "only for whoever came in with a code: test_guest_passkeys.py",
    "joining.show": "only for whoever came in with a code: test_joining_on_a_phone.py",
    "emergencies.live": "a stream, no page",
    "own_moment.live": "a stream, no page",
    "guest_passkeys.options": "for the script of a page: no page",
    "join_passkeys.options": "for the script of a page: no page",
    "passkey_entry.options": "for the script of a page: no page",
    "passkeys.options": "for the script of a page: no page",
    "plan.live": "a stream, no page",
    "poll_answers.thanks": "only for the browser that just answered",
    "single_sign_on.back": "where an organisation's own page leads back to: it leads on",
    "single_sign_on.leave": "leads to an organisation's own page",
    "subject_requests.pack": "a file, no page",
    "subject_reviews.pack": "a file, no page",
    "static": "files, no page",
}
"""Endpoints that are not in the table, each with the reason."""

PUBLIC = "-"


@dataclass(frozen=True)
class Look:
    """One page, as one person sees it."""

    endpoint: str
    who: str
    rows: tuple[str, ...]
    is_empty_too: bool

    def __str__(self) -> str:
        return f"{self.endpoint} as {self.who} {' '.join(self.rows)}".strip()

    @property
    def query(self) -> str:
        """What follows the path."""
        return next((word for word in self.rows if word.startswith("?")), "")

    def key_of(self, parameter: str) -> str:
        """Return under which name the row of a parameter is kept."""
        named = dict(word.split("=") for word in self.rows if not word.startswith("?"))
        name = named.get(parameter)
        return f"{parameter}:{name}" if name else parameter


def looks() -> Iterator[Look]:
    """Yield every line of the table for every person on it."""
    for line in TABLE.strip("\n").splitlines():
        words = line.split()
        is_empty_too = words[0] == "empty"
        endpoint, *rest = words[1:] if is_empty_too else words
        rows = tuple(word for word in rest if "=" in word)
        for who in rest[: len(rest) - len(rows)]:
            yield Look(endpoint, who, rows, is_empty_too)
