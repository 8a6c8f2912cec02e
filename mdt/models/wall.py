"""Who must never learn of a case: an organisation, or a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint

from mdt.models.base import Row, ref, utc, uuid_key


class Wall(Row, table=True):
    """A case is shut to an organisation or to a person, whatever else they are to it.

    One on an organisation holds everybody who was a member when it was set, or became one later,
    and whoever left since. It stands until a chair and a data-protection officer, two people,
    agreed to lift it; the row stays.
    """

    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (person_id IS NULL)", name="one"),
    )

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    organisation_id: UUID | None = ref("organisation.id", default=None)
    person_id: UUID | None = ref("person.id", default=None)
    set_at: datetime = utc()
    set_by_id: UUID = ref("person.id", index=False)
    chair_agreed_at: datetime | None = utc(default=None)
    chair_id: UUID | None = ref("person.id", default=None, index=False)
    officer_agreed_at: datetime | None = utc(default=None)
    officer_id: UUID | None = ref("person.id", default=None, index=False)
    lifted_at: datetime | None = utc(default=None)

    @property
    def stands(self) -> bool:
        """True until it was lifted."""
        return self.lifted_at is None
