"""Keep what bars a judge.

She says so herself, once; only a keyed hash of it is kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "impediment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_impediment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impediment")),
        sa.UniqueConstraint("person_id", "key_hash", name=op.f("uq_impediment_person_id_key_hash")),
    )


def downgrade() -> None:
    op.drop_table("impediment")
