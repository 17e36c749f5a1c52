"""Keep introductions"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('introductions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('asker_id', sa.BigInteger(), nullable=False),
    sa.Column('asked_id', sa.BigInteger(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('answer_by', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introductions'))
    )
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.create_index('ix_introductions_asked', ['guild_id', 'asked_id'], unique=False)
        batch_op.create_index('ix_introductions_asker', ['guild_id', 'asker_id'], unique=False)
        batch_op.create_index('ix_introductions_expiry', ['state', 'expires_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.drop_index('ix_introductions_expiry')
        batch_op.drop_index('ix_introductions_asker')
        batch_op.drop_index('ix_introductions_asked')

    op.drop_table('introductions')
