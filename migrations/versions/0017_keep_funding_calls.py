"""Keep funding calls"""

from alembic import op
import sqlalchemy as sa


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('funding_approaches',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('search_id', sa.BigInteger(), nullable=False),
    sa.Column('asked_id', sa.BigInteger(), nullable=False),
    sa.Column('skill', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funding_approaches'))
    )
    with op.batch_alter_table('funding_approaches', schema=None) as batch_op:
        batch_op.create_index('ix_funding_approaches_asked', ['guild_id', 'asked_id'], unique=False)

    op.create_table('funding_calls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('added_by', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('funder', sa.String(), nullable=False),
    sa.Column('link', sa.String(), nullable=False),
    sa.Column('amount', sa.String(), nullable=False),
    sa.Column('ceiling', sa.String(), nullable=False),
    sa.Column('sponsor', sa.String(), nullable=False),
    sa.Column('internal', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('eligibility', sa.Text(), nullable=False),
    sa.Column('stages', sa.JSON(), nullable=False),
    sa.Column('organisations', sa.JSON(), nullable=False),
    sa.Column('regions', sa.JSON(), nullable=False),
    sa.Column('phase', sa.String(), nullable=False),
    sa.Column('timed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funding_calls'))
    )
    with op.batch_alter_table('funding_calls', schema=None) as batch_op:
        batch_op.create_index('ix_funding_calls_guild', ['guild_id', 'state'], unique=False)

    op.create_table('funding_interests',
    sa.Column('call_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('stance', sa.String(), nullable=False),
    sa.Column('muted', sa.Boolean(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('call_id', 'member_id', name=op.f('pk_funding_interests'))
    )
    with op.batch_alter_table('funding_interests', schema=None) as batch_op:
        batch_op.create_index('ix_funding_interests_member', ['guild_id', 'member_id'], unique=False)

    op.create_table('funding_searches',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('call_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funding_searches'))
    )
    with op.batch_alter_table('funding_searches', schema=None) as batch_op:
        batch_op.create_index('ix_funding_searches_member', ['guild_id', 'member_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('funding_searches', schema=None) as batch_op:
        batch_op.drop_index('ix_funding_searches_member')

    op.drop_table('funding_searches')
    with op.batch_alter_table('funding_interests', schema=None) as batch_op:
        batch_op.drop_index('ix_funding_interests_member')

    op.drop_table('funding_interests')
    with op.batch_alter_table('funding_calls', schema=None) as batch_op:
        batch_op.drop_index('ix_funding_calls_guild')

    op.drop_table('funding_calls')
    with op.batch_alter_table('funding_approaches', schema=None) as batch_op:
        batch_op.drop_index('ix_funding_approaches_asked')

    op.drop_table('funding_approaches')
