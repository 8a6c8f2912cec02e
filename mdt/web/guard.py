"""Every endpoint declares its action, and no answer leaves before it was checked.

Whatever is loaded here was permitted by the policy and leaves its audit row. What exists
but is not yours looks exactly like what does not exist.
"""

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from sqlmodel import SQLModel

from mdt import acting, clock
from mdt.access import guard, stand_ins
from mdt.access.policy import POLICY, Action, Relation
from mdt.audit import trail
from mdt.errors import NotPermitted
from mdt.models import Case
from mdt.web import caseless, drafts, joined, permits, signing_in
from mdt.web.actor import actor, is_signed_in
from mdt.web.database import act_as, get_session, write_anyway

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
    asked = stand_ins.of(model, key) if row is None else row  # no refusal is quicker than another
    is_permitted = _permits(wanted, asked)
    if row is None or not is_permitted or caseless.is_out_of_place(row):
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
    is_emergency = guard.is_emergency(get_session(), actor(), action, case_id)
    if is_emergency:
        g.emergency_case = case_id  # and the frame of the page says so
    write_anyway(_entry(action, case_id, subject_id, allowed=True, emergency=is_emergency))


def refused(subject_id: UUID | None) -> None:
    """Leave the audit row of a try at the declared action that came to nothing."""
    write_anyway(_entry(_declared(), None, subject_id, allowed=False))


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
    act_as(acting.PORTAL)  # which finds out who asks, and answers what anybody may ask
    if getattr(view, _JOINS, False):
        return None if _ran_no_view() or (joined.let_in() and _act()) else _show_out()
    if view is None or getattr(view, _ATTRIBUTE, None) in {None, _PUBLIC}:
        return None
    return None if is_signed_in() and _act() else signing_in.ask()


def _act() -> bool:
    """Let the database know who acts, once the portal knows.

    What somebody does with what is only their own, such as an answer, needs seats and cases that
    they do not know of: there the portal goes on acting, and load() gives them nothing else.
    """
    who, rule = actor(), POLICY[_declared()]
    if rule.roles or rule.relations - {Relation.SELF}:
        act_as(acting.person(who.id, at=who.at))
    return True


def _show_out() -> Any:
    """Say that the visit is over, and give back a text that came too late.

    To whoever signed in and never came in here, nothing is here.
    """
    if is_signed_in() and not joined.has_key():
        _deny(_declared(), None)
    sent = drafts.of_request()
    if sent and sent.texts:
        return joined.ended(sent.texts)
    return signing_in.show_out(joined.ENDED)


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
    return permits.row(get_session(), actor(), action, row)


def _case_of(row: SQLModel) -> UUID | None:
    return row.id if isinstance(row, Case) else getattr(row, "case_id", None)


def _deny(action: Action, subject_id: UUID | None) -> NoReturn:
    write_anyway(_entry(action, None, subject_id, allowed=False))
    raise NotPermitted(action=action.value)


def _entry(
    action: Action,
    case_id: UUID | None,
    subject_id: UUID | None,
    *,
    allowed: bool,
    emergency: bool = False,
) -> Any:
    who = actor()
    return trail.Entry(
        at=clock.now(),
        actor_id=who.id,
        organisation_id=who.posts[0].organisation_id if who.posts else None,
        roles=",".join(sorted(who.roles)),
        action=action.value,
        ground=POLICY[action].ground,
        case_id=case_id,
        subject_id=subject_id,
        allowed=allowed,
        emergency=emergency,
    )
