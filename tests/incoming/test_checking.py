"""Rules of mdt.incoming.checking."""

from datetime import timedelta

from sqlmodel import Session

from mdt.incoming import checking
from mdt.models import IncomingState
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import asked_of, receive

LATER = NOON + timedelta(hours=2)


def test_whoever_settles_a_mail_first_has_settled_it(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person())
    strange = asked_of(session, asked).but(mail="else@where.example")
    mail = receive(session, mails.outlook(strange, "ACCEPTED"))
    assert mail.state is IncomingState.CHECK
    first, second = make.coordinator(), make.coordinator()

    assert checking.settle(session, mail, by=first, now=NOON)
    assert not checking.settle(session, mail, by=second, now=LATER)

    assert (mail.settled_by_id, mail.settled_at) == (first.id, NOON)
