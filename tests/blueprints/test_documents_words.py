"""What mdt.blueprints.documents offers for a file that may not come in: its words, redacted.

Source: scenarios.md, scenario 2 (16.30) and check 2.7.
"""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from mdt.models import AgendaItem, AuditRecord, Document
from tests.blueprints.test_documents import TITLE, bring
from tests.conftest import AsPerson
from tests.documents import files
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.vault.sealed import kept_sealed

TOLD = "Zij verblijft in Oosterwolde en heeft drie gebroken ribben."
ALL_BUT = "Zij verblijft in [weggelaten] en heeft drie gebroken ribben."


@pytest.fixture
def item(make: Make) -> AgendaItem:
    item = make.convened().items[0]
    kept_sealed(make, item.case, by=make.person())
    return item


def test_the_words_without_it_come_back_to_be_read_and_are_kept_as_a_file(
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    browser = as_person(make.coordinator())

    refused = bring(browser, item, files.letter(TOLD), "brief.pdf")

    assert refused.status_code == 422
    [area] = soup(refused).select("textarea[name=words]")
    assert area.get_text().strip() == ALL_BUT
    assert "osterwolde" not in refused.text
    path = f"/items/{item.id}/documents"
    answer = send(browser, path, title=TITLE, section="plan", words=ALL_BUT)
    assert answer.status_code == 303
    [document] = session.exec(select(Document)).all()
    kept = browser.get(f"/documents/{document.id}")
    said = " ".join(PdfReader(BytesIO(kept.data)).pages[0].extract_text().split())
    assert ALL_BUT in said
    assert "Tekst uit een bestand, zonder afgeschermde gegevens." in said


def test_the_words_are_looked_at_again(
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    browser, path = as_person(make.coordinator()), f"/items/{item.id}/documents"

    answer = send(browser, path, title=TITLE, section="plan", words=TOLD)

    assert answer.status_code == 422
    assert "afgeschermd gegeven" in text_of(answer, "#words-problem")
    assert ALL_BUT in text_of(answer, "textarea[name=words]").replace("\n", " ")
    assert not session.exec(select(Document)).all()
    tried = select(AuditRecord).where(AuditRecord.action == "vault:leak")
    assert len(session.exec(tried).all()) == 1


def test_whatever_else_is_wrong_the_words_stay(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    browser, path = as_person(make.coordinator()), f"/items/{item.id}/documents"

    answer = send(browser, path, title="", section="plan", words=ALL_BUT)

    assert answer.status_code == 422
    assert ALL_BUT in text_of(answer, "textarea[name=words]")
    assert not soup(answer).select("#file-problem")


def test_who_may_not_see_the_people_is_offered_no_words(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    chair = make.person(organisation=make.organisation(region_id=make.another_region().id))
    item.conference.chair_id = chair.id

    answer = bring(as_person(chair), item, files.letter(TOLD), "brief.pdf")

    assert answer.status_code == 422
    assert not soup(answer).select("textarea[name=words]")
