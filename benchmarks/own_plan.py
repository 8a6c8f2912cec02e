"""The plan of the viewer's own case, and actions of other cases of theirs, six of them late."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from benchmarks.cast import DAY, HOUR, NOW, TABLE, TODAY, Cast
from benchmarks.rows import Rows
from mdt import events
from mdt.access.relations import OPEN_ACTION
from mdt.models import (
    ActionChange,
    ActionState,
    EventRecord,
    Measure,
    MeasureKind,
    PlanHeading,
    PlanVersion,
    Risk,
    SafetyAction,
)
from mdt.safety_plan import lateness
from mdt.safety_plan.changes import STATE

ACTIONS, LATE = 100, 6
"""How many actions are added here, and how many of them are late."""

TITLES = (
    "Slot van de voordeur vervangen en de sleutels tellen",
    "Met de school afspreken wie de kinderen ophaalt",
    "Schorsingsvoorwaarden controleren bij het meldgesprek",
    "Veiligheidsgesprek met haar voeren, zonder dat hij erbij is",
    "Kindgesprekken plannen op een veilige plek",
    "Plaats op de wachtlijst van de forensische polikliniek nagaan",
    "Bewindvoerder vragen om een eigen rekening voor haar",
    "Aangifte aanvullen met de foto's van de huisarts",
)
WITH = (
    *(
        "samen met de wijkagent",
        "na overleg met haar advocaat",
        "in het weekend",
        "voor de zitting",
    ),
    *("met hulp van haar zus", "als de tolk er is", "op het bureau", "bij haar ouders thuis"),
    *("met de huisarts", "op school", "via de woningstichting", "nadat hij is gehoord"),
    *("met de jeugdarts", "op afstand", "na de verhuizing", "met een brief aan de bank"),
    *("met de gezinsvoogd", "per beveiligde mail", "voor de kerst", "met de buren"),
    *("op het spreekuur", "nog eens", "in de opvang", "met haar werkgever"),
)
REMARK = "Gebeld op maandag; belt morgen terug als de afspraak rond is."
RISKS = ("dreiging", "kinderen zien geweld", "geen eigen geld")
STATES = (
    *[ActionState.DONE] * 18,
    *[ActionState.BUSY] * 8,
    *[ActionState.OPEN] * 12,
    *[ActionState.NOT_DONE] * 2,
)
HEADINGS = tuple(PlanHeading)


def add(rows: Rows, cast: Cast, cases: Sequence[UUID]) -> None:
    """Give the first case its plan, and the others the rest of the actions."""
    plan = _Actions(rows, cast)
    _plan(rows, cast, plan, cases[0])
    for number in range(ACTIONS - len(STATES)):
        case_id, is_late = cases[1 + number % (len(cases) - 1)], number < LATE
        risk_id = rows.add(Risk, case_id=case_id, name=RISKS[0])
        plan.add(
            (case_id, risk_id),
            number,
            state=ActionState.OPEN if is_late else ActionState.DONE,
            due_on=TODAY - (number + 2) * DAY,
        )


def _plan(rows: Rows, cast: Cast, plan: "_Actions", case_id: UUID) -> None:
    """Add 40 actions, six measures and two versions."""
    risks = [
        rows.add(Risk, case_id=case_id, name=name, position=position)
        for position, name in enumerate(RISKS)
    ]
    for number, state in enumerate(STATES):
        ahead = -20 if state is ActionState.DONE else 1
        due_on = TODAY + (number % 14 + ahead) * DAY
        plan.add((case_id, risks[number % len(risks)]), number, state=state, due_on=due_on)
    for number, kind in enumerate(list(MeasureKind)[:6]):
        rows.add(
            Measure,
            case_id=case_id,
            kind=kind,
            legal_basis="art. 38v Sr",
            starts_at=NOW - (number + 1) * 40 * DAY,
            ends_at=NOW + (number * 30 - 60) * DAY,
        )
    for number in (1, 2):
        rows.add(
            PlanVersion,
            case_id=case_id,
            number=number,
            frozen_by_id=cast.chair_id,
            frozen_at=NOW - (60 - 20 * number) * DAY,
        )


def lengthen(rows: Rows, cast: Cast, case_id: UUID, length: int) -> None:
    """Add actions to the plan of a case until it has so many, each with a title of its own."""
    plan, risk_id = _Actions(rows, cast), rows.add(Risk, case_id=case_id, name=RISKS[0])
    for number in range(len(STATES), length):
        state = STATES[number % len(STATES)]
        due_on = TODAY + (number if state in OPEN_ACTION else -number) * DAY
        if number % 20 == 0:
            state, due_on = ActionState.OPEN, TODAY - number // 20 * DAY
        title = f"{TITLES[number % len(TITLES)]}, {WITH[number // len(TITLES) % len(WITH)]}"
        plan.add((case_id, risk_id), number, state=state, due_on=due_on, title=title)


class _Actions:
    """Adds actions, each owned by somebody at the table, who moved it last."""

    def __init__(self, rows: Rows, cast: Cast) -> None:
        """Add to rows."""
        self._rows, self._cast = rows, cast

    def add(
        self,
        against: tuple[UUID, UUID],
        number: int,
        *,
        state: ActionState,
        due_on: date,
        title: str = "",
    ) -> None:
        """Add an action of a case against a risk, and its last change."""
        case_id, risk_id = against
        domain = TABLE[number % len(TABLE)]
        is_settled = state in {ActionState.DONE, ActionState.NOT_DONE}
        action_id = self._rows.add(
            SafetyAction,
            case_id=case_id,
            heading=HEADINGS[number % len(HEADINGS)],
            title=title or TITLES[number % len(TITLES)],
            owner_id=self._cast.holders[domain],
            organisation_id=self._cast.organisations[domain],
            risk_id=risk_id,
            due_on=due_on,
            late_after=lateness.last_moment(due_on),
            state=state,
            remark=REMARK if number % 4 == 0 else "",
            created_at=NOW - 30 * DAY,
            settled_at=NOW - 5 * DAY if is_settled else None,
            version=2,
        )
        changed = {"at": NOW - 5 * DAY + number * HOUR, "case_id": case_id}
        by_id = self._cast.holders[domain]
        self._rows.add(
            ActionChange,
            **changed,
            action_id=action_id,
            by_id=by_id,
            version=2,
            field=STATE,
            before=ActionState.OPEN.value,
            after=state.value,
        )
        self._rows.add(
            EventRecord,
            **changed,
            name=events.ActionMoved.__name__,
            actor_id=by_id,
            subject_id=action_id,
        )
