"""Give organisations units, which a wall can name."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ONE = (
    "(CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1"
)
ONE_BEFORE = "(organisation_id IS NULL) <> (person_id IS NULL)"


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_unit_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_unit_organisation_id_name")),
    )
    with op.batch_alter_table("membership") as membership:
        membership.add_column(sa.Column("unit_id", sa.Uuid(), nullable=True))
        membership.create_foreign_key(op.f("fk_membership_unit_id"), "unit", ["unit_id"], ["id"])
    op.create_index(op.f("ix_membership_unit_id"), "membership", ["unit_id"])
    with op.batch_alter_table("wall") as wall:
        wall.add_column(sa.Column("unit_id", sa.Uuid(), nullable=True))
        wall.create_foreign_key(op.f("fk_wall_unit_id"), "unit", ["unit_id"], ["id"])
        wall.drop_constraint(op.f("ck_wall_one"), type_="check")
        wall.create_check_constraint(op.f("ck_wall_one"), ONE)
    op.create_index(op.f("ix_wall_unit_id"), "wall", ["unit_id"])


def downgrade() -> None:
    """Make walls around units walls around their organisations: nobody comes in by going back."""
    op.execute(
        "UPDATE wall SET organisation_id = (SELECT unit.organisation_id FROM unit"
        " WHERE unit.id = wall.unit_id) WHERE unit_id IS NOT NULL"
    )
    op.drop_index(op.f("ix_wall_unit_id"), "wall")
    with op.batch_alter_table("wall") as wall:
        wall.drop_constraint(op.f("ck_wall_one"), type_="check")
        wall.drop_constraint(op.f("fk_wall_unit_id"), type_="foreignkey")
        wall.drop_column("unit_id")
        wall.create_check_constraint(op.f("ck_wall_one"), ONE_BEFORE)
    op.drop_index(op.f("ix_membership_unit_id"), "membership")
    with op.batch_alter_table("membership") as membership:
        membership.drop_constraint(op.f("fk_membership_unit_id"), type_="foreignkey")
        membership.drop_column("unit_id")
    op.drop_table("unit")
