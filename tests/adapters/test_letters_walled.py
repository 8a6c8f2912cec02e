"""What is owed to somebody whom a case was shut to since: no mail, no text message, no alias."""

import pytest
from sqlmodel import Session

from mdt import events
from mdt.adapters.letters import Letters
from mdt.adapters.texts import Texts
from mdt.models import MessageKind, OutboxMessage
from mdt.outbox.delivery import NotNow
from tests.adapters.test_letters import SETTINGS, everything, written
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import happen, messages_to


def test_nothing_leaves_for_whom_the_only_case_was_shut_to(session: Session, make: Make) -> None:
    case, person = make.case(), make.person()
    sitting = make.convened(case)
    make.seat(sitting, person)
    happen(session, events.ConferenceConvened, sitting)
    [mail] = messages_to(session, person)
    assert written(session, mail)

    make.wall(case, person)

    with pytest.raises(NotNow) as said:
        Letters(SETTINGS, lambda: NOON).compose(session, mail)
    assert said.value.rest.until is None, "it is owed no more, and not merely later"


def test_no_text_message_leaves_either(session: Session, make: Make) -> None:
    case, person = make.case(), make.person(phone="+31612345678")
    text: OutboxMessage = make.message(
        person, kind=MessageKind.URGENT, conference_id=make.convened(case).id
    )
    pen = Texts(SETTINGS, lambda: NOON)
    assert pen.compose(session, text).recipient == "+31612345678"

    make.wall(case, person)

    with pytest.raises(NotNow):
        pen.compose(session, text)


def test_who_sits_at_another_case_is_written_to_without_the_name_of_this_one(
    session: Session, make: Make
) -> None:
    shut, other = make.case(alias="Kanarie"), make.case(alias="Populier")
    person = make.person()
    sitting = make.convened(shut)
    make.seat(sitting, person)
    make.seat(sitting, person, make.item(sitting, other, position=1))
    happen(session, events.ConferenceConvened, sitting)
    [mail] = messages_to(session, person)
    assert "Kanarie" in everything(written(session, mail))

    make.wall(shut, person)

    said = everything(written(session, mail))
    assert "Kanarie" not in said
    assert "Populier" in said
