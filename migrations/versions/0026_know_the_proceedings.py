"""Know the proceedings that run beside a case, and what they say of contact.

With court, stage and dates, so that contact that contradicts itself is found and one hearing
for several proceedings can be proposed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _procedures()
    _contact_rules()
    _proposals()


def _procedures() -> None:
    op.create_table(
        "procedure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("hearing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("runs_until", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_procedure_case_id")),
        sa.ForeignKeyConstraint(
            ["court_id"], ["organisation.id"], name=op.f("fk_procedure_court_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
    )
    op.create_index(op.f("ix_procedure_case_id"), "procedure", ["case_id"])
    op.create_table(
        "procedure_person",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_person_procedure_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["case_person.id"], name=op.f("fk_procedure_person_person_id")
        ),
        sa.PrimaryKeyConstraint("procedure_id", "person_id", name=op.f("pk_procedure_person")),
    )


def _contact_rules() -> None:
    op.create_table(
        "contact_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_contact_rule_case_id")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_contact_rule_procedure_id")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_contact_rule_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["case_person.id"], name=op.f("fk_contact_rule_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["case_person.id"], name=op.f("fk_contact_rule_other_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_rule")),
    )
    for name in ("case_id", "procedure_id", "measure_id"):
        op.create_index(op.f(f"ix_contact_rule_{name}"), "contact_rule", [name])


def _proposals() -> None:
    op.create_table(
        "hearing_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hearing_proposal_case_id")),
        sa.ForeignKeyConstraint(
            ["court_id"], ["organisation.id"], name=op.f("fk_hearing_proposal_court_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_hearing_proposal_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_proposal")),
    )
    op.create_index(op.f("ix_hearing_proposal_case_id"), "hearing_proposal", ["case_id"])
    op.create_table(
        "hearing_proposal_part",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["hearing_proposal.id"],
            name=op.f("fk_hearing_proposal_part_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["procedure.id"],
            name=op.f("fk_hearing_proposal_part_procedure_id"),
        ),
        sa.PrimaryKeyConstraint(
            "proposal_id", "procedure_id", name=op.f("pk_hearing_proposal_part")
        ),
    )


def downgrade() -> None:
    for name in (
        *("hearing_proposal_part", "hearing_proposal"),
        *("contact_rule", "procedure_person", "procedure"),
    ):
        op.drop_table(name)
