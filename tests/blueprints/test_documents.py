"""Pages of mdt.blueprints.documents."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt.adapters.files import opening
from mdt.documents.receiving import Cleaned
from mdt.documents.refusals import FileInfected, FileRefused, ScannerSilent
from mdt.models import (
    AgendaItem,
    AuditRecord,
    Case,
    Document,
    DocumentKind,
    DocumentRecipient,
    DocumentSection,
    Invitation,
    JudgeOpening,
    Reply,
    Role,
)
from mdt.web import csrf, uploads
from tests.conftest import AsPerson
from tests.documents import files
from tests.documents.attached import PAGES, attached
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of, token
from tests.vault.sealed import kept_sealed

TITLE = "Brief van de school"


@pytest.fixture(autouse=True)
def _in_this_process(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look into files here: a process for each is tried in tests/adapters/files."""

    def clean(data: bytes) -> Cleaned:
        kind, content, text = opening.clean(data)
        return Cleaned(DocumentKind(kind), content, text)

    monkeypatch.setitem(app.extensions, uploads.CLEAN, clean)


@pytest.fixture
def item(make: Make) -> AgendaItem:
    return make.convened().items[0]


def bring(
    browser: Browser, item: AgendaItem, data: bytes, name: str = "scan.pdf", **changed: Any
) -> TestResponse:
    """Post the form with a file."""
    fields = {"title": TITLE, "section": "plan"} | changed
    return posted(browser, f"/items/{item.id}/documents", data, name, fields)


def posted(
    browser: Browser, path: str, data: bytes, name: str, fields: dict[str, Any]
) -> TestResponse:
    """Post a form as a browser does; the test client would leave a large one on a disk."""
    parts = [
        f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode()
        for key, value in {csrf.FIELD: token(browser), **fields}.items()
    ]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    parts.append(head.encode() + data)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return browser.post(path, data=body, content_type="multipart/form-data; boundary=edge")


