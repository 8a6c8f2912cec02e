"""Find quickly who wanted to see one thing and might not: the page of who looked at a case."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_audit_record_subject_id"), "audit_record", ["subject_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_record_subject_id"), table_name="audit_record")
