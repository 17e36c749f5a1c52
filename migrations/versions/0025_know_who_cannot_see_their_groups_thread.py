"""Know who can't see their group's thread"""

from alembic import op
import sqlalchemy as sa


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('workshop_seats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kept_out_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('workshop_seats', schema=None) as batch_op:
        batch_op.drop_column('kept_out_at')
