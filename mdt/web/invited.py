"""How invitations stand, in words: for the coordinator who sent them and for whom they ask."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.errors import DomainError
from mdt.identity import guest_passkeys, visits
from mdt.invitations import invitees, proposed_moments, replies, status
from mdt.invitations.status import Board, Invited
from mdt.models import (
    Conference,
    Invitation,
    OutboxChannel,
    OutboxMessage,
    OutboxState,
    Person,
    Reply,
    Visit,
)
from mdt.outbox import claims
from mdt.scheduling import local_time
from mdt.web import dates, judges, words
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.render import link

REPLIES: Sequence[tuple[Reply, LazyString]] = (
    (Reply.YES, _l("Ja, ik kom")),
    (Reply.MAYBE, _l("Misschien")),
    (Reply.NO, _l("Nee, ik kan niet")),
)
JUDGES_REPLIES: Sequence[tuple[Reply, LazyString]] = (
    (Reply.YES, _l("Geen belemmering")),
    (Reply.MAYBE, _l("Vraag eerst")),
    (Reply.NO, _l("Ik kan niet")),
)
"""A judge in her first step says nothing of the case, because she knows nothing of it."""

_REASONS: Sequence[tuple[str, LazyString]] = (
    (r"HTTP 4(?!0[1345]|08|25|29)", _l("De sms-dienst weigert dit bericht.")),
    (r"HTTP (4|3)", _l("De sms-dienst laat ons niet toe, of vraagt ons te wachten.")),
    (r"HTTP", _l("De sms-dienst neemt nu geen berichten aan.")),
    (r"NoMobileNumber", _l("Er is geen mobiel nummer meer bekend.")),
    (r"5\d\d 5\.1\.", _l("Dit mailadres bestaat niet.")),
    (r"(5\d\d 5\.2\.2|552)", _l("De mailbox is vol.")),
    (r"4\d\d 4\.2\.2", _l("De mailbox is vol.")),
    (r"5", _l("De mailserver van de ontvanger weigert onze mail.")),
    (r"4", _l("De mailserver van de ontvanger neemt nu geen mail aan.")),
    (re.escape(claims.TOO_OFTEN), _l("Het lukte in twee dagen niet.")),
    (claims.RESTORED, _l("Er is een reservekopie teruggezet. Misschien kwam dit wel aan.")),
)
"""Why a message did not arrive, by its code (HTTP, or SMTP: RFC 3463); the first that fits."""


@dataclass(frozen=True)
class Mark:
    """A state as a tag shows it: words, tone (ok, wait, bad, info or nothing) and icon."""

    text: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Answering:
    """What an invitee can answer now; closed says why not."""

    options: Sequence[tuple[Reply, LazyString]]
    chosen: Reply | None
    closed: str


_MARKS = {Reply.YES: ("ok", "check"), Reply.MAYBE: ("wait", "help"), Reply.NO: ("bad", "cross")}


def init_app(app: Flask) -> None:
    """Offer the boards and marks to the templates."""
    app.jinja_env.globals.update(
        answering=answering,
        invitation_board=board,
        invitation_mail=mail,
        invitation_mark=mark,
        invitation_trouble=trouble,
        declined_until=declined_until,
        has_guest_passkey=has_guest_passkey,
        own_part=own_part,
        proposed_href=proposed_href,
        visit_of=visit,
    )


def has_guest_passkey(person: Person) -> bool:
    """Tell whether the invitee can come in with a passkey in place of a code."""
    return bool(guest_passkeys.of(get_session(), person, now=clock.now()))


def board(conference: Conference) -> Board:
    """Return how the conference's invitations stand now."""
    return status.board(get_session(), conference, now=clock.now())


def comment(invitation: Invitation) -> str:
    """Return what the invitee wrote beside the answer that stands; empty without one."""
    answer = replies.of_invitation(get_session(), invitation)
    return answer.comment if answer else ""


def everybody(conference: Conference) -> list[Invited]:
    """Return everybody who was ever asked to the conference."""
    return status.everybody(get_session(), conference, now=clock.now())


