<%
    def plain(body):
        """Leave out Alembic's own remarks."""
        lines = [line for line in body.splitlines() if "# ###" not in line]
        return "\n".join(lines) if any(map(str.strip, lines)) else "    pass"
%>\
"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
${plain("    " + (upgrades or "pass"))}


def downgrade() -> None:
${plain("    " + (downgrades or "pass"))}
