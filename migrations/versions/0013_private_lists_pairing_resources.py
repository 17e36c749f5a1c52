"""Keep private lists, peer pairing, shared resources and topics"""

from alembic import op
import sqlalchemy as sa


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('apart_lists',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('kept', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_apart_lists'))
    )
    op.create_table('media',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('alt', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media'))
    )
    op.create_table('pairing_groups',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asks_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('icebreaker', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_groups'))
    )
    with op.batch_alter_table('pairing_groups', schema=None) as batch_op:
        batch_op.create_index('ix_pairing_groups_guild', ['guild_id', 'number'], unique=False)

    op.create_table('pairing_members',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('snoozed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waits', sa.Integer(), nullable=False),
    sa.Column('resting', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_pairing_members'))
    )
    op.create_table('pairing_places',
    sa.Column('group_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('put_together_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('met', sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint('group_id', 'member_id', name=op.f('pk_pairing_places'))
    )
    with op.batch_alter_table('pairing_places', schema=None) as batch_op:
        batch_op.create_index('ix_pairing_places_member', ['guild_id', 'member_id'], unique=False)

    op.create_table('pairing_schedules',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('first', sa.String(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('planned_with', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_schedules'))
    )
    with op.batch_alter_table('pairing_schedules', schema=None) as batch_op:
        batch_op.create_index('ix_pairing_schedules_next_at', ['state', 'next_at'], unique=False)

    op.create_table('resources',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('added_by', sa.BigInteger(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('media_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resources'))
    )
    with op.batch_alter_table('resources', schema=None) as batch_op:
        batch_op.create_index('ix_resources_guild', ['guild_id', 'state'], unique=False)

    with op.batch_alter_table('meeting_questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('topic', sa.Boolean(), server_default=sa.false(), nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('meeting_questions', schema=None) as batch_op:
        batch_op.drop_column('topic')

    with op.batch_alter_table('resources', schema=None) as batch_op:
        batch_op.drop_index('ix_resources_guild')

    op.drop_table('resources')
    with op.batch_alter_table('pairing_schedules', schema=None) as batch_op:
        batch_op.drop_index('ix_pairing_schedules_next_at')

    op.drop_table('pairing_schedules')
    with op.batch_alter_table('pairing_places', schema=None) as batch_op:
        batch_op.drop_index('ix_pairing_places_member')

    op.drop_table('pairing_places')
    op.drop_table('pairing_members')
    with op.batch_alter_table('pairing_groups', schema=None) as batch_op:
        batch_op.drop_index('ix_pairing_groups_guild')

    op.drop_table('pairing_groups')
    op.drop_table('media')
    op.drop_table('apart_lists')
