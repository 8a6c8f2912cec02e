"""Documents with an item of a sitting: a list, one more, as a file, withdrawn and put back.

Templates: mdt/templates/documents/.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.documents import SECTIONS
from mdt.access.policy import Action
from mdt.documents import attaching
from mdt.documents.attaching import NotAtThisTable, Terms
from mdt.documents.refusals import FileEmpty, FileHoldsSealed, FileHoldsSomething, FileRefused
from mdt.errors import DomainError
from mdt.models import AgendaItem, Case, Document, DocumentSection
from mdt.web import (
    database,
    document_page,
    forms,
    leak_page,
    once,
    render,
    text_copies,
    uploads,
    words,
)
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, load, requires

bp = Blueprint("documents", __name__)

Answer = Response | Redirect


class DocumentForm(SQLModel):
    """How a document is called, and for whom it is."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "title": _l("Schrijf in een paar woorden wat het is."),
        "section": _l("Kies bij welk onderdeel van de zaak het hoort."),
    }

    title: str = Field(min_length=2, max_length=80)
    section: DocumentSection
    recipients: list[UUID] = []


@bp.get("/items/<uuid:item_id>/documents")
@requires(Action.DOCUMENT_VIEW)
def index(item_id: UUID) -> Response:
    """Show the documents of an item that are for the viewer."""
    return _index_page(load(AgendaItem, item_id))


@bp.get("/items/<uuid:item_id>/documents/new")
@requires(Action.DOCUMENT_ATTACH)
def new(item_id: UUID) -> Response:
    """Ask for a file, and for whom it is."""
    return _new_page(load(AgendaItem, item_id))


@bp.post("/items/<uuid:item_id>/documents")
@requires(Action.DOCUMENT_ATTACH)
@uploads.takes_files
def add(item_id: UUID) -> Answer:
    """Keep a clean copy of a file with the item."""
    item = load(AgendaItem, item_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(DocumentForm)
    if form and not can(SECTIONS[form.section], item.case):
        form, problems = None, {"section": gettext("Kies een van de mogelijkheden.")}
    if form is None:
        return _new_page(item, problems | _no_file())
    try:
        _attach(item, form)
    except FileHoldsSealed as refusal:
        return _refused(item, refusal)
    except DomainError as refusal:
        return _new_page(item, {_field_of(refusal): sentence(refusal)})
    flash(gettext("De bijlage staat bij de zaak."), "ok")
    return once.done(_to_index(item.id))


@bp.get("/documents/<uuid:document_id>")
@requires(Action.DOCUMENT_VIEW)
def show(document_id: UUID) -> Response:
    """Give the document as a file to keep."""
    return document_page.answer(load(Document, document_id))


@bp.post("/documents/<uuid:document_id>/withdrawal")
@requires(Action.DOCUMENT_WITHDRAW)
def withdraw(document_id: UUID) -> Redirect:
    """Let nobody open the document any more, or put it back."""
    document = load(Document, document_id)
    by, now = actor().person, clock.now()
    if request.form.get("is_withdrawn") == "1":
        attaching.withdraw(get_session(), document, by=by, now=now)
        flash(gettext("De bijlage is ingetrokken. Niemand kan hem nog openen."), "ok")
    else:
        attaching.put_back(get_session(), document, by=by, now=now)
        flash(gettext("De bijlage staat weer bij de zaak."), "ok")
    if document.item_id and request.form.get("at") == "item":
        return _to_index(document.item_id)
    back = "procedures.index" if request.form.get("at") == "procedures" else "cases.show"
    return render.see_other(back, case_id=document.case_id, _anchor="documents")


def _attach(item: AgendaItem, form: DocumentForm) -> None:
    """Look into the file while the database is free for others, then keep it."""
    terms = _terms(form)
    data = text_copies.content(form.title) if _is_text() else uploads.content()
    database.commit_now()
    cleaned = uploads.cleaned(data)
    attaching.attach(
        get_session(),
        item,
        terms,
        cleaned,
        name=uploads.name(),
        most=uploads.most(),
        by=actor().person,
        now=clock.now(),
    )


def _is_text() -> bool:
    """Tell whether the form brings the words of a file; a file that was chosen goes first."""
    return bool(text_copies.words()) and not uploads.name()


def _refused(item: AgendaItem, refusal: FileHoldsSealed) -> Response:
    """Say what may be said of it, and leave that it was tried; nothing of the case was kept."""
    leak_page.note(item.case_id)
    field = text_copies.FIELD if _is_text() else uploads.FIELD
    if not can(Action.PERSONS_VIEW, item.case):
        return _new_page(item, {field: sentence(FileHoldsSomething())})
    return _new_page(item, {field: sentence(refusal)}, text=str(refusal.params["redacted"]))


def _terms(form: DocumentForm) -> Terms:
    return Terms(title=form.title, section=form.section, recipients=frozenset(form.recipients))


def _field_of(refusal: DomainError) -> str:
    if isinstance(refusal, FileRefused):
        return uploads.FIELD
    return "recipients" if isinstance(refusal, NotAtThisTable) else ""


def _no_file() -> Problems:
    """Say at the file that it must be chosen, or once more: no browser keeps it."""
    if _is_text():
        return {}
    if uploads.name():
        return {uploads.FIELD: gettext("Kies het bestand opnieuw.")}
    return {uploads.FIELD: sentence(FileEmpty())}


def _to_index(item_id: UUID) -> Redirect:
    return render.see_other(".index", item_id=item_id)


def _index_page(item: AgendaItem) -> Response:
    case = get_session().get_one(Case, item.case_id)
    return render.page(
        "documents/index.html",
        case=case,
        item=item,
        documents=document_page.of_item(item),
        may_attach=case.is_open and can(Action.DOCUMENT_ATTACH, item),
    )


def _new_page(item: AgendaItem, problems: Problems | None = None, text: str = "") -> Response:
    """Show the form; text: of the file that was refused, without what is sealed."""
    typed = forms.typed(title="", section="", recipients=[], words="")
    return render.page(
        "documents/new.html",
        UNPROCESSABLE if problems else 200,
        case=item.case,
        item=item,
        sections=[(one, words.word(one)) for one in document_page.sections_of(item.case)],
        organisations=[
            (one.id, one.name) for one in attaching.at_table(get_session(), item, clock.now())
        ],
        megabytes=uploads.megabytes(),
        problems=problems or {},
        typed=typed | ({text_copies.FIELD: text} if text else {}),
    )
