"""Keep announcements and topics"""

from alembic import op
import sqlalchemy as sa


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('announcement_topics',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('role_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement_topics'))
    )
    with op.batch_alter_table('announcement_topics', schema=None) as batch_op:
        batch_op.create_index('ix_announcement_topics_guild', ['guild_id'], unique=False)

    op.create_table('announcements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('media_id', sa.BigInteger(), nullable=True),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('subjects', sa.JSON(), nullable=False),
    sa.Column('publish', sa.JSON(), nullable=False),
    sa.Column('publishing', sa.Boolean(), nullable=False),
    sa.Column('pings_everyone', sa.Boolean(), nullable=False),
    sa.Column('ping_role_id', sa.BigInteger(), nullable=True),
    sa.Column('first', sa.String(), nullable=True),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('planned_with', sa.String(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcements'))
    )
    with op.batch_alter_table('announcements', schema=None) as batch_op:
        batch_op.create_index('ix_announcements_author', ['guild_id', 'author_id'], unique=False)
        batch_op.create_index('ix_announcements_due', ['state', 'next_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('announcements', schema=None) as batch_op:
        batch_op.drop_index('ix_announcements_due')
        batch_op.drop_index('ix_announcements_author')

    op.drop_table('announcements')
    with op.batch_alter_table('announcement_topics', schema=None) as batch_op:
        batch_op.drop_index('ix_announcement_topics_guild')

    op.drop_table('announcement_topics')
