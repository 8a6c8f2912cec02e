"""The people of a region and what they are in it. Templates: mdt/templates/people/."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel, col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.directory import hours, people
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Language, Membership, Organisation, Person, Role, Unit
from mdt.outbox import numbers
from mdt.web import forms, fresh, once, paging, render, row_conflicts, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import MailAddress, Phone, Problems
from mdt.web.guard import anywhere, load, requires
from mdt.web.stale import Conflict

bp = Blueprint("people", __name__, url_prefix="/people")

PAGE_SIZE = 50
NO_ROLE = {"organisation_id": "", "unit_id": "", "role": "", "function": ""}


class PersonForm(SQLModel):
    """How someone is called and reached."""

    name: str = Field(min_length=2, max_length=120)
    mail: MailAddress
    phone: Phone = ""
    language: Language = Language.NL
    version: int = 0


class MembershipForm(SQLModel):
    """What someone is in which organisation."""

    organisation_id: UUID
    unit_id: UUID | None = None
    role: Role
    function: str = Field(default="", max_length=120)


class NewPersonForm(PersonForm, MembershipForm):
    """Someone new with a first membership."""


@bp.get("/")
@requires(Action.PERSON_MANAGE)
def index() -> Response:
    """List the people of the regions one administers."""
    anywhere()
    page = paging.number()
    found = _people(page)
    return render.page(
        "people/index.html", people=found[:PAGE_SIZE], page=page, has_more=len(found) > PAGE_SIZE
    )


@bp.get("/new")
@requires(Action.PERSON_MANAGE)
def new() -> Response:
    """Ask for someone new."""
    anywhere()
    return _new_page()


@bp.post("/")
@requires(Action.PERSON_MANAGE)
def add() -> Response | Redirect:
    """Enlist someone and let them join their first organisation."""
    anywhere()
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(NewPersonForm)
    if form is None or (problems := _unproven()):
        return _new_page(problems, 422)
    session, who, now = get_session(), actor().person, clock.now()
    try:
        with session.begin_nested():
            person = people.enlist(
                session,
                **form.model_dump(include={"name", "mail", "phone", "language"}),
                by=who,
                now=now,
            )
            _let_join(person, form)
    except DomainError as refusal:
        return _new_page(_at_field(refusal), 422)
    flash(gettext("%(name)s staat in de lijst.", name=person.name), "ok")
    return once.done(render.see_other("people.show", person_id=person.id))


@bp.get("/<uuid:person_id>")
@requires(Action.PERSON_MANAGE)
def show(person_id: UUID) -> Response:
    """Show someone: how to reach them, what they are, when they work."""
    return _page(_load(person_id))


@bp.post("/<uuid:person_id>")
@requires(Action.PERSON_MANAGE)
def change(person_id: UUID) -> Response | Redirect:
    """Change how someone is called and reached."""
    person = _load(person_id)
    form, problems = forms.parse(PersonForm)
    if form is None:
        return _page(person, problems, status=422)
    try:
        people.change(
            get_session(), person, **form.model_dump(), by=actor().person, now=clock.now()
        )
    except StaleVersion:
        conflict = row_conflicts.of_person(person, form.model_dump())
        return _page(person, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _page(person, {"mail": sentence(refusal)}, status=422)
    return _saved(person)


@bp.post("/<uuid:person_id>/memberships")
@requires(Action.PERSON_MANAGE)
def join(person_id: UUID) -> Response | Redirect:
    """Let someone join an organisation in a role, after fresh proof."""
    person = _load(person_id)
    form, problems = forms.parse(MembershipForm)
    if form is None or (problems := _unproven()):
        return _page(person, problems, status=422)
    try:
        _let_join(person, form)
    except DomainError as refusal:
        return _page(person, _at_field(refusal), status=422)
    return _saved(person)


@bp.post("/<uuid:person_id>/memberships/<uuid:membership_id>/end")
@requires(Action.PERSON_MANAGE)
def leave(person_id: UUID, membership_id: UUID) -> Response | Redirect:
    """End a membership now."""
    person = _load(person_id)
    membership = get_session().get(Membership, membership_id)
    if membership is None or membership.person_id != person.id:
        raise NotPermitted
    load(Organisation, membership.organisation_id)
    try:
        people.leave(get_session(), membership, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(person, {"": sentence(refusal)}, status=422)
    return _saved(person)


@bp.post("/<uuid:person_id>/activity")
@requires(Action.PERSON_MANAGE)
def set_active(person_id: UUID) -> Response | Redirect:
    """Keep someone out from the next request on, or let them in again."""
    person = _load(person_id)
    is_active = request.form.get("is_active") == "1"
    try:
        people.set_active(
            get_session(), person, is_active=is_active, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _page(person, {"": sentence(refusal)}, status=422)
    return _saved(person)


def _load(person_id: UUID) -> Person:
    return load(Person, person_id)


def _let_join(person: Person, form: MembershipForm) -> None:
    """Let the person join as the form says. Raises what people.join raises."""
    session = get_session()
    people.join(
        session,
        person,
        load(Organisation, form.organisation_id),
        form.role,
        unit=session.get(Unit, form.unit_id) if form.unit_id else None,
        function=form.function,
        by=actor().person,
        now=clock.now(),
    )


def _unproven() -> Problems:
    """Return what to say to who did not prove just now who they are: a role opens what is kept."""
    if fresh.is_fresh():
        return {}
    return {"": gettext("Bewijs eerst nog een keer wie u bent. Wat u typte, blijft staan.")}


def _at_field(refusal: DomainError) -> Problems:
    """Return the refusal at the field that can be mended."""
    fields = {people.MailTaken: "mail", people.NotOfOrganisation: "unit_id"}
    return {fields.get(type(refusal), "role"): sentence(refusal)}


def _people(page: int) -> list[tuple[Person, Membership, Organisation]]:
    mine = actor().regions(POLICY[Action.PERSON_MANAGE].roles)
    rows = get_session().exec(
        select(Person, Membership, Organisation)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Organisation.region_id).in_(mine), people.runs(clock.now()))
        .order_by(Organisation.name, Person.name)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    )
    return [(person, membership, organisation) for person, membership, organisation in rows]


def _organisations() -> Sequence[Organisation]:
    mine = actor().regions(POLICY[Action.PERSON_MANAGE].roles)
    query = select(Organisation).where(
        col(Organisation.region_id).in_(mine), col(Organisation.is_active)
    )
    return get_session().exec(query.order_by(Organisation.name)).all()


def _units(places: Sequence[Organisation]) -> list[tuple[str, str]]:
    """Return the units in use of these organisations, each with where it belongs."""
    names = {row.id: row.name for row in places}
    query = select(Unit).where(col(Unit.organisation_id).in_(names), col(Unit.is_active))
    found = get_session().exec(query.order_by(Unit.name)).all()
    return [(str(row.id), f"{row.name}, {names[row.organisation_id]}") for row in found]


def _choices(back: str) -> dict[str, Any]:
    """Return what forms with a role offer; back: the page to which one comes from fresh proof."""
    places = _organisations()
    return {
        "prove_href": None if fresh.is_fresh() else fresh.address(back),
        "organisations": [(str(row.id), row.name) for row in places],
        "units": _units(places),
        "roles": words.options(Role),
        "languages": words.options(Language),
    }


def _new_page(problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "people/new.html",
        status,
        problems=problems or {},
        typed=forms.typed(name="", mail="", phone="", language="nl", **NO_ROLE),
        **_choices(url_for(".new")),
    )


def _page(
    person: Person,
    problems: Problems | None = None,
    *,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    session, now = get_session(), clock.now()
    posts = [
        (
            membership,
            session.get_one(Organisation, membership.organisation_id),
            session.get(Unit, membership.unit_id) if membership.unit_id else None,
        )
        for membership in people.memberships(session, person, now=now)
    ]
    typed = forms.typed(
        name=person.name,
        mail=person.mail,
        phone=numbers.shown(person.phone),
        language=person.language.value,
        version=person.version,
        **NO_ROLE,
    )
    return render.page(
        "people/show.html",
        status,
        person=person,
        posts=posts,
        week=hours.week_of(session, person),
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, person.version, conflict),
        **_choices(url_for(".show", person_id=person.id)),
    )


def _saved(person: Person) -> Redirect:
    flash(gettext("Bewaard."), "ok")
    return render.see_other("people.show", person_id=person.id)
