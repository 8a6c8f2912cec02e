"""Rules of mdt.incoming.keeping; how long it keeps is tried in tests/retention."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.identity.sealing import SealBroken
from mdt.incoming import keeping
from mdt.models import IncomingMail
from tests.conftest import NOON
from tests.incoming import mails
from tests.incoming.cast import SECRET
from tests.incoming.mails import Asked

DAY = timedelta(days=1)
RAW = mails.outlook(Asked())


def keep(session: Session, raw: bytes) -> IncomingMail | None:
    return keeping.keep(session, raw, secret=SECRET, now=NOON)


def test_a_mail_is_kept_as_it_came_and_sealed(session: Session) -> None:
    mail = keep(session, RAW)

    assert mail is not None
    assert "Geaccepteerd" not in mail.sealed
    assert keeping.opened(mail, secret=SECRET) == RAW


def test_a_sealed_mail_opens_in_its_own_row_only(session: Session) -> None:
    one, other = keep(session, RAW), keep(session, RAW.replace(b"ACCEPTED", b"DECLINED") + b"x")
    assert one is not None
    assert other is not None
    other.sealed = one.sealed

    with pytest.raises(SealBroken):
        keeping.opened(other, secret=SECRET)


def test_a_copy_is_not_kept_twice_whatever_servers_wrote_above_it(session: Session) -> None:
    keep(session, RAW)

    assert keep(session, RAW) is None
    assert keep(session, b"Received: from elders; Tue, 10 Feb\r\n" + RAW) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"From: wijkagent", b"From: iemand"), (b"=_grens--", b"=_grens--\r\nen meer")],
)
def test_another_sender_or_another_text_is_another_mail(
    session: Session, before: bytes, after: bytes
) -> None:
    keep(session, RAW)

    assert keep(session, RAW.replace(before, after)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"From: a@b.example\r\nTo: x", b"From: a@b.example\r\nTo: y"),
        (b"From: a@b.example\r\nX: 1\r\n\r\nja", b"From: a@b.example\r\nX: 2\r\n\r\nja"),
    ],
)
def test_a_mail_without_a_name_of_its_own_is_only_like_itself(
    session: Session, one: bytes, other: bytes
) -> None:
    assert keep(session, one) is not None
    assert keep(session, other) is not None
    assert keep(session, one) is None
