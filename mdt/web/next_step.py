"""What to do next with a conference, for whoever arranges or leads it: one thing at a time."""

from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.access import guard
from mdt.access.policy import Action
from mdt.conferences import doors, turns
from mdt.conferences.overview import Overview, SeatRow
from mdt.directory import people
from mdt.models import Conference, ConferenceKind, ConferenceState, Invitation, Person
from mdt.outbox import agreed
from mdt.scheduling import local_time
from mdt.seats.cover import SeatState
from mdt.web import poll_words, render, words
from mdt.web.actor import actor
from mdt.web.database import get_session


@dataclass(frozen=True)
class Step:
    """The one thing to do next; href is None when there is nothing but to wait."""

    tone: str
    icon: str
    title: str
    text: str
    href: str | None = None
    verb: str = ""


def of(conference: Conference, found: Overview, *, may_arrange: bool) -> Step | None:
    """Return the next step; None when there is none for this viewer."""
    if conference.kind is ConferenceKind.KNOWLEDGE:
        return None  # its own page says it
    match conference.state:
        case ConferenceState.DRAFT:
            return _step_of_draft(conference, found) if may_arrange else None
        case ConferenceState.CONVENED:
            return _step_of_convened(conference, found, may_arrange=may_arrange)
        case ConferenceState.IN_SESSION:
            title = gettext("Het overleg is bezig")
            return _to_the_table(conference, title, gettext("Naar het overleg"))
        case ConferenceState.HELD if conference.adopted_at is None:
            return _to_the_table(
                conference,
                gettext("Het verslag is nog niet vastgesteld"),
                gettext("Naar het verslag"),
            )
    return None


def of_invitee(conference: Conference, own: Invitation) -> Step | None:
    """Return what is asked of somebody who holds a seat; None when nothing is."""
    if conference.state is not ConferenceState.CONVENED or own.ends_at <= clock.now():
        return None
    to_answer = url_for("invitations.answer", invitation_id=own.id)
    if own.reply is None:
        text = gettext("De coördinator wacht op uw antwoord.")
        return Step(
            "", "mail", gettext("U bent gevraagd"), text, to_answer, gettext("Geef antwoord")
        )
    said = gettext("U antwoordde: %(reply)s.", reply=words.word(own.reply))
    text = gettext("Bent u toch verhinderd, wijzig dan uw antwoord.")
    return Step("ok", "check", said, text, to_answer, gettext("Wijzig uw antwoord"))


def moment_href(conference: Conference) -> str | None:
    """Return where the moment is chosen.

    That of its table's turn is chosen there already; else the week for which it is meant is shown.
    """
    chosen: dict[str, str] = {}
    if conference.state is ConferenceState.DRAFT:
        found = turns.of(get_session(), conference)
        if found:
            chosen["starts_at"] = local_time.local(found.turn.starts_at).isoformat()
        elif conference.meant_on:
            chosen["week"] = conference.meant_on.isoformat()
    return render.link("moment.show", conference_id=conference.id, **chosen)


def _step_of_draft(conference: Conference, found: Overview) -> Step:
    if bare := [item for item in found.items if not item.seats]:
        return Step(
            tone="bad",
            icon="seat",
            title=gettext("Er staan nog geen stoelen"),
            text=gettext("Zonder stoelen kunt u niemand vragen."),
            href=url_for("seats.new", conference_id=conference.id, item_id=bare[0].id),
            verb=gettext("Stoel toevoegen"),
        )
    if poll := poll_words.current(conference):
        href = url_for("polls.show", conference_id=conference.id)
        verb = gettext("Wie kan wanneer?")
        return Step("info", "people", poll_words.title(poll), poll_words.text(poll), href, verb)
    if missing := found.uncovered:
        return _fill(conference, missing)
    return Step(
        tone="",
        icon="cal",
        title=gettext("Kies een moment"),
        text=gettext("Alle stoelen van het quorum zijn bezet. Na uw keuze vraagt u iedereen."),
        href=moment_href(conference),
        verb=gettext("Kies een moment"),
    )


def _step_of_convened(conference: Conference, found: Overview, *, may_arrange: bool) -> Step:
    if conference.starts_at and not doors.is_early(conference, now=clock.now()):
        return _to_the_table(
            conference, gettext("Het is tijd voor het overleg"), gettext("Start het overleg")
        )
    if may_arrange and (missing := found.uncovered):
        return _fill(conference, missing)
    silent = (SeatState.ASKED, SeatState.FAILED, SeatState.HELD)
    if waiting := len({seat.holder_id for seat in found.seats if seat.state in silent}):
        text = ngettext(
            "Er komt nog %(num)s antwoord.", "Er komen nog %(num)s antwoorden.", waiting
        )
        return Step("", "clock", gettext("Iedereen is gevraagd"), text)
    return Step("ok", "check", gettext("Iedereen gaf antwoord"), gettext("U hoeft niets te doen."))


def _fill(conference: Conference, missing: list[SeatRow]) -> Step:
    """Return the step for the first quorum seat that nobody can be counted on for."""
    seat, others = missing[0], len(missing) - 1
    if seat.state is SeatState.HELD:
        return _held(conference, seat)
    text = gettext("Deze stoel hoort bij het quorum.")
    if others:
        text += " " + ngettext(
            "Er is nog %(num)s andere stoel die aandacht vraagt.",
            "Er zijn nog %(num)s andere stoelen die aandacht vragen.",
            others,
        )
    title, verb = _TROUBLE[seat.state]
    is_asked = conference.state is ConferenceState.CONVENED
    return Step(
        tone="bad",
        icon="seat",
        title=str(title) % {"seat": words.word(seat.domain)},
        text=text,
        href=url_for(
            "cascades.show" if is_asked else "seats.show",
            conference_id=conference.id,
            seat_id=seat.id,
        ),
        verb=str(verb),
    )


def _held(conference: Conference, seat: SeatRow) -> Step:
    """Return the step for mail that waits here: a stand-in would not help, the domain would."""
    domain = agreed.domain(get_session().get_one(Person, seat.holder_id).mail)
    title = gettext("De uitnodiging voor %(seat)s is vastgehouden")
    step = Step(
        tone="bad",
        icon="lock",
        title=title % {"seat": words.word(seat.domain)},
        text=gettext("Vastgehouden: maildomein %(domain)s is niet afgesproken.", domain=domain),
    )
    if guard.permits_anywhere(actor(), Action.DELIVERY_MANAGE):
        verb = gettext("Spreek het domein af")
        return replace(step, href=url_for("mail_domains.index"), verb=verb)
    names = people.administrators(get_session(), conference.region_id, now=clock.now())
    ask = gettext("Vraag de beheerder om dat te doen: %(names)s.", names=", ".join(names))
    return replace(step, text=f"{step.text} {ask}")


_TROUBLE = {
    SeatState.EMPTY: (_l("De stoel van %(seat)s is nog leeg"), _l("Kies iemand")),
    SeatState.NO: (_l("%(seat)s kan niet komen"), _l("Zoek vervanging")),
    SeatState.FAILED: (_l("De uitnodiging voor %(seat)s kwam niet aan"), _l("Zoek vervanging")),
}


def _to_the_table(conference: Conference, title: str, verb: str) -> Step:
    return Step(
        tone="info",
        icon="people",
        title=title,
        text=gettext("Aan tafel houdt u bij wie er is, en wat u besluit."),
        href=render.link("meeting.show", conference_id=conference.id),
        verb=verb,
    )
