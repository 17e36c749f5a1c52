"""Begin with settings, preferences, the audit log and the directory"""

from alembic import op
import sqlalchemy as sa


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entries_guild_id_at', ['guild_id', 'at'], unique=False)

    op.create_table('communities',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('facilitators_role_id', sa.BigInteger(), nullable=True),
    sa.Column('members_role_id', sa.BigInteger(), nullable=True),
    sa.Column('notices_channel_id', sa.BigInteger(), nullable=True),
    sa.Column('features_off', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', name=op.f('pk_communities'))
    )
    op.create_table('consents',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', 'purpose', name=op.f('pk_consents'))
    )
    op.create_table('preferences',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('zone', sa.String(), nullable=True),
    sa.Column('locale', sa.String(), nullable=True),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('away_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_preferences'))
    )
    op.create_table('profiles',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('pronouns', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('career_stage', sa.String(), nullable=True),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('interests', sa.Text(), nullable=False),
    sa.Column('bio', sa.Text(), nullable=False),
    sa.Column('open_to', sa.JSON(), nullable=False),
    sa.Column('findable_by_newcomers', sa.Boolean(), nullable=False),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', name=op.f('pk_profiles'))
    )
    op.create_table('revisions',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('model', sa.String(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'model', name=op.f('pk_revisions'))
    )
    op.create_table('profile_skills',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['guild_id', 'member_id'], ['profiles.guild_id', 'profiles.member_id'], name=op.f('fk_profile_skills_guild_id_profiles'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('guild_id', 'member_id', 'name', name=op.f('pk_profile_skills'))
    )


def downgrade() -> None:
    op.drop_table('profile_skills')
    op.drop_table('revisions')
    op.drop_table('profiles')
    op.drop_table('preferences')
    op.drop_table('consents')
    op.drop_table('communities')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_guild_id_at')

    op.drop_table('audit_entries')
