"""Meetings"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_feeds',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_calendar_feeds')),
    sa.UniqueConstraint('guild_id', 'member_id', name=op.f('uq_calendar_feeds_guild_id'))
    )
    op.create_table('meeting_answers',
    sa.Column('occurrence_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('standing', sa.String(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('muted', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('occurrence_id', 'member_id', name=op.f('pk_meeting_answers'))
    )
    op.create_table('meeting_choices',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('leads', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_meeting_choices'))
    )
    op.create_table('meeting_occurrences',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.String(), nullable=False),
    sa.Column('local', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('overrides', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('speaker', sa.String(), nullable=False),
    sa.Column('speaker_id', sa.BigInteger(), nullable=True),
    sa.Column('speaker_state', sa.String(), nullable=False),
    sa.Column('attended', sa.Integer(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('event_id', sa.BigInteger(), nullable=True),
    sa.Column('event_written', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('event_asked', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_occurrences')),
    sa.UniqueConstraint('series_id', 'slot', name=op.f('uq_meeting_occurrences_series_id'))
    )
    with op.batch_alter_table('meeting_occurrences', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_occurrences_guild_id_at', ['guild_id', 'at'], unique=False)

    op.create_table('meeting_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('occurrence_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_questions'))
    )
    with op.batch_alter_table('meeting_questions', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_questions_occurrence_id', ['occurrence_id'], unique=False)

    op.create_table('meeting_series',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('agenda', sa.Text(), nullable=False),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('voice_id', sa.BigInteger(), nullable=True),
    sa.Column('link', sa.LargeBinary(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('first', sa.String(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('role_id', sa.BigInteger(), nullable=True),
    sa.Column('leads', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('planned_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('plan_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('planned_with', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_series'))
    )
    with op.batch_alter_table('meeting_series', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_series_state_plan_at', ['state', 'plan_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('meeting_series', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_series_state_plan_at')

    op.drop_table('meeting_series')
    with op.batch_alter_table('meeting_questions', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_questions_occurrence_id')

    op.drop_table('meeting_questions')
    with op.batch_alter_table('meeting_occurrences', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_occurrences_guild_id_at')

    op.drop_table('meeting_occurrences')
    op.drop_table('meeting_choices')
    op.drop_table('meeting_answers')
    op.drop_table('calendar_feeds')
