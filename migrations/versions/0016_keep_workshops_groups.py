"""Keep workshops' groups"""

from alembic import op
import sqlalchemy as sa


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('workshop_groupings',
    sa.Column('workshop_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('wanted', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('threads', sa.Boolean(), nullable=False),
    sa.Column('trouble', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('workshop_id', name=op.f('pk_workshop_groupings'))
    )
    op.create_table('workshop_groups',
    sa.Column('workshop_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('topic', sa.String(), nullable=True),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('thread_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('workshop_id', 'number', name=op.f('pk_workshop_groups'))
    )
    op.create_table('workshop_rounds',
    sa.Column('workshop_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('stopped', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('workshop_id', name=op.f('pk_workshop_rounds'))
    )
    op.create_table('workshop_seats',
    sa.Column('workshop_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('group_number', sa.Integer(), nullable=True),
    sa.Column('leads', sa.Boolean(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=True),
    sa.Column('thread_group', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('workshop_id', 'member_id', name=op.f('pk_workshop_seats'))
    )
    with op.batch_alter_table('workshop_seats', schema=None) as batch_op:
        batch_op.create_index('ix_workshop_seats_guild_id_member_id', ['guild_id', 'member_id'], unique=False)

    with op.batch_alter_table('workshop_questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('goes_to', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('position', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('into_id', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('workshop_questions', schema=None) as batch_op:
        batch_op.drop_column('into_id')
        batch_op.drop_column('position')
        batch_op.drop_column('goes_to')

    with op.batch_alter_table('workshop_seats', schema=None) as batch_op:
        batch_op.drop_index('ix_workshop_seats_guild_id_member_id')

    op.drop_table('workshop_seats')
    op.drop_table('workshop_rounds')
    op.drop_table('workshop_groups')
    op.drop_table('workshop_groupings')
