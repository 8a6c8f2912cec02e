"""Requests of people to see what is kept of them, and what each case answers.

Reviews and their lines are rows of a case and stand behind the second wall; a request is of none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OF_A_CASE = ("subject_line", "subject_review")
IS_PORTAL = "(SELECT current_setting('mdt.acting', true)) = 'portal'"


def upgrade() -> None:
    _requests()
    _reviews()
    _lines()
    if op.get_bind().dialect.name == "postgresql":
        for table in OF_A_CASE:
            _shut(table)


def downgrade() -> None:
    op.drop_table("subject_line")
    op.drop_table("subject_review")
    op.drop_table("subject_request")


def _requests() -> None:
    op.create_table(
        "subject_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_because", sa.String(400), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=False),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("identity", sa.String(32), nullable=True),
        sa.Column("given_at", INSTANT, nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        _key("subject_request", "region_id", "region"),
        _key("subject_request", "registered_by_id", "person"),
        _key("subject_request", "given_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
    )
    op.create_index(op.f("ix_subject_request_region_id"), "subject_request", ["region_id"])


def _reviews() -> None:
    op.create_table(
        "subject_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("ground", sa.String(32), nullable=True),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("identity", sa.String(32), nullable=True),
        sa.Column("given_at", INSTANT, nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        _key("subject_review", "request_id", "subject_request"),
        _key("subject_review", "case_id", "case"),
        _key("subject_review", "person_id", "case_person"),
        _key("subject_review", "decided_by_id", "person"),
        _key("subject_review", "given_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_review")),
        sa.UniqueConstraint(
            "request_id", "person_id", name=op.f("uq_subject_review_request_id_person_id")
        ),
    )
    op.create_index(op.f("ix_subject_review_case_id"), "subject_review", ["case_id"])


def _lines() -> None:
    op.create_table(
        "subject_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(32), nullable=False),
        sa.Column("text", sa.String(4400), nullable=False),
        sa.Column("ground", sa.String(32), nullable=True),
        _key("subject_line", "case_id", "case"),
        _key("subject_line", "review_id", "subject_review"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_line")),
    )
    for column in ("case_id", "review_id"):
        op.create_index(op.f(f"ix_subject_line_{column}"), "subject_line", [column])


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _shut(table: str) -> None:
    """Show and take only rows of a case that whoever acts may know; see revision 0047."""
    known = f'{IS_PORTAL} OR EXISTS (SELECT FROM "case" c WHERE c.id = {table}.case_id)'
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY mdt_second_wall ON {table} USING ({known}) WITH CHECK ({known})")
