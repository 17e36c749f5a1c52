"""Keep workshops"""

from alembic import op
import sqlalchemy as sa


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('workshop_feedback',
    sa.Column('workshop_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answers', sa.LargeBinary(), nullable=True),
    sa.Column('answered', sa.LargeBinary(), nullable=True),
    sa.Column('counts', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('lines', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('workshop_id', name=op.f('pk_workshop_feedback'))
    )
    op.create_table('workshop_places',
    sa.Column('workshop_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('standing', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('needs', sa.LargeBinary(), nullable=True),
    sa.Column('attended', sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint('workshop_id', 'member_id', name=op.f('pk_workshop_places'))
    )
    op.create_table('workshop_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('author', sa.LargeBinary(), nullable=True),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('signed', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop_questions'))
    )
    with op.batch_alter_table('workshop_questions', schema=None) as batch_op:
        batch_op.create_index('ix_workshop_questions_workshop_id', ['workshop_id'], unique=False)

    op.create_table('workshops',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('mentor_places', sa.Integer(), nullable=False),
    sa.Column('group_size', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('giving', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('seed', sa.String(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshops'))
    )
    with op.batch_alter_table('workshops', schema=None) as batch_op:
        batch_op.create_index('ix_workshops_guild_id_at', ['guild_id', 'at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('workshops', schema=None) as batch_op:
        batch_op.drop_index('ix_workshops_guild_id_at')

    op.drop_table('workshops')
    with op.batch_alter_table('workshop_questions', schema=None) as batch_op:
        batch_op.drop_index('ix_workshop_questions_workshop_id')

    op.drop_table('workshop_questions')
    op.drop_table('workshop_places')
    op.drop_table('workshop_feedback')
