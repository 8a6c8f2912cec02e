"""Every endpoint declares its action, and no answer leaves before it was checked.

Whatever is loaded here was permitted by the policy and leaves its audit row. What exists
but is not yours looks exactly like what does not exist.
"""

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, request, url_for
from sqlmodel import Session, SQLModel

from mdt import clock
from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import POLICY, Action
from mdt.audit import trail
from mdt.errors import NotPermitted
from mdt.models import (
    AgendaItem,
    BusySource,
    Case,
    Conference,
    IncomingMail,
    Invitation,
    MailDomain,
    OneTimeLink,
    OutboxMessage,
    Person,
    PollPerson,
    SafetyAction,
    WebSession,
)
from mdt.web import joined, signing_in
from mdt.web.actor import actor, is_signed_in
from mdt.web.database import get_session, write_anyway

View = TypeVar("View", bound=Callable[..., Any])
Record = TypeVar("Record", bound=SQLModel)

_ATTRIBUTE = "mdt_action"
_JOINS = "mdt_joins"
_PUBLIC = "public"
FIRST_ERROR = 400


def requires(action: Action) -> Callable[[View], View]:
    """Declare the one action this view performs."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, action)
        return view

    return mark


def joins(action: Action) -> Callable[[View], View]:
    """Declare the one action this view performs for who came in by an invitation and a code."""

    def mark(view: View) -> View:
        setattr(view, _JOINS, True)
        return requires(action)(view)

    return mark


def public(view: View) -> View:
    """Declare a view that anybody may call."""
    setattr(view, _ATTRIBUTE, _PUBLIC)
    return view


def load(model: type[Record], key: UUID, *, action: Action | None = None) -> Record:
    """Return the record if the actor may do what this view declared with it.

    Works for conferences, agenda items, cases, plan actions, people, messages in the outbox, own
    invitations and sessions, and every table with a case_id or region_id. Raises NotPermitted for
    what is unknown or not for the actor.
    """
    wanted = action or _declared()
    row = get_session().get(model, key)
    if row is None or not _permits(wanted, row):
        _deny(wanted, key)
    saw(wanted, _case_of(row), key)
    return row


def anywhere() -> None:
    """Check a list or a first form: something of the declared action is open to the actor."""
    if not guard.permits_anywhere(actor(), _declared()):
        _deny(_declared(), None)
    g.checked = True


def in_region(region_id: UUID, action: Action | None = None) -> None:
    """Check that a role of the actor gives the declared (or this) action in this region."""
    wanted = action or _declared()
    if not guard.permits_in(actor(), wanted, region_id):
        _deny(wanted, region_id)
    g.checked = True


def own(person_id: UUID) -> None:
    """Check that this is the actor's own."""
    if actor().id != person_id:
        _deny(_declared(), person_id)
    g.checked = True


def can(action: Action, row: SQLModel) -> bool:
    """Tell whether the actor may; for templates, to hide and never to protect."""
    key = (action, row.id)  # type: ignore[attr-defined]
    known: dict[Any, bool] = g.setdefault("can", {})
    if key not in known:
        known[key] = _permits(action, row)
    return known[key]


def section(action: Action, case: Case) -> bool:
    """Tell whether a section of the case's page may be shown, and leave its audit row if so.

    The first question about a case answers it for every action: the page of a case asks
    the database once, whatever number of sections it has.
    """
    asked: set[UUID] = g.setdefault("asked_rights", set())
    if case.id not in asked:
        asked.add(case.id)
        rights = guard.case_actions(get_session(), actor(), case)
        known: dict[Any, bool] = g.setdefault("can", {})
        known |= {(one, case.id): one in rights for one in Action}
    if not can(action, case):
        return False
    saw(action, case.id)
    return True


def saw(action: Action, case_id: UUID | None, subject_id: UUID | None = None) -> None:
    """Leave the audit row of one access; the page does not leave without it."""
    g.checked = True
    seen: set[tuple[Action, UUID | None, UUID | None]] = g.setdefault("seen", set())
    if (action, case_id, subject_id) in seen:
        return
    seen.add((action, case_id, subject_id))
    write_anyway(_entry(action, case_id, subject_id, allowed=True))


def saw_cases(action: Action, case_ids: Iterable[UUID]) -> None:
    """Leave the audit rows of a list that showed these cases."""
    g.checked = True
    for case_id in sorted(set(case_ids)):
        saw(action, case_id)


def init_app(app: Flask) -> None:
    """Refuse to start with an undeclared endpoint; refuse to answer unchecked."""
    views = {name: view for name, view in app.view_functions.items() if name != "static"}
    if missing := sorted(name for name, view in views.items() if not hasattr(view, _ATTRIBUTE)):
        raise RuntimeError(f"endpoints without @requires or @public: {missing}")
    app.before_request(_require_sign_in)
    app.after_request(_assert_checked)
    app.jinja_env.globals["can"] = can
    app.jinja_env.globals["Action"] = Action


