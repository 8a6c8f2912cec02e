"""The safety plan of a case: measures, actions, their changes, and frozen versions.

"Te laat" is computed from the due time and never stored.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class MeasureKind(StrEnum):
    """Toolbox of measures (domain.md 3.5)."""

    AOL = "aol"
    AREA_BAN = "area_ban"
    AWARE = "aware"
    BAIL_CONDITIONS = "bail_conditions"
    CONTACT_ARRANGEMENT = "contact_arrangement"
    CUSTODY = "custody"
    ELECTRONIC_MONITORING = "electronic_monitoring"
    HOUSE_BAN = "house_ban"
    MEASURE_38V = "measure_38v"
    NO_CONTACT = "no_contact"
    ORDER_509HH = "order_509hh"
    OTHER = "other"
    OTS = "ots"
    SHELTER = "shelter"
    ADDRESS_SECRET = "address_secret"  # noqa: S105 - a kind of measure, no secret


class Measure(Row, table=True):
    """A legal or practical protection with a start and, mostly, an end.

    untold_because: why it is not to be told to whom it binds, as untold_by said at untold_at;
    empty when it may be told.
    """

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    kind: MeasureKind = choice(MeasureKind)
    title: str = Field(default="", max_length=120, description="instead of the kind's own name")
    legal_basis: str = Field(default="", max_length=160)
    starts_at: datetime = utc()
    ends_at: datetime | None = utc(default=None)
    ended_at: datetime | None = utc(default=None, description="ended before its time")
    note: str = Field(default="", max_length=400)
    untold_because: str = Field(default="", max_length=400)
    untold_by_id: UUID | None = ref("person.id", default=None, index=False)
    untold_at: datetime | None = utc(default=None)
    version: int = Field(default=1, nullable=False)


class PlanHeading(StrEnum):
    """Headings under which actions stand, in this order."""

    SAFE_NOW = "safe_now"
    CHILDREN = "children"
    HER_LIFE = "her_life"
    HIS_HELP = "his_help"
    LAW = "law"


class ActionState(StrEnum):
    """What an owner says of an action; lateness follows from the date and is never chosen."""

    OPEN = "open"
    BUSY = "busy"
    DONE = "done"
    NOT_DONE = "not_done"


class SafetyAction(Row, table=True):
    """Who does what by when against which risk."""

    __table_args__ = (
        Index("ix_safety_action_case_id_state_late_after", "case_id", "state", "late_after"),
        Index("ix_safety_action_owner_id_state_late_after", "owner_id", "state", "late_after"),
        Index("ix_safety_action_state_late_after", "state", "late_after"),
    )

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id", index=False)
    conference_id: UUID | None = ref("conference.id", default=None)
    heading: PlanHeading = choice(PlanHeading)
    title: str = Field(max_length=200)
    owner_id: UUID = ref("person.id", index=False)
    organisation_id: UUID = ref("organisation.id")
    risk_id: UUID = ref("risk.id")
    due_on: date | None = Field(default=None, description="whole day in Europe/Amsterdam")
    due_at: datetime | None = utc(default=None, description="when an hour was agreed")
    late_after: datetime = utc(description="due_at, else the last moment of due_on")
    state: ActionState = choice(ActionState, default=ActionState.OPEN)
    remark: str = Field(default="", max_length=600, description="the owner's own words")
    created_at: datetime = utc()
    settled_at: datetime | None = utc(default=None)
    version: int = Field(default=1, nullable=False)


class ActionChange(Row, table=True):
    """Who changed what of an action, and when; people and risks by their keys.

    version is the action's own after the change: what a stale page has missed can be told
    field by field (mdt.safety_plan.changes).
    """

    __table_args__ = (Index("ix_action_change_case_id_at", "case_id", "at"),)

    id: UUID = uuid_key()
    action_id: UUID = ref("safety_action.id")
    case_id: UUID = ref("case.id", index=False)
    by_id: UUID = ref("person.id", index=False)
    at: datetime = utc()
    version: int
    field: str = Field(max_length=32)
    before: str = Field(default="", max_length=600)
    after: str = Field(default="", max_length=600)


class MoreTime(Row, table=True):
    """An owner asks for a later date, and why; whoever keeps the plan grants or refuses it.

    open_key: the action's own while nobody answered, so that one waits at a time. due_before:
    what was agreed when it was granted, so that granting can be taken back.
    """

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    action_id: UUID = ref("safety_action.id")
    open_key: UUID | None = Field(default=None, unique=True)
    asked_by_id: UUID = ref("person.id", index=False)
    due_on: date = Field(description="the day that is proposed")
    reason: str = Field(max_length=600)
    asked_at: datetime = utc()
    is_granted: bool | None = None
    answered_at: datetime | None = utc(default=None)
    answered_by_id: UUID | None = ref("person.id", default=None, index=False)
    due_before: str = Field(default="", max_length=40)


class PlanVersion(Row, table=True):
    """The plan as it stood when a conference was held; never changed afterwards."""

    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id", index=False)
    number: int
    conference_id: UUID | None = ref("conference.id", default=None)
    frozen_by_id: UUID = ref("person.id")
    frozen_at: datetime = utc()
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
