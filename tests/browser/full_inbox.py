"""Mail that came back, in the full region: one of each kind that a person must look at."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mdt.config import Settings
from mdt.incoming import applying, checking, keeping, reading
from mdt.models import IncomingMail, IncomingState, Invitation, Person
from tests.incoming import mails
from tests.incoming.cast import asked_of
from tests.incoming.mails import Asked

PROSE = (
    "Content-Type: text/plain; charset=utf-8\r\n\r\nBeste,\r\n\r\nIk kan pas om elf uur, omdat ik "
    "eerst naar een zitting moet die langer kan duren.\r\n\r\nMet groet\r\n"
)


def fill(session: Session, settings: Settings, *, by: Person, now: datetime) -> IncomingMail:
    """Let mail come back to the portal; return one with an answer that somebody may take over."""
    asked, *_, last = session.exec(
        select(Invitation)
        .where(col(Invitation.ends_at) > now, col(Invitation.withdrawn_at).is_(None))
        .order_by(col(Invitation.starts_at), col(Invitation.uid))
    )
    known = asked_of(session, asked, written_at=now - timedelta(hours=1))
    other = "een.heel.lang.priveadres.van.iemand@een-domein-met-een-lange-naam.example"
    raws = (
        mails.outlook(known, "DECLINED", attendee=other, sender=other, comment="Ik ben er niet."),
        mails.mail(known, PROSE),
        mails.bounce(known.but(sequence=1)),
        mails.mail(known.but(sequence=2), "\r\n", subject="Automatisch antwoord: Overleg"),
        mails.outlook(known.but(sequence=3, token="f" * 32), sender=other),
        mails.mail(known.but(sequence=4), PROSE, subject="Re: afspraak"),
    )
    found = [_receive(session, settings, raw, now) for raw in raws]
    _receive(session, settings, _countering(asked_of(session, last, written_at=now)), now)
    checking.settle(session, found[-1], by=by, now=now)
    assert all(one.state is not IncomingState.WAITING for one in found)
    return found[0]


def _receive(session: Session, settings: Settings, raw: bytes, now: datetime) -> IncomingMail:
    mail = keeping.keep(session, raw, secret=settings.secret_key, now=now)
    assert mail is not None
    applying.handle(session, mail, reading.read(raw), authenticator="none", now=now)
    session.flush()
    return mail


def _countering(known: Asked) -> bytes:
    """Return the proposal to begin two hours later."""
    hours = timedelta(hours=2)
    later = known.but(starts_at=known.starts_at + hours, ends_at=known.ends_at + hours)
    return mails.outlook(later, "TENTATIVE", method="COUNTER")
