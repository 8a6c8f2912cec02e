"""Rules of mdt.vault.watching: no verb and no table is left out."""

from typing import Any

import pytest
from sqlalchemy import Enum, String, inspect
from sqlmodel import Session, SQLModel, select
from sqlmodel.sql.sqltypes import AutoString

from mdt import models
from mdt.cases import confidential
from mdt.cases.confidential import Terms
from mdt.models import (
    ActionChange,
    AgendaItem,
    Answer,
    Case,
    Conference,
    Note,
    NoteKind,
    Risk,
    SafetyAction,
    SealedKind,
    SealedPart,
)
from mdt.vault import watching
from mdt.vault.keyring import KEYRING, Keyring, VaultClosed
from mdt.vault.watching import HoldsSealed, WatchedSession
from tests.conftest import NOON
from tests.factories import Make
from tests.vault.sealed import kept_sealed, somebody

LEAK = "Haar nieuwe plek is in oosterwolde."
TABLES = [
    kind
    for name in models.__all__
    if isinstance(kind := getattr(models, name), type)
    and issubclass(kind, SQLModel)
    and hasattr(kind, "__table__")
]
WATCHED = [
    (kind, name)
    for kind in TABLES
    for name in watching.texts_of(kind)
    if kind not in {Answer, Case, Conference}
]


@pytest.fixture
def case(make: Make) -> Case:
    """Return a case with a sealed address."""
    found = make.case()
    kept_sealed(make, found, by=make.person())
    make.session.commit()
    return found


def _texts(kind: type[SQLModel]) -> set[str]:
    return {
        column.key
        for column in inspect(kind).columns
        if isinstance(column.type, String | AutoString) and not isinstance(column.type, Enum)
    }


def test_every_text_of_every_table_is_looked_at_or_it_is_said_why_not() -> None:
    for kind in TABLES:
        if seen := watching.texts_of(kind):
            columns = inspect(kind).columns
            is_of_a_case = {"case_id", "invitation_id"} & set(columns.keys())
            is_known = is_of_a_case or kind in {Case, Conference}
            assert is_known, f"{kind.__name__}.{seen}: of which case? Else say why in UNSEEN"


def test_what_is_not_looked_at_is_there_and_says_why() -> None:
    known = {str(kind.__tablename__): _texts(kind) for kind in TABLES}

    for table, columns in watching.UNSEEN.items():
        assert set(columns) <= known[table], table
        assert all(columns.values()), table


@pytest.mark.parametrize(("kind", "name"), WATCHED, ids=str)
def test_no_table_of_a_case_takes_what_is_sealed(
    session: Session, case: Case, kind: Any, name: str
) -> None:
    session.add(kind(case_id=case.id, **{name: LEAK}))

    with pytest.raises(HoldsSealed):
        session.flush()

    session.rollback()


@pytest.mark.parametrize("name", watching.texts_of(Case))
def test_a_case_does_not_take_it_in_its_own_name(session: Session, case: Case, name: str) -> None:
    setattr(case, name, LEAK)

    with pytest.raises(HoldsSealed):
        session.flush()


@pytest.mark.parametrize("name", watching.texts_of(Conference))
def test_a_conference_takes_what_is_sealed_of_none_of_its_cases(
    session: Session, make: Make, case: Case, name: str
) -> None:
    sitting = make.convened(make.case())
    make.item(sitting, case, position=2)
    setattr(sitting, name, LEAK)

    with pytest.raises(HoldsSealed) as caught:
        session.flush()

    assert caught.value.case_ids == {case.id}


def test_a_comment_belongs_to_every_case_of_its_conference(
    session: Session, make: Make, case: Case
) -> None:
    sitting = make.convened(make.case())
    make.item(sitting, case, position=2)
    asked = make.invitation(sitting, make.person())
    session.add(Answer(invitation_id=asked.id, sequence=0, comment=LEAK))

    with pytest.raises(HoldsSealed):
        session.flush()


def test_a_case_takes_no_name_of_a_source_but_what_she_shares_with_the_victim(
    session: Session, make: Make
) -> None:
    case, by = make.case(), make.person()
    ilse = somebody(make, case)
    terms = Terms(kind=SealedKind.SOURCE, label="Bron 1", holder_person_id=by.id)
    told = {SealedPart.SOURCE: "Eline Kuiper"}
    confidential.keep(session, ilse, terms, told, by=by, now=make.now)
    make.add(Risk(case_id=case.id, name="Ilse Kuiper is bang"))

    with pytest.raises(HoldsSealed):
        make.add(Risk(case_id=case.id, name="Elines melding"))


def test_what_comes_by_mail_is_stored_without_it(session: Session, case: Case) -> None:
    session.info[watching.REDACTS] = True
    session.add(Risk(case_id=case.id, name=LEAK))

    session.flush()

    assert session.exec(select(Risk.name)).one() == "Haar nieuwe plek is in [weggelaten]."


def test_a_new_conference_with_its_agenda_is_looked_at(
    session: Session, make: Make, case: Case
) -> None:
    sitting = make.conference()
    session.add(AgendaItem(conference_id=sitting.id, case_id=case.id, question="?", minutes=5))
    sitting.late_because = LEAK

    with pytest.raises(HoldsSealed):
        session.flush()


def test_a_text_that_is_changed_is_looked_at_and_nothing_is_stored(
    session: Session, make: Make, case: Case
) -> None:
    action = make.action(case)
    session.commit()
    action.remark = LEAK

    with pytest.raises(HoldsSealed):
        session.flush()

    session.rollback()
    assert session.get_one(SafetyAction, action.id).remark != LEAK


def test_what_stood_there_before_can_be_taken_out(session: Session, make: Make) -> None:
    case = make.case()
    action = make.action(case, title=LEAK)
    kept_sealed(make, case, by=make.person())
    action.title = "Nieuwe plek zoeken"
    session.add(
        ActionChange(
            action_id=action.id,
            case_id=case.id,
            by_id=make.person().id,
            at=NOON,
            version=1,
            field="title",
            before=LEAK,
            after=action.title,
        )
    )

    session.flush()

    assert session.get_one(SafetyAction, action.id).title == "Nieuwe plek zoeken"


def test_another_case_may_say_it(session: Session, make: Make, case: Case) -> None:
    session.add(Risk(case_id=make.case().id, name=LEAK))

    session.flush()

    assert session.exec(select(Risk.name).where(Risk.case_id != case.id)).all() == [LEAK]


def test_what_is_set_aside_is_still_a_secret(session: Session, make: Make) -> None:
    case = make.case()
    kept_sealed(make, case, by=make.person()).is_active = False
    session.flush()
    session.add(Risk(case_id=case.id, name=LEAK))

    with pytest.raises(HoldsSealed):
        session.flush()


def test_without_the_key_no_text_of_the_case_is_stored(session: Session, case: Case) -> None:
    session.info[KEYRING] = Keyring()
    session.add(Risk(case_id=case.id, name="Wapen"))

    with pytest.raises(VaultClosed):
        session.flush()


def test_the_refusal_does_not_say_what_is_sealed(session: Session, make: Make, case: Case) -> None:
    item = make.convened(case).items[0]
    session.add(Note(case_id=case.id, item_id=item.id, kind=NoteKind.DECISION, text=LEAK, at=NOON))

    with pytest.raises(HoldsSealed) as caught:
        session.flush()

    assert "oosterwolde" not in f"{caught.value!r} {caught.value} {vars(caught.value)}".lower()


def test_every_request_has_such_a_session(session: Session) -> None:
    assert isinstance(session, WatchedSession)
