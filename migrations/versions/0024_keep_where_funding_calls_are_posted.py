"""Keep where funding calls are posted"""

from alembic import op
import sqlalchemy as sa


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('funding_channels',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', name=op.f('pk_funding_channels'))
    )


def downgrade() -> None:
    op.drop_table('funding_channels')
