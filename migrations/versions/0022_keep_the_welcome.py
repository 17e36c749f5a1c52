"""Keep the welcome"""

from alembic import op
import sqlalchemy as sa


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('welcome_arrivals',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_welcome_arrivals'))
    )
    op.create_table('welcome_settings',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('greets', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=False),
    sa.Column('batch_due', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pin_key', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', name=op.f('pk_welcome_settings'))
    )


def downgrade() -> None:
    op.drop_table('welcome_settings')
    op.drop_table('welcome_arrivals')