def test_a_pdf_is_attached_once_listed_and_comes_back_clean(
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    browser = as_person(make.coordinator())
    path = f"/items/{item.id}/documents"
    assert "Geen bijlagen voor u" in text_of(browser.get(path))
    once = str(uuid4())
    for _ in range(2):
        answer = bring(browser, item, files.letter("Brief"), once=once)
        assert answer.status_code == 303

    [document] = session.exec(select(Document)).all()
    words = text_of(browser.get(path), "#documents")
    for said in (TITLE, "pdf, ", "kB", "Veiligheidsplan", "10 feb"):
        assert said in words
    assert TITLE in text_of(browser.get(f"/cases/{item.case_id}"), "#documents")
    kept = browser.get(f"/documents/{document.id}")
    assert kept.mimetype == "application/pdf"
    assert kept.data.startswith(b"%PDF-")
    assert files.DEVICE.encode() not in kept.data


def test_a_document_leaves_as_a_file_that_says_nothing_and_can_do_nothing(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    by = make.coordinator()
    document = attached(make, item, by=by)

    answer = as_person(by).get(f"/documents/{document.id}")

    assert answer.data == PAGES
    assert answer.headers["Content-Disposition"] == "attachment; filename=bijlage.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_each_reading_leaves_its_row_in_the_trail(
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    by = make.coordinator()
    document = attached(make, item, by=by)

    as_person(by).get(f"/documents/{document.id}")

    read = select(AuditRecord).where(AuditRecord.subject_id == document.id)
    [row] = session.exec(read).all()
    assert (row.action, row.case_id, row.allowed) == ("document:view", item.case_id, True)


def test_a_list_that_shows_a_document_leaves_a_row_and_an_empty_one_does_not(
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    by = make.coordinator()
    listed = select(AuditRecord.case_id).where(AuditRecord.action == "document:view")

    as_person(by).get(f"/cases/{item.case_id}")
    assert not session.exec(listed).all()
    attached(make, item, by=by)
    as_person(by).get(f"/cases/{item.case_id}")
    assert session.exec(listed).all() == [item.case_id]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "leeg.pdf", "Er kwam niets binnen"),
        (b"<script>alert(1)</script>", "brief.pdf", "Dit soort bestand kan niet"),
        (b"<svg onload='alert(1)'/>", "foto.png", "Dit soort bestand kan niet"),
        (files.locked(), "brief.pdf", "zit een wachtwoord"),
        (files.annotated("/Widget"), "formulier.pdf", "Druk hem af als pdf"),
        (files.photo()[:200], "foto.jpg", "beschadigd"),
        (b"%PDF-" + bytes(10_000_001), "groot.pdf", "ten hoogste 10 MB"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_the_file_and_the_rest_stays_typed(  # noqa: PLR0917
    session: Session,
    make: Make,
    as_person: AsPerson,
    item: AgendaItem,
    data: bytes,
    name: str,
    words: str,
) -> None:
    answer = bring(as_person(make.coordinator()), item, data, name)

    assert answer.status_code == 422
    assert words in text_of(answer, "#file-problem")
    page = soup(answer)
    title = page.select_one("#title")
    assert title
    assert title["value"] == TITLE
    assert page.select_one("input[name=section][value=plan][checked]")
    assert not session.exec(select(Document)).all()


@pytest.mark.parametrize("refusal", [FileInfected, ScannerSilent])
def test_what_the_scanner_knows_or_does_not_look_at_is_not_kept(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    make: Make,
    as_person: AsPerson,
    refusal: type[FileRefused],
) -> None:
    def scan(_: bytes) -> None:
        raise refusal

    monkeypatch.setitem(app.extensions, uploads.SCAN, scan)
    item = make.convened().items[0]

    answer = bring(as_person(make.coordinator()), item, files.letter())

    assert answer.status_code == 422
    assert "virusscanner" in text_of(answer, "#file-problem")
    assert not make.session.exec(select(Document)).all()


def test_far_too_much_is_cut_off_before_it_is_read(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    answer = bring(as_person(make.coordinator()), item, bytes(20_100_000))

    assert answer.status_code == 413
    assert "te groot" in text_of(answer)


def test_no_other_form_takes_a_file(make: Make, as_person: AsPerson, item: AgendaItem) -> None:
    browser = as_person(make.coordinator())

    path = f"/conferences/{item.conference_id}/items/{item.id}"
    answer = posted(browser, path, bytes(1_100_000), "x", {})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": ""}, "title", "in een paar woorden"),
        ({"section": ""}, "section", "bij welk onderdeel"),
        ({"section": "vault"}, "section", "Kies een van de mogelijkheden"),
        ({"recipients": str(uuid4())}, "recipients", "aan tafel zitten"),
    ],
)
def test_problems_stand_at_their_field_and_the_file_is_asked_for_again(  # noqa: PLR0917
    make: Make,
    as_person: AsPerson,
    item: AgendaItem,
    changed: dict[str, str],
    field: str,
    words: str,
) -> None:
    make.seat(item.conference, organisation_id=make.organisation().id)
    answer = bring(as_person(make.coordinator()), item, files.letter(), **changed)

    assert answer.status_code == 422
    assert words in text_of(answer, f"#{field}-problem")


def test_a_form_sent_empty_names_every_field_also_the_file(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    answer = send(as_person(make.coordinator()), f"/items/{item.id}/documents")

    assert answer.status_code == 422
    for field in ("file", "title", "section"):
        assert soup(answer).select_one(f"#{field}-problem"), field


def test_nobody_attaches_to_a_section_that_is_not_theirs(
    make: Make, as_person: AsPerson, session: Session
) -> None:
    chair = make.person(organisation=make.organisation(region_id=make.another_region().id))
    item = make.convened(chair_id=chair.id).items[0]
    browser = as_person(chair)

    page = soup(browser.get(f"/items/{item.id}/documents/new"))
    offered = {str(one["value"]) for one in page.select("input[name=section]")}
    assert offered == {"risks", "procedures", "plan", "minutes"}
    assert bring(browser, item, files.letter(), section="persons").status_code == 422
    assert not session.exec(select(Document)).all()


def test_a_document_for_some_is_not_there_for_the_others(
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    school = make.organisation(name="Basisschool De Linde")
    teacher, other = (
        make.seated(item.conference, make.person(organisation=one))
        for one in (school, make.organisation())
    )
    answer = bring(as_person(teacher), item, files.letter(), recipients=str(school.id))
    assert answer.status_code == 303

    [document] = session.exec(select(Document)).all()
    [link] = session.exec(select(DocumentRecipient)).all()
    assert link.organisation_id == school.id
    page = f"/items/{item.id}/documents"
    assert "Alleen voor Basisschool De Linde" in text_of(as_person(teacher).get(page))
    theirs = as_person(other)
    assert TITLE not in text_of(theirs.get(page))
    assert TITLE not in text_of(theirs.get(f"/cases/{item.case_id}"))
    assert theirs.get(f"/documents/{document.id}").status_code == 404


def test_a_guest_a_stranger_and_a_walled_colleague_get_the_bare_404(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    document = attached(make, item, by=make.person())
    guest = make.seated(item.conference, make.person(Role.SPECIALIST))
    walled = make.seated(item.conference)
    make.wall(item.case, walled)
    bare = as_person(make.stranger()).get(f"/documents/{uuid4()}").data

    for person in (guest, walled, make.stranger(), make.person(Role.ADMINISTRATOR)):
        browser = as_person(person)
        for path in (
            f"/documents/{document.id}",
            f"/items/{item.id}/documents",
            f"/items/{item.id}/documents/new",
        ):
            answer = browser.get(path)
            assert answer.status_code == 404
            assert answer.data == bare
        assert bring(browser, item, files.letter()).status_code == 404
        gone = send(browser, f"/documents/{document.id}/withdrawal", is_withdrawn="1")
        assert gone.status_code == 404


def test_another_at_the_table_reads_it_and_does_not_withdraw_it(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    document = attached(make, item, by=make.seated(item.conference))
    other, path = as_person(make.seated(item.conference)), f"/documents/{document.id}"

    assert other.get(path).status_code == 200
    assert send(other, f"{path}/withdrawal", is_withdrawn="1", at="item").status_code == 404
    assert "Trek in" not in text_of(other.get(f"/items/{item.id}/documents"))
    coordinator = as_person(make.coordinator())
    assert send(coordinator, f"{path}/withdrawal", is_withdrawn="1", at="item").status_code == 303


def test_it_is_withdrawn_and_put_back_by_who_brought_it(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    by = make.seated(item.conference)
    document = attached(make, item, by=by)
    browser, path = as_person(by), f"/documents/{document.id}"

    answer = send(browser, f"{path}/withdrawal", is_withdrawn="1", at="item")
    assert answer.location == f"/items/{item.id}/documents"
    assert browser.get(path).status_code == 404
    assert "ingetrokken" in text_of(browser.get(answer.location), "#documents")
    answer = send(browser, f"{path}/withdrawal", is_withdrawn="0", at="case")
    assert answer.location == f"/cases/{item.case_id}#documents"
    assert browser.get(path).status_code == 200
    story = text_of(browser.get(f"/cases/{item.case_id}/history"))
    for did in ("trok een bijlage in", "zette een bijlage terug", "voegde een bijlage toe"):
        assert did in story


@pytest.fixture
def sealed(make: Make, item: AgendaItem) -> Case:
    kept_sealed(make, item.case, by=make.person())
    return item.case


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize(
    ("words", "name"), [("Zij woont in Oosterwolde", "x.pdf"), ("Brief", "oosterwolde.pdf")]
)
def test_what_is_sealed_comes_in_by_no_file_and_who_tried_stands_in_the_trail(  # noqa: PLR0917
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem, words: str, name: str
) -> None:
    answer = bring(as_person(make.coordinator()), item, files.letter(words), name)

    assert answer.status_code == 422
    assert "plekken: 1" in text_of(answer, "#file-problem")
    assert "osterwolde" not in answer.text.lower()
    assert not session.exec(select(Document)).all()
    tried = select(AuditRecord).where(AuditRecord.action == "vault:leak")
    [row] = session.exec(tried).all()
    assert (row.case_id, row.allowed) == (item.case_id, False)


@pytest.mark.usefixtures("sealed")
def test_who_may_not_see_the_people_learns_that_something_is_sealed_and_no_more(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    chair = make.person(organisation=make.organisation(region_id=make.another_region().id))
    item.conference.chair_id = chair.id
    answer = bring(as_person(chair), item, files.letter("Oosterwolde, Oosterwolde"))

    assert answer.status_code == 422
    assert "plekken" not in text_of(answer, "#file-problem")
    assert "afgeschermd gegeven" in text_of(answer, "#file-problem")


@pytest.mark.usefixtures("sealed")
def test_its_title_is_watched_like_every_text(
    session: Session, make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    browser = as_person(make.coordinator())

    answer = bring(browser, item, files.letter(), title="School in Oosterwolde")

    assert answer.status_code == 422
    assert "Dit is niet bewaard" in text_of(answer)
    assert not session.exec(select(Document)).all()


def test_the_conference_leads_to_the_documents_and_not_for_a_guest(
    make: Make, as_person: AsPerson, item: AgendaItem
) -> None:
    guest = make.seated(item.conference, make.person(Role.SPECIALIST))
    path, href = f"/conferences/{item.conference_id}", f"/items/{item.id}/documents"

    assert href in as_person(make.coordinator()).get(path).text
    assert href not in as_person(guest).get(path).text


def test_a_judge_for_the_procedures_finds_their_documents_and_no_others(
    make: Make, session: Session, as_person: AsPerson, item: AgendaItem
) -> None:
    judge = make.seated(item.conference, make.person(Role.JUDGE))
    asked = session.exec(select(Invitation).where(Invitation.person_id == judge.id)).one()
    asked.reply = Reply.YES
    make.add(JudgeOpening(invitation_id=asked.id, person_id=judge.id, opened_at=make.now))
    by = make.coordinator()
    hers, other = (
        attached(make, item, by=by, content=title.encode(), title=title, section=section)
        for title, section in (
            ("Oproep zitting", DocumentSection.PROCEDURES),
            ("Brief van school", DocumentSection.PLAN),
        )
    )
    browser = as_person(judge)

    for path in (f"/cases/{item.case_id}/procedures", f"/items/{item.id}/documents"):
        words = text_of(browser.get(path), "#documents")
        assert "Oproep zitting" in words
        assert "Brief van school" not in words
    assert browser.get(f"/documents/{hers.id}").status_code == 200
    assert browser.get(f"/documents/{other.id}").status_code == 404


def test_a_closed_case_offers_no_form(make: Make, as_person: AsPerson, item: AgendaItem) -> None:
    make.session.get_one(Case, item.case_id).closed_at = make.now
    attached_page = as_person(make.coordinator()).get(f"/items/{item.id}/documents")

    assert "Bijlage toevoegen" not in text_of(attached_page)
    assert DocumentSection.PLAN