def _require_sign_in() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _JOINS, False):
        return None if _ran_no_view() or joined.let_in() else _show_out()
    if view is None or getattr(view, _ATTRIBUTE, None) in {None, _PUBLIC} or is_signed_in():
        return None
    return signing_in.ask()


def _show_out() -> Any:
    """Say that the visit is over; to whoever signed in and never came in here, nothing is here."""
    if is_signed_in() and not joined.has_key():
        _deny(_declared(), None)
    g.asked_to_sign_in = True
    return redirect(url_for(joined.ENDED), 303)


def _assert_checked(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    declared = getattr(view, _ATTRIBUTE, None)
    is_unchecked = isinstance(declared, Action) and not g.get("checked")
    if is_unchecked and not _is_turned_away(response) and not _ran_no_view():
        raise RuntimeError(f"{request.endpoint} answered without loading through the guard")
    return response


def _ran_no_view() -> bool:
    """Tell whether Flask itself answered OPTIONS: which methods an address knows, nothing more."""
    return request.method == "OPTIONS" and bool(
        getattr(request.url_rule, "provide_automatic_options", False)
    )


def _is_turned_away(response: Response) -> bool:
    return response.status_code >= FIRST_ERROR or bool(g.get("asked_to_sign_in"))


def _declared() -> Action:
    view = current_app.view_functions[request.endpoint or ""]
    declared: Action = getattr(view, _ATTRIBUTE)
    return declared


def _permits(action: Action, row: SQLModel) -> bool:
    if guard.is_walled(get_session(), actor(), row):
        return False
    for kind, permits in _PERMITS.items():
        if isinstance(row, kind):
            return permits(get_session(), actor(), action, row)
    return _permits_by_key(action, row)


def _permits_own(
    _: Session, who: Actor, __: Action, row: BusySource | Invitation | PollPerson | WebSession
) -> bool:
    return row.person_id == who.id


def _permits_link(session: Session, who: Actor, action: Action, row: OneTimeLink) -> bool:
    return guard.permits_person(session, who, action, session.get_one(Person, row.person_id))


def _permits_mail(_: Session, who: Actor, __: Action, row: IncomingMail) -> bool:
    """Mail of a conference is for who arranges it; what belongs to nothing may be sorted."""
    if row.region_id is None:
        return guard.permits_anywhere(who, Action.INCOMING_SORT)
    return guard.permits_in(who, Action.INCOMING_CHECK, row.region_id)


def _permits_message(session: Session, who: Actor, action: Action, row: OutboxMessage) -> bool:
    conference = session.get(Conference, row.conference_id) if row.conference_id else None
    if conference and guard.permits_in(who, action, conference.region_id):
        return True
    return guard.permits_person(session, who, action, session.get_one(Person, row.person_id))


def _permits_domain(_: Session, who: Actor, action: Action, __: MailDomain) -> bool:
    """Tell whether the actor may so anywhere: a mail domain is of the whole installation."""
    return guard.permits_anywhere(who, action)


_PERMITS: dict[type[SQLModel], Callable[[Session, Actor, Action, Any], bool]] = {
    AgendaItem: guard.permits_item,
    Case: guard.permits_case,
    Conference: guard.permits_conference,
    BusySource: _permits_own,
    Invitation: _permits_own,
    MailDomain: _permits_domain,
    OneTimeLink: _permits_link,
    IncomingMail: _permits_mail,
    OutboxMessage: _permits_message,
    Person: guard.permits_person,
    PollPerson: _permits_own,
    SafetyAction: guard.permits_action,
    WebSession: _permits_own,
}


def _permits_by_key(action: Action, row: SQLModel) -> bool:
    session, who = get_session(), actor()
    if case_id := getattr(row, "case_id", None):
        return guard.permits_case(session, who, action, session.get_one(Case, case_id))
    region_id = getattr(row, "region_id", None)
    return region_id is not None and guard.permits_in(who, action, region_id)


def _case_of(row: SQLModel) -> UUID | None:
    return row.id if isinstance(row, Case) else getattr(row, "case_id", None)


def _deny(action: Action, subject_id: UUID | None) -> NoReturn:
    write_anyway(_entry(action, None, subject_id, allowed=False))
    raise NotPermitted(action=action.value)


def _entry(action: Action, case_id: UUID | None, subject_id: UUID | None, *, allowed: bool) -> Any:
    who = actor()
    return trail.entry(
        at=clock.now(),
        actor_id=who.id,
        organisation_id=who.posts[0].organisation_id if who.posts else None,
        roles=",".join(sorted(who.roles)),
        action=action.value,
        ground=POLICY[action].ground,
        case_id=case_id,
        subject_id=subject_id,
        allowed=allowed,
    )
