"""Chain the rows of the trail, say which were seen in an emergency, and refuse every change.

What stands in the trail already is chained in the order in which it happened. The triggers stand
in the database, so that they hold for whatever program comes by. On SQLite `INSERT OR REPLACE`
would walk past the one on deleting: a row may not take the place of another.
"""

import hashlib
import json

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TRAIL = sa.table(
    "audit_record",
    sa.column("id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("hash", sa.String()),
    sa.column("at", sqlmodel.UTCDateTime()),
    *(
        sa.column(name, sa.Uuid())
        for name in ("actor_id", "organisation_id", "case_id", "subject_id")
    ),
    *(sa.column(name, sa.String()) for name in ("roles", "action", "ground")),
    sa.column("allowed", sa.Boolean()),
)
SQLITE = (
    (
        "CREATE TRIGGER audit_record_not_changed BEFORE UPDATE ON audit_record "
        "BEGIN SELECT RAISE(ABORT, 'rows of the trail are never changed'); END"
    ),
    (
        "CREATE TRIGGER audit_record_not_deleted BEFORE DELETE ON audit_record "
        "BEGIN SELECT RAISE(ABORT, 'rows of the trail are never deleted'); END"
    ),
    (
        "CREATE TRIGGER audit_record_not_replaced BEFORE INSERT ON audit_record "
        "WHEN EXISTS (SELECT 1 FROM audit_record WHERE number = NEW.number) "
        "OR EXISTS (SELECT 1 FROM audit_record WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM audit_record WHERE rowid = NEW.rowid) "
        "BEGIN SELECT RAISE(ABORT, 'rows of the trail are never replaced'); END"
    ),
)
POSTGRESQL = (
    (
        "CREATE FUNCTION audit_record_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of the trail are never changed or deleted'; END $$"
    ),
    (
        "CREATE TRIGGER audit_record_not_changed BEFORE UPDATE OR DELETE ON audit_record "
        "FOR EACH ROW EXECUTE FUNCTION audit_record_refuse()"
    ),
    (
        "CREATE TRIGGER audit_record_not_emptied BEFORE TRUNCATE ON audit_record "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_record_refuse()"
    ),
)


def upgrade() -> None:
    with op.batch_alter_table("audit_record") as table:
        table.add_column(sa.Column("number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("hash", sqlmodel.AutoString(64), nullable=True))
        table.add_column(
            sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _chain(op.get_bind())
    with op.batch_alter_table("audit_record") as table:
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)
        table.alter_column("hash", existing_type=sqlmodel.AutoString(64), nullable=False)
        table.alter_column("emergency", existing_type=sa.Boolean(), server_default=None)
        table.create_unique_constraint(op.f("uq_audit_record_number"), ["number"])
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if _is_sqlite():
        for name in ("changed", "deleted", "replaced"):
            op.execute(f"DROP TRIGGER audit_record_not_{name}")
    else:
        op.execute("DROP TRIGGER audit_record_not_changed ON audit_record")
        op.execute("DROP TRIGGER audit_record_not_emptied ON audit_record")
        op.execute("DROP FUNCTION audit_record_refuse()")
    with op.batch_alter_table("audit_record") as table:
        table.drop_constraint(op.f("uq_audit_record_number"), type_="unique")
        for name in ("emergency", "hash", "number"):
            table.drop_column(name)


def _chain(connection: sa.Connection) -> None:
    """Give a number to the rows that stand there and chain them, as mdt.audit.chain then did."""
    before, found = "0" * 64, []
    in_order = sa.select(TRAIL).order_by(TRAIL.c.at, TRAIL.c.id)
    for number, row in enumerate(connection.execute(in_order), 1):
        before = _digest(before, number, row)
        found.append({"key": row.id, "its_number": number, "its_hash": before})
    if found:
        connection.execute(
            sa.update(TRAIL)
            .where(TRAIL.c.id == sa.bindparam("key"))
            .values(number=sa.bindparam("its_number"), hash=sa.bindparam("its_hash")),
            found,
        )


def _digest(before: str, number: int, row: sa.Row) -> str:
    keys = (row.id, row.actor_id, row.organisation_id, row.case_id, row.subject_id)
    said = json.dumps(
        [
            *(number, row.at.replace(tzinfo=None).isoformat(" ", "microseconds")),
            *(key.hex if key else None for key in keys),
            *(row.roles, row.action, row.ground, int(row.allowed), 0),
        ],
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{before}\n{said}".encode()).hexdigest()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