def mark(one: Invited) -> Mark:
    """Return where an invitee stands: what they answered, else how far the mail came."""
    if one.answer:
        return Mark(words.word(one.answer.reply), *_MARKS[one.answer.reply])
    if one.message and one.message.state is OutboxState.SENT:
        return Mark(gettext("gevraagd"), "info", "clock")
    if one.message and one.message.state is OutboxState.HELD:
        return Mark(gettext("niet verstuurd"), "bad", "mail")
    if one.is_undelivered:
        return Mark(gettext("niet bezorgd"), "bad", "mail")
    return Mark(gettext("wordt verstuurd"), "", "clock")


def trouble(one: Invited) -> str:
    """Return what keeps an invitee from being reached, and what to do; empty when nothing."""
    if one.invitation.locked_at and one.invitation.is_live:
        return str(
            gettext("Er zijn vijf keer verkeerde cijfers getypt. Bel, en stuur een nieuwe link.")
        )
    if one.message and one.message.state is OutboxState.HELD:
        return _held(one.person.mail)
    if one.message and one.is_undelivered:
        return f"{reason(one.message)} {_advice(one.message)}"
    return ""


def mail(one: Invited) -> str:
    """Return how far the last mail to an invitee came, and when."""
    if one.message is None:
        return str(gettext("geen"))
    at = one.message.sent_at or one.message.due_at
    when = dates.ago(at, today=dates.local_date(clock.now()), locale=_locale())
    return f"{words.word(one.message.state)} · {when}"


def proposed_href(one: Invited, conference: Conference) -> str | None:
    """Return where the coordinator sees who can at the moment that an invitee proposes."""
    if one.moment is None:
        return None
    starts_at = proposed_moments.begins(one.moment, one.invitation, conference)
    typed = local_time.local(starts_at).isoformat()
    return link("moment.show", conference_id=conference.id, starts_at=typed)


def declined_until(invitation: Invitation) -> datetime | None:
    """Return until when a moment that was declined can still wait again; None when it cannot."""
    found = proposed_moments.undoable(get_session(), invitation, now=clock.now())
    return found[1] if found else None


def reason(message: OutboxMessage) -> str:
    """Return why a message did not arrive."""
    for pattern, text in _REASONS:
        if re.match(pattern, message.last_error):
            return str(text)
    if message.channel is OutboxChannel.TEXT:
        return str(gettext("De sms-dienst was niet bereikbaar."))
    return str(gettext("De mail kon niet worden afgegeven."))


def visit(invitation: Invitation) -> Visit | None:
    """Return the visit of an invitee who is in without an account, None when they are not."""
    return visits.live(get_session(), invitation, now=clock.now())


def own_part(invitation: Invitation) -> str:
    """Return when the own items of an invitee are, who was asked for longer than those take.

    Empty when there is no margin around them.
    """
    conference = get_session().get_one(Conference, invitation.conference_id)
    if not invitation.is_live:
        return ""
    invitee = invitees.of(get_session(), conference).get(invitation.person_id)
    if invitee is None or invitee.needed == (invitation.starts_at, invitation.ends_at):
        return ""
    start, end = (dates.clock(one, locale=_locale()) for one in invitee.needed)
    return str(
        gettext(
            "Uw deel van de agenda is rond %(start)s tot %(end)s uur. De overige tijd is speling.",
            start=start,
            end=end,
        )
    )


def answering(invitation: Invitation) -> Answering:
    """Return what its invitee, who is looking, can answer."""
    options = JUDGES_REPLIES if judges.comes_blind(invitation) else REPLIES
    try:
        replies.require_open(invitation, now=clock.now())
    except DomainError as refusal:
        return Answering((), invitation.reply, sentence(refusal))
    return Answering(options, invitation.reply, "")


def _held(mail: str) -> str:
    domain = mail.rpartition("@")[2]
    return str(
        gettext(
            "Niet verstuurd: het maildomein %(domain)s is niet (meer) afgesproken. "
            "De beheerder kan dat regelen; dan gaat de mail alsnog weg.",
            domain=domain,
        )
    )


def _advice(message: OutboxMessage) -> str:
    if message.state is OutboxState.DEAD:
        return str(gettext("Kijk het adres na, of bel."))
    at = dates.clock(message.due_at, locale=_locale())
    return str(gettext("Wij proberen het weer om %(clock)s uur.", clock=at))


def _locale() -> str:
    return str(get_locale() or "nl")
