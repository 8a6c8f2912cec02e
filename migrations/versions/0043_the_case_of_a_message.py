"""The case of a message.

A mail about an action or a warning belongs to no conference. It now says of which case it is, so
that whoever the case is shut to does not count it among what waits.
"""

from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox_message") as batch:
        batch.add_column(sa.Column("case_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_outbox_message_case_id"), "case", ["case_id"], ["id"])
        batch.create_index(op.f("ix_outbox_message_case_id"), ["case_id"])
    bind = op.get_bind()
    for key, values in list(_of_known(bind)):
        bind.execute(message.update().where(message.c.id == key).values(values))


def downgrade() -> None:
    op.execute(message.update().where(message.c.kind == "task").values(conference_id=None))
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_index(op.f("ix_outbox_message_case_id"))
        batch.drop_constraint(op.f("fk_outbox_message_case_id"), type_="foreignkey")
        batch.drop_column("case_id")


message = sa.table(
    "outbox_message",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("dedupe", sa.String()),
    sa.column("details", sa.JSON()),
    sa.column("case_id", sa.Uuid()),
    sa.column("conference_id", sa.Uuid()),
)
OF_A_CASE = {"canary": "canary_case", "emergency_access": "emergency_access"}


def _of_known(bind: sa.Connection) -> Iterator[tuple[UUID, dict[str, UUID]]]:
    """Yield what is known of each message that is there: the one sitting or case it is about."""
    kinds = ("alert", "more_time", "task")
    for row in bind.execute(sa.select(message).where(message.c.kind.in_(kinds))):
        about, _, rest = row.dedupe.partition(":")
        key = rest.partition(":")[0]
        if row.kind == "alert":
            if about in OF_A_CASE and (case_id := _case(bind, OF_A_CASE[about], key)):
                yield row.id, {"case_id": case_id}
        elif row.kind == "task" and _is_there(bind, "conference", key):
            yield row.id, {"conference_id": UUID(key)}
        elif case_id := _case(bind, "safety_action", _first_action(row.details)):
            yield row.id, {"case_id": case_id}


def _first_action(details: dict[str, str]) -> str:
    return details.get("action") or details.get("actions", "").partition(",")[0]


def _case(bind: sa.Connection, table: str, key: str) -> UUID | None:
    source = sa.table(table, sa.column("id", sa.Uuid()), sa.column("case_id", sa.Uuid()))
    if not (found := _key(key)):
        return None
    return bind.scalar(sa.select(source.c.case_id).where(source.c.id == found))


def _is_there(bind: sa.Connection, table: str, key: str) -> bool:
    source = sa.table(table, sa.column("id", sa.Uuid()))
    found = _key(key)
    return bool(found and bind.scalar(sa.select(source.c.id).where(source.c.id == found)))


def _key(text: str) -> UUID | None:
    """Return the key that a text is; None for another text."""
    try:
        return UUID(text)
    except ValueError:
        return None
