"""Keep peer support"""

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('support_acceptances',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_support_acceptances'))
    )
    op.create_table('support_agreements',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'version', name=op.f('pk_support_agreements'))
    )
    op.create_table('support_notes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('question_id', sa.BigInteger(), nullable=False),
    sa.Column('asker_id', sa.BigInteger(), nullable=False),
    sa.Column('from_rota', sa.Boolean(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('generation', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_notes'))
    )
    with op.batch_alter_table('support_notes', schema=None) as batch_op:
        batch_op.create_index('ix_support_notes_asker', ['guild_id', 'asker_id'], unique=False)
        batch_op.create_index('ix_support_notes_question', ['question_id'], unique=False)

    op.create_table('support_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('asker_id', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('wish', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('latest_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('relayed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_questions'))
    )
    with op.batch_alter_table('support_questions', schema=None) as batch_op:
        batch_op.create_index('ix_support_questions_asker', ['guild_id', 'asker_id'], unique=False)
        batch_op.create_index('ix_support_questions_latest', ['latest_at'], unique=False)

    op.create_table('support_rota',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('duty', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=True),
    sa.Column('leaving', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_support_rota'))
    )
    op.create_table('support_settings',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('space_id', sa.BigInteger(), nullable=True),
    sa.Column('role_id', sa.BigInteger(), nullable=True),
    sa.Column('desk_id', sa.BigInteger(), nullable=True),
    sa.Column('hours', sa.String(), nullable=False),
    sa.Column('thread_id', sa.BigInteger(), nullable=True),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', name=op.f('pk_support_settings'))
    )
    op.create_table('support_worries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('reporter_id', sa.BigInteger(), nullable=True),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('route', sa.String(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_worries'))
    )
    with op.batch_alter_table('support_worries', schema=None) as batch_op:
        batch_op.create_index('ix_support_worries_made', ['made_at'], unique=False)
        batch_op.create_index('ix_support_worries_reporter', ['guild_id', 'reporter_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('support_worries', schema=None) as batch_op:
        batch_op.drop_index('ix_support_worries_reporter')
        batch_op.drop_index('ix_support_worries_made')

    op.drop_table('support_worries')
    op.drop_table('support_settings')
    op.drop_table('support_rota')
    with op.batch_alter_table('support_questions', schema=None) as batch_op:
        batch_op.drop_index('ix_support_questions_latest')
        batch_op.drop_index('ix_support_questions_asker')

    op.drop_table('support_questions')
    with op.batch_alter_table('support_notes', schema=None) as batch_op:
        batch_op.drop_index('ix_support_notes_question')
        batch_op.drop_index('ix_support_notes_asker')

    op.drop_table('support_notes')
    op.drop_table('support_agreements')
    op.drop_table('support_acceptances')
