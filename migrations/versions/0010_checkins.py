"""Keep check-ins"""

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkin_rounds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=True),
    sa.Column('occurrence_id', sa.BigInteger(), nullable=True),
    sa.Column('prompt', sa.Text(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.Column('collects', sa.Boolean(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('answers', sa.LargeBinary(), nullable=True),
    sa.Column('answered', sa.LargeBinary(), nullable=True),
    sa.Column('energy', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('support', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('lines', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkin_rounds'))
    )
    with op.batch_alter_table('checkin_rounds', schema=None) as batch_op:
        batch_op.create_index('ix_checkin_rounds_guild', ['guild_id', 'state', 'opens_at'], unique=False)
        batch_op.create_index('ix_checkin_rounds_occurrence', ['guild_id', 'occurrence_id'], unique=True)
        batch_op.create_index('ix_checkin_rounds_opens_at', ['state', 'opens_at'], unique=False)

    op.create_table('checkin_schedules',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('prompt', sa.Text(), nullable=False),
    sa.Column('first', sa.String(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('planned_with', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkin_schedules'))
    )
    with op.batch_alter_table('checkin_schedules', schema=None) as batch_op:
        batch_op.create_index('ix_checkin_schedules_next_at', ['state', 'next_at'], unique=False)

    op.create_table('checkin_settings',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('after_meetings', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', name=op.f('pk_checkin_settings'))
    )


def downgrade() -> None:
    op.drop_table('checkin_settings')
    with op.batch_alter_table('checkin_schedules', schema=None) as batch_op:
        batch_op.drop_index('ix_checkin_schedules_next_at')

    op.drop_table('checkin_schedules')
    with op.batch_alter_table('checkin_rounds', schema=None) as batch_op:
        batch_op.drop_index('ix_checkin_rounds_opens_at')
        batch_op.drop_index('ix_checkin_rounds_occurrence')
        batch_op.drop_index('ix_checkin_rounds_guild')

    op.drop_table('checkin_rounds')
