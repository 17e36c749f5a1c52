"""Keep reflections"""

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reflection_books',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_reflection_books'))
    )
    op.create_table('reflection_drafts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection_drafts')),
    sqlite_autoincrement=True,
    )
    with op.batch_alter_table('reflection_drafts', schema=None) as batch_op:
        batch_op.create_index('ix_reflection_drafts_member', ['guild_id', 'member_id'], unique=False)

    op.create_table('reflection_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection_entries')),
    sqlite_autoincrement=True,
    )
    with op.batch_alter_table('reflection_entries', schema=None) as batch_op:
        batch_op.create_index('ix_reflection_entries_member', ['guild_id', 'member_id'], unique=False)

    op.create_table('reflection_models',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('use', sa.Text(), nullable=False),
    sa.Column('prompts', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection_models'))
    )
    with op.batch_alter_table('reflection_models', schema=None) as batch_op:
        batch_op.create_index('ix_reflection_models_guild', ['guild_id'], unique=False)

    op.create_table('reflection_shares',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection_shares')),
    sqlite_autoincrement=True,
    )
    with op.batch_alter_table('reflection_shares', schema=None) as batch_op:
        batch_op.create_index('ix_reflection_shares_entry', ['guild_id', 'entry_id'], unique=False)

    op.create_table('reflection_spaces',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', name=op.f('pk_reflection_spaces'))
    )


def downgrade() -> None:
    op.drop_table('reflection_spaces')
    with op.batch_alter_table('reflection_shares', schema=None) as batch_op:
        batch_op.drop_index('ix_reflection_shares_entry')

    op.drop_table('reflection_shares')
    with op.batch_alter_table('reflection_models', schema=None) as batch_op:
        batch_op.drop_index('ix_reflection_models_guild')

    op.drop_table('reflection_models')
    with op.batch_alter_table('reflection_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_reflection_entries_member')

    op.drop_table('reflection_entries')
    with op.batch_alter_table('reflection_drafts', schema=None) as batch_op:
        batch_op.drop_index('ix_reflection_drafts_member')

    op.drop_table('reflection_drafts')
    op.drop_table('reflection_books')
