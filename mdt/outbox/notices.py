"""Owe somebody word of what happened to their account, also where their mail went until lately.

Whoever changes an address would else be the only one who reads that it changed.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from mdt.models import MessageKind, OutboxMessage, Person, base
from mdt.outbox import queue

CHANGE, DEVICE, TRIES = "change", "device", "tries"
GUEST_PASSKEY, NO_GUEST_PASSKEY = "guest_passkey", "no_guest_passkey"
STILL_TOLD = timedelta(days=30)
"""How long an address hears of an account after its owner got another one."""


def owe(session: Session, person: Person, what: str, *, former: str = "", now: datetime) -> None:
    """Owe one mail to each address that the person has or lately had; once for one moment.

    what: CHANGE, DEVICE, TRIES (once a day), or a passkey of who joins without an account: made
    (GUEST_PASSKEY) or ended. former: the address that was just replaced. Who is kept out hears
    nothing more.
    """
    if not person.is_active:
        return
    once = str(base.local_date(now)) if what == TRIES else now.isoformat()
    for number, address in enumerate(["", *_former(session, person, former, now)]):
        queue.owe(
            session,
            OutboxMessage(
                kind=MessageKind.SIGN_IN,
                dedupe=f"sign_in:{what}:{person.id}:{once}:{number}",
                person_id=person.id,
                message_id=queue.new_message_id(session),
                language=person.language,
                former_mail=address,
                details={"what": what},
                stamped_at=now,
                created_at=now,
                due_at=now,
            ),
        )


def _former(session: Session, person: Person, latest: str, now: datetime) -> list[str]:
    """Return the addresses that the person had until lately, in the order of their replacing."""
    replaced_at = func.min(OutboxMessage.created_at)
    known = session.exec(
        select(OutboxMessage.former_mail)
        .where(OutboxMessage.person_id == person.id, OutboxMessage.former_mail != "")
        .group_by(OutboxMessage.former_mail)
        .having(replaced_at > now - STILL_TOLD)
        .order_by(replaced_at, OutboxMessage.former_mail)
    )
    addresses = dict.fromkeys([*known, latest])
    return [one for one in addresses if one not in {"", person.mail}]
