"""Keep what is to be sent later"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('deliveries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=True),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('marker', sa.Integer(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('leased_by', sa.String(), nullable=True),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_in', sa.BigInteger(), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('guild_id', 'key', name=op.f('uq_deliveries_guild_id'))
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_deliveries_member', ['guild_id', 'member_id'], unique=False)
        batch_op.create_index('ix_deliveries_state_ready_at', ['state', 'ready_at'], unique=False)
        batch_op.create_index('ix_deliveries_subject', ['guild_id', 'kind', 'subject_id'], unique=False)

    op.create_table('delivery_cancellations',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('up_to', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'kind', 'subject_id', name=op.f('pk_delivery_cancellations'))
    )
    op.create_table('direct_channels',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_direct_channels'))
    )
    with op.batch_alter_table('direct_channels', schema=None) as batch_op:
        batch_op.create_index('ix_direct_channels_opened_at', ['opened_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('direct_channels', schema=None) as batch_op:
        batch_op.drop_index('ix_direct_channels_opened_at')

    op.drop_table('direct_channels')
    op.drop_table('delivery_cancellations')
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_subject')
        batch_op.drop_index('ix_deliveries_state_ready_at')
        batch_op.drop_index('ix_deliveries_member')

    op.drop_table('deliveries')
