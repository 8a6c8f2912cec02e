"""What one open page hears of its plan: looked for once a second, told as parts of the page."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app, render_template, url_for
from flask_babel import gettext
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from mdt import acting, clock, events
from mdt.access import guard
from mdt.access.policy import Action
from mdt.identity import sessions
from mdt.models import ActionState, Case, EventRecord, WebSession
from mdt.safety_plan import news
from mdt.web import board as boards
from mdt.web import procedures_beside, words
from mdt.web.actor import actor, is_signed_in
from mdt.web.database import ENGINE, get_session
from mdt.web.procedures_beside import Beside
from mdt.web.streams import Ended

OVERLAP = timedelta(seconds=15)
"""How far a stream looks back: a change is dated when it begins, and seen when it is committed."""

_HEARD = (*news.OF_PLAN, events.ProcedureChanged, events.RiskChanged)
_NAMES = [kind.__name__ for kind in _HEARD]
_BESIDE = {events.MeasureChanged.__name__, events.ProcedureChanged.__name__}
_IN_PLACE = {events.ActionMoved.__name__, *_BESIDE}
_OF_ACTIONS = {kind.__name__ for kind in news.OF_ACTIONS}


@dataclass(frozen=True)
class Change:
    """One event of the plan: its order, its name and the row it happened to."""

    id: int
    name: str
    subject_id: UUID | None


@dataclass
class PlanListener:
    """Listens to the plan of one case for one page, signed in under one web session."""

    engine: Engine
    case_id: UUID
    web_session_id: UUID
    since: datetime
    heard_until: datetime = field(init=False)
    _floor: int | None = None
    _seen: set[int] = field(default_factory=set)
    _fresh: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin where the page stands."""
        self.heard_until = self.since

    def look(self) -> bool:
        """Tell whether there is something to say: a change, or the end of the sign-in."""
        now = clock.now()
        with Session(acting.portal(self.engine)) as session:
            web_session = session.get(WebSession, self.web_session_id)
            is_live = web_session is not None and sessions.is_live(web_session, now=now)
            self._fresh = self._changes(session)
        self._seen |= {change.id for change in self._fresh}
        self.heard_until = now
        return bool(self._fresh) or not is_live

    def tell(self) -> str | Ended:
        """Return the changed parts of the page for whoever the cookie says is looking now."""
        if not is_signed_in():
            return Ended(self._closed(gettext("U bent uitgelogd. Log weer in om verder te gaan.")))
        case = get_session().get(Case, self.case_id)
        if case is None or not guard.permits_case(get_session(), actor(), Action.PLAN_VIEW, case):
            return Ended(self._closed(gettext("Deze pagina bestaat niet of is niet voor u.")))
        return self._parts(case)

    def heard(self) -> datetime:
        """Return up to which instant everything was told."""
        return self.heard_until

    def _changes(self, session: Session) -> list[Change]:
        if self._floor is None:
            before = select(func.max(col(EventRecord.id))).where(
                col(EventRecord.case_id) == self.case_id,
                col(EventRecord.at) <= self.since - OVERLAP,
            )
            self._floor = session.scalar(before) or 0
        query = (
            select(col(EventRecord.id), col(EventRecord.name), col(EventRecord.subject_id))
            .where(
                col(EventRecord.case_id) == self.case_id,
                col(EventRecord.id) > self._floor,
                col(EventRecord.name).in_(_NAMES),
            )
            .order_by(col(EventRecord.id))
        )
        return [Change(*row) for row in session.execute(query) if row[0] not in self._seen]

    def _parts(self, case: Case) -> str:
        board = boards.of(case)
        names = {change.name for change in self._fresh}
        touched = {change.subject_id for change in self._fresh if change.name in _OF_ACTIONS}
        is_rearranged = board.is_long or bool(names - _IN_PLACE)
        return render_template(
            "plan/live.html",
            board=board,
            states=words.options(ActionState),
            changed=touched,
            lines=[] if is_rearranged else [one for one in board.plan.lines if one.id in touched],
            is_rearranged=is_rearranged,
            has_measures=events.MeasureChanged.__name__ in names,
            beside=self._beside(case) if names & _BESIDE else None,
        )

    def _beside(self, case: Case) -> Beside | None:
        may_see = guard.permits_case(get_session(), actor(), Action.PROCEDURES_VIEW, case)
        return procedures_beside.of_case(case) if may_see else None

    def _closed(self, message: str) -> str:
        href = url_for("account.sign_in", next=url_for("plan.show", case_id=self.case_id))
        return render_template("plan/closed.html", message=message, href=href)


def listen(case: Case, web_session: WebSession, since: datetime | None) -> PlanListener:
    """Return a listener to the plan of the case, from the instant that the page was made."""
    engine: Engine = current_app.extensions[ENGINE]
    return PlanListener(engine, case.id, web_session.id, since or clock.now())
