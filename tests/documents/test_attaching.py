"""Rules of mdt.documents.attaching."""

from hashlib import sha256

import pytest
from sqlmodel import Session, col, select

from mdt.cases.closing import CaseIsClosed
from mdt.conferences import agenda
from mdt.documents import attaching
from mdt.documents.attaching import NotAtThisTable, Terms
from mdt.documents.refusals import FileHoldsSealed, SameFile, TooManyFiles
from mdt.models import (
    Document,
    DocumentBody,
    DocumentSection,
    EventRecord,
    Organisation,
)
from mdt.vault import bodies
from mdt.vault.keyring import KEYRING, Keyring, VaultClosed
from tests.conftest import NOON
from tests.documents.attached import PAGES, attached, cleaned
from tests.factories import Make
from tests.vault.sealed import kept_sealed

TERMS = Terms(title="Brief", section=DocumentSection.PLAN)


def names(session: Session) -> list[str]:
    return list(session.exec(select(EventRecord.name).order_by(col(EventRecord.id))))


def test_a_document_is_kept_sealed_with_who_brought_it_and_its_sum(
    session: Session, make: Make
) -> None:
    item, by = make.convened().items[0], make.person()

    document = attached(make, item, by=by)

    assert (document.case_id, document.item_id) == (item.case_id, item.id)
    assert (document.added_by_id, document.added_at) == (by.id, NOON)
    assert (document.size_bytes, document.digest) == (len(PAGES), sha256(PAGES).hexdigest())
    [body] = session.exec(select(DocumentBody)).all()
    assert PAGES not in body.sealed
    assert bodies.read(session, document) == PAGES
    assert names(session) == ["DocumentAdded"]


def test_without_a_key_nothing_is_kept_in_the_clear(session: Session, make: Make) -> None:
    item, by = make.convened().items[0], make.person()
    session.info[KEYRING] = Keyring()

    with pytest.raises(VaultClosed):
        attached(make, item, by=by)


def test_a_body_opens_in_its_own_row_only(session: Session, make: Make) -> None:
    item, by = make.convened().items[0], make.person()
    one = attached(make, item, by=by)
    other = attached(make, item, by=by, content=b"%PDF-1.7 iets anders")
    mine, theirs = (
        session.exec(select(DocumentBody).where(DocumentBody.document_id == key)).one()
        for key in (one.id, other.id)
    )
    mine.sealed = theirs.sealed

    with pytest.raises(VaultClosed):
        bodies.read(session, one)


def test_recipients_sit_at_the_table_of_the_item(session: Session, make: Make) -> None:
    sitting, by = make.convened(), make.person()
    seated, elsewhere = make.organisation(), make.organisation()
    make.seat(sitting, organisation_id=seated.id)
    item = sitting.items[0]

    with pytest.raises(NotAtThisTable):
        attached(make, item, by=by, recipients=frozenset({elsewhere.id}))
    attached(make, item, by=by, recipients=frozenset({seated.id}))

    [shown] = attaching.shown(session, Document.case_id == item.case_id)  # type: ignore[arg-type]
    assert (shown.by, shown.recipients) == (by.name, [seated.name])


def test_whoever_holds_a_seat_brings_their_organisation_to_the_table(
    session: Session, make: Make
) -> None:
    sitting = make.convened()
    person = make.seated(sitting)

    at_table = attaching.at_table(session, sitting.items[0], NOON)

    own = session.get_one(Organisation, make.organisation_of(person))
    assert list(at_table) == [own]


def test_the_same_file_is_kept_once_unless_it_was_withdrawn(make: Make, session: Session) -> None:
    item, by = make.convened().items[0], make.person()
    first = attached(make, item, by=by)
    with pytest.raises(SameFile):
        attached(make, item, by=by)

    attaching.withdraw(session, first, by=by, now=NOON)

    assert attached(make, item, by=by).digest == first.digest


def test_an_item_has_as_many_documents_as_the_installation_allows(
    make: Make, session: Session
) -> None:
    item, by = make.convened().items[0], make.person()
    attached(make, item, by=by)

    with pytest.raises(TooManyFiles) as refusal:
        attaching.attach(session, item, TERMS, cleaned(b"more"), name="", most=1, by=by, now=NOON)
    assert "1 bijlagen" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zij woont nu in Oosterwolde.", "brief.pdf"),
        ("", "brief-oosterwolde.pdf"),
        ("Bel 06 98 76 54 32", "brief.pdf"),
    ],
)
def test_a_file_that_says_what_is_sealed_is_not_kept_also_not_by_its_name(
    make: Make, session: Session, text: str, name: str
) -> None:
    item, by = make.convened().items[0], make.person()
    case = item.case
    kept_sealed(make, case, by=by)

    with pytest.raises(FileHoldsSealed) as refusal:
        attaching.attach(
            session, item, TERMS, cleaned(text=text), name=name, most=9, by=by, now=NOON
        )

    assert refusal.value.params["places"] == 1
    assert "oosterwolde" not in str(refusal.value.params["redacted"]).lower()
    assert not session.exec(select(Document)).all()


def test_a_closed_case_takes_no_document_and_gives_none_back(make: Make, session: Session) -> None:
    item, by = make.convened().items[0], make.person()
    document = attached(make, item, by=by)
    attaching.withdraw(session, document, by=by, now=NOON)
    item.case.closed_at = NOON

    with pytest.raises(CaseIsClosed):
        attached(make, item, by=by, content=b"more")
    with pytest.raises(CaseIsClosed):
        attaching.put_back(session, document, by=by, now=NOON)


def test_withdrawing_twice_is_withdrawing_once_and_can_be_undone(
    make: Make, session: Session
) -> None:
    document = attached(make, make.convened().items[0], by=(by := make.person()))

    for step in (attaching.withdraw, attaching.put_back):
        for _ in range(2):
            step(session, document, by=by, now=NOON)
        assert (document.withdrawn_at == NOON) is (step is attaching.withdraw)

    assert names(session) == ["DocumentAdded", "DocumentWithdrawn", "DocumentPutBack"]


def test_a_document_stays_with_the_case_when_its_item_goes_off_the_agenda(
    make: Make, session: Session
) -> None:
    sitting, by = make.conference(), make.coordinator()
    other = make.item(sitting, make.case(), position=2)
    document = attached(make, other, by=by)

    agenda.remove(session, other, by=by, now=NOON)

    session.refresh(document)
    assert document.item_id is None
    assert bodies.read(session, document) == PAGES
