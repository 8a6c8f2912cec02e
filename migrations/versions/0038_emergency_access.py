"""Break the glass: a case that is not one's own, for an hour, with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

PEOPLE = ("person_id", "ended_by_id", "lead_checked_by_id", "officer_checked_by_id")


def upgrade() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("lead_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("officer_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("officer_checked_by_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=_key("case_id")),
        *(sa.ForeignKeyConstraint([name], ["person.id"], name=_key(name)) for name in PEOPLE),
    )
    op.create_index(op.f("ix_emergency_access_case_id"), "emergency_access", ["case_id"])
    op.create_index(
        "ix_emergency_access_person_id_until_at", "emergency_access", ["person_id", "until_at"]
    )


def downgrade() -> None:
    op.drop_table("emergency_access")


def _key(name: str) -> str:
    return op.f(f"fk_emergency_access_{name}")
