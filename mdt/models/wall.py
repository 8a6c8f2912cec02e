"""Who must never learn of a case: an organisation, a unit of one, or a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint

from mdt.models.base import Row, ref, utc, uuid_key


class Wall(Row, table=True):
    """A case is shut to an organisation, to a unit or to a person, whatever else they are to it.

    One on an organisation or a unit holds everybody who was a member when it was set, or became
    one later, and whoever left since. It stands until a chair and a data-protection officer, two
    people, agreed to lift it; the row stays.
    """

    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one",
        ),
    )

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    organisation_id: UUID | None = ref("organisation.id", default=None)
    unit_id: UUID | None = ref("unit.id", default=None)
    person_id: UUID | None = ref("person.id", default=None)
    set_at: datetime = utc()
    set_by_id: UUID = ref("person.id", index=False)
    chair_agreed_at: datetime | None = utc(default=None)
    chair_id: UUID | None = ref("person.id", default=None, index=False)
    officer_agreed_at: datetime | None = utc(default=None)
    officer_id: UUID | None = ref("person.id", default=None, index=False)
    lifted_at: datetime | None = utc(default=None)

    @property
    def whom_id(self) -> UUID | None:
        """The key of the organisation, the unit or the person."""
        return self.organisation_id or self.unit_id or self.person_id

    @property
    def stands(self) -> bool:
        """True until it was lifted."""
        return self.lifted_at is None
