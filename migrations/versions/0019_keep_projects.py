"""Keep projects"""

from alembic import op
import sqlalchemy as sa


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('project_people',
    sa.Column('project_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('leads', sa.Boolean(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('project_id', 'member_id', name=op.f('pk_project_people'))
    )
    with op.batch_alter_table('project_people', schema=None) as batch_op:
        batch_op.create_index('ix_project_people_guild_id_member_id', ['guild_id', 'member_id'], unique=False)

    op.create_table('project_pictures',
    sa.Column('media_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('media_id', name=op.f('pk_project_pictures'))
    )
    with op.batch_alter_table('project_pictures', schema=None) as batch_op:
        batch_op.create_index('ix_project_pictures_guild_id', ['guild_id'], unique=False)

    op.create_table('projects',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('short', sa.String(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('partners', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('links', sa.JSON(), nullable=False),
    sa.Column('wanted', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('thread_id', sa.BigInteger(), nullable=True),
    sa.Column('role_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_projects'))
    )
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.create_index('ix_projects_guild_id', ['guild_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.drop_index('ix_projects_guild_id')

    op.drop_table('projects')
    with op.batch_alter_table('project_pictures', schema=None) as batch_op:
        batch_op.drop_index('ix_project_pictures_guild_id')

    op.drop_table('project_pictures')
    with op.batch_alter_table('project_people', schema=None) as batch_op:
        batch_op.drop_index('ix_project_people_guild_id_member_id')

    op.drop_table('project_people')
