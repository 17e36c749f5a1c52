"""Keep reminders"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reminders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('channel_id', sa.BigInteger(), nullable=True),
    sa.Column('role_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('private_text', sa.LargeBinary(), nullable=True),
    sa.Column('first', sa.String(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('planned_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('plan_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('planned_with', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminders'))
    )
    with op.batch_alter_table('reminders', schema=None) as batch_op:
        batch_op.create_index('ix_reminders_author', ['guild_id', 'author_id'], unique=False)
        batch_op.create_index('ix_reminders_plan_at', ['state', 'plan_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('reminders', schema=None) as batch_op:
        batch_op.drop_index('ix_reminders_plan_at')
        batch_op.drop_index('ix_reminders_author')

    op.drop_table('reminders')
