"""The vault.

What would put somebody in danger is kept sealed, with who may open it and who did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("case_person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("holder_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("holder_person_id", sa.Uuid(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(holder_organisation_id IS NULL) <> (holder_person_id IS NULL)",
            name=op.f("ck_sealed_value_one_holder"),
        ),
        *_keys(
            "sealed_value",
            ("case_id", "case.id"),
            ("case_person_id", "case_person.id"),
            ("holder_organisation_id", "organisation.id"),
            ("holder_person_id", "person.id"),
        ),
    )
    op.create_table(
        "sealed_field",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(12), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        *_keys("sealed_field", ("case_id", "case.id"), ("value_id", "sealed_value.id")),
        sa.UniqueConstraint("value_id", "part", name=op.f("uq_sealed_field_value_id_part")),
    )
    op.create_table(
        "sealed_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        *_keys(
            "sealed_reading",
            ("case_id", "case.id"),
            ("value_id", "sealed_value.id"),
            ("person_id", "person.id"),
        ),
    )
    for table, names in INDEXED.items():
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def downgrade() -> None:
    for table in reversed(INDEXED):
        op.drop_table(table)


INDEXED = {
    "sealed_value": ("case_id", "case_person_id", "holder_organisation_id", "holder_person_id"),
    "sealed_field": ("case_id", "value_id"),
    "sealed_reading": ("case_id", "value_id", "person_id"),
}


def _keys(table: str, *others: tuple[str, str]) -> list[sa.Constraint]:
    """Return the table's key, and what points at other tables."""
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"))
            for name, target in others
        ),
    ]
