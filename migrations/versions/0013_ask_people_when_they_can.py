"""Ask people when they can.

A poll of a conference in preparation: its moments, who is asked, what each says, and what is kept
free in their calendars meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conference_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("convenes_itself", sa.Boolean(), nullable=False),
        sa.Column("keeps_free", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_poll_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_poll_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_remind_at"), ["remind_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_state"), ["state"], unique=False)

    op.create_table(
        "poll_option",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("poll_id", "starts_at", name=op.f("uq_poll_option_poll_id_starts_at")),
    )
    op.create_table(
        "poll_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.String(40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_poll_person_person_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_person_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_person")),
        sa.UniqueConstraint("poll_id", "person_id", name=op.f("uq_poll_person_poll_id_person_id")),
        sa.UniqueConstraint("public_key", name=op.f("uq_poll_person_public_key")),
    )
    with op.batch_alter_table("poll_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "poll_answer",
        sa.Column("poll_person_id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("reply", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_poll_answer_noted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_option.id"], name=op.f("fk_poll_answer_option_id")
        ),
        sa.ForeignKeyConstraint(
            ["poll_person_id"], ["poll_person.id"], name=op.f("fk_poll_answer_poll_person_id")
        ),
        sa.PrimaryKeyConstraint("poll_person_id", "option_id", name=op.f("pk_poll_answer")),
    )
    op.create_table(
        "poll_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("poll_person_id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(80), nullable=False),
        sa.Column("reply_token", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_option.id"], name=op.f("fk_poll_hold_option_id")
        ),
        sa.ForeignKeyConstraint(
            ["poll_person_id"], ["poll_person.id"], name=op.f("fk_poll_hold_poll_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_hold")),
        sa.UniqueConstraint(
            "poll_person_id", "option_id", name=op.f("uq_poll_hold_poll_person_id_option_id")
        ),
        sa.UniqueConstraint("reply_token", name=op.f("uq_poll_hold_reply_token")),
        sa.UniqueConstraint("uid", name=op.f("uq_poll_hold_uid")),
    )


def downgrade() -> None:
    op.drop_table("poll_hold")
    op.drop_table("poll_answer")
    with op.batch_alter_table("poll_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_person_person_id"))

    op.drop_table("poll_person")
    op.drop_table("poll_option")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_state"))
        batch_op.drop_index(batch_op.f("ix_poll_remind_at"))
        batch_op.drop_index(batch_op.f("ix_poll_conference_id"))
        batch_op.drop_index(batch_op.f("ix_poll_closes_at"))

    op.drop_table("poll")
