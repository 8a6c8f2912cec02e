"""Documents.

Short attachments of an item, each for a section and some recipients; what they say is sealed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("section", sa.String(32), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        *_keys(
            "document",
            ("case_id", "case.id"),
            ("item_id", "agenda_item.id"),
            ("added_by_id", "person.id"),
        ),
    )
    op.create_table(
        "document_body",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *_keys("document_body", ("case_id", "case.id"), ("document_id", "document.id")),
    )
    op.create_table(
        "document_recipient",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint(
            "document_id", "organisation_id", name=op.f("pk_document_recipient")
        ),
        *_foreign(
            "document_recipient",
            ("document_id", "document.id"),
            ("organisation_id", "organisation.id"),
        ),
    )
    for table, names in INDEXED.items():
        for name in names:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    name = op.f("ix_document_body_document_id")
    op.create_index(name, "document_body", ["document_id"], unique=True)


def downgrade() -> None:
    for table in ("document_recipient", "document_body", "document"):
        op.drop_table(table)


INDEXED = {
    "document": ("case_id", "item_id", "added_by_id"),
    "document_body": ("case_id",),
}


def _keys(table: str, *others: tuple[str, str]) -> list[sa.Constraint]:
    """Return the table's key, and what points at other tables."""
    return [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), *_foreign(table, *others)]


def _foreign(table: str, *others: tuple[str, str]) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"))
        for name, target in others
    ]
