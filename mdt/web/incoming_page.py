"""Mail that came back and that a person must look at, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import LazyString, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.identity.sealing import SealBroken
from mdt.incoming import checking, keeping, reading, showing
from mdt.incoming.checking import Asked
from mdt.incoming.content import About, Letter
from mdt.incoming.showing import Shown
from mdt.models import (
    Conference,
    IncomingMail,
    IncomingProblem,
    IncomingState,
    Person,
    PollHold,
    PollPerson,
    Reply,
)
from mdt.web import dates, words
from mdt.web.actor import actor
from mdt.web.at_hand import AtHand
from mdt.web.database import get_session
from mdt.web.guard import can
from mdt.web.render import link
from mdt.web.todo import Task

P = IncomingProblem

PROBLEMS: dict[IncomingProblem | None, tuple[LazyString, LazyString]] = {
    P.AWAY: (_l("Afwezig"), _l("Een automatisch antwoord. Bel, of vraag iemand anders.")),
    P.BOUNCED: (_l("Niet bezorgd"), _l("Onze mail kwam terug. Kijk het adres na, of bel.")),
    P.BROKEN: (_l("Niet te lezen"), _l("Het portaal kon deze mail niet lezen.")),
    P.NO_CALENDAR: (
        _l("Gewone mail"),
        _l("Er zit geen antwoord uit een agenda in. Lees wat er staat."),
    ),
    P.NOT_PROVEN: (
        _l("Afzender niet zeker"),
        _l("Het antwoord noemt de genodigde, maar kwam niet zeker van dat adres. Bel even."),
    ),
    P.OTHER_ADDRESS: (
        _l("Ander adres"),
        _l("Iemand antwoordde vanaf een ander adres dan waar de uitnodiging heen ging."),
    ),
    P.OTHER_MOMENT: (
        _l("Ander moment"),
        _l("Dit antwoord gaat over een moment dat niet meer gevraagd is. Het telt niet."),
    ),
    P.OVER: (_l("Te laat"), _l("De uitnodiging is vervallen, gevuld of voorbij.")),
    P.REMARK: (
        _l("Antwoord met opmerking"),
        _l("Het antwoord telt. Er staat iets bij geschreven: lees het."),
    ),
    P.TOO_LARGE: (_l("Te groot"), _l("Van deze mail zijn alleen de kopregels bewaard.")),
    P.UNKNOWN_ADDRESS: (
        _l("Nergens bij"),
        _l("Dit adres van het portaal hoort bij geen uitnodiging."),
    ),
    P.WINMAIL: (
        _l("Alleen voor Outlook"),
        _l("Outlook stuurde een bestand dat alleen Outlook leest (winmail.dat)."),
    ),
}
"""What is the matter with a mail, and what to do about it."""

_SEEMS: dict[Reply, LazyString] = {
    Reply.YES: _l("Zegt waarschijnlijk ja."),
    Reply.MAYBE: _l("Zegt waarschijnlijk misschien."),
    Reply.NO: _l("Zegt waarschijnlijk nee."),
}


@dataclass(frozen=True)
class Row:
    """A mail in the list. whose: of which invitee and when, for who may see that."""

    mail: IncomingMail
    shown: Shown
    title: str
    advice: str
    whose: str
    href: str | None

    @property
    def is_settled(self) -> bool:
        """True once somebody looked at it."""
        return self.mail.state is IncomingState.SETTLED


@dataclass(frozen=True)
class Page:
    """One mail. comment: what was written beside the answer; choices: to whom it may belong."""

    row: Row
    comment: str
    may_take_over: bool
    choices: Sequence[tuple[str, str]]


def rows(mails: Iterable[IncomingMail]) -> list[Row]:
    """Return mails as a list shows them."""
    return [_row(mail, _raw(mail)) for mail in mails]


def page(mail: IncomingMail) -> Page:
    """Return one mail as its page shows it."""
    raw, session, now = _raw(mail), get_session(), clock.now()
    content = reading.read(raw).content
    asked = checking.asked_by(session, mail)
    row = _row(mail, raw)
    return Page(
        row=row,
        comment=showing.clean(content.comment) if isinstance(content, About) else "",
        may_take_over=row.href is not None
        and not row.is_settled
        and mail.problem is not P.REMARK
        and checking.holds_answer(session, content, asked, now=now),
        choices=[
            (str(invitation.id), f"{person.name}, {_when(invitation)}")
            for invitation, person in checking.candidates(session, actor(), now=now)
        ],
    )


def letter(mail: IncomingMail) -> Letter:
    """Return what a mail says."""
    return reading.read(_raw(mail))


def tasks(who: Actor, here: AtHand) -> list[Task]:
    """Return the task of looking at what came back, when there is something."""
    number = checking.count(get_session(), who) if here.mail else 0
    if not number:
        return []
    return [
        Task(
            tone="",
            icon="mail",
            title=ngettext("Kijk een mail na", "Kijk %(num)s mails na", number),
            text=gettext("Iets kwam terug dat het portaal niet zelf kon verwerken."),
            verb=gettext("Nakijken"),
            href=link("incoming.index"),
        )
    ]


def _raw(mail: IncomingMail) -> bytes:
    """Return the mail as it came; nothing when our secret changed since."""
    try:
        return keeping.opened(mail, secret=current_app.extensions["mdt.settings"].secret_key)
    except SealBroken:
        return b""


def _row(mail: IncomingMail, raw: bytes) -> Row:
    title, advice = PROBLEMS[mail.problem]
    seems = _SEEMS[mail.reply] if mail.reply else ""
    whose, href = _whose(mail)
    return Row(
        mail=mail,
        shown=showing.show(raw),
        title=str(title),
        advice=f"{advice} {seems}".strip(),
        whose=whose,
        href=href,
    )


def _whose(mail: IncomingMail) -> tuple[str, str | None]:
    """Return what a mail belongs to in words, and its address, for who arranges that conference."""
    session = get_session()
    conference = session.get(Conference, mail.conference_id) if mail.conference_id else None
    if conference is None or not can(Action.CONFERENCE_ARRANGE, conference):
        return "", None
    asked, here = checking.asked_by(session, mail), {"conference_id": conference.id}
    if asked is None:
        return words.word(conference.kind), link("conferences.show", **here)
    if isinstance(asked, PollHold):
        row = session.get_one(PollPerson, asked.poll_person_id)
        person_id, href = row.person_id, link("poll_people.show", **here, asked_id=row.id)
    else:
        person_id, href = asked.person_id, link("invitations.show", **here, invitation_id=asked.id)
    return f"{session.get_one(Person, person_id).name}, {_when(asked)}", href


def _when(asked: Asked) -> str:
    return dates.moment(
        asked.starts_at, today=dates.local_date(clock.now()), locale=str(get_locale() or "nl")
    )
