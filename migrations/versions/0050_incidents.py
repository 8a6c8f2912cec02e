"""Incidents of a case, by the instant at which they happened; behind the second wall."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

IS_PORTAL = "(SELECT current_setting('mdt.acting', true)) = 'portal'"
KNOWN = 'EXISTS (SELECT FROM "case" c WHERE c.id = incident.case_id)'


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(600), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([key], [target], name=op.f(f"fk_incident_{key}"))
            for key, target in (
                ("case_id", "case.id"),
                ("measure_id", "measure.id"),
                ("action_id", "safety_action.id"),
                ("noted_by_id", "person.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_case_id_happened_at", "incident", ["case_id", "happened_at"])
    for key in ("measure_id", "action_id"):
        op.create_index(op.f(f"ix_incident_{key}"), "incident", [key])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE incident ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE incident FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY mdt_second_wall ON incident USING ({IS_PORTAL} OR {KNOWN}) "
            f"WITH CHECK ({IS_PORTAL} OR {KNOWN})"
        )


def downgrade() -> None:
    op.drop_table("incident")
