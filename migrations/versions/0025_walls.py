"""Shut a case to an organisation or a person."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wall",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("chair_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("officer_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_wall_one")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_wall_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_wall_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wall_person_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_wall_set_by_id")),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_wall_chair_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_wall_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall")),
    )
    for column in ("case_id", "organisation_id", "person_id"):
        op.create_index(op.f(f"ix_wall_{column}"), "wall", [column])


def downgrade() -> None:
    op.drop_table("wall")
