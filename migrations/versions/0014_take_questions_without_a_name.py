"""Take questions without a name"""

from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('support_mutes',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('pseudonym', sa.String(), nullable=False),
    sa.Column('muted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'pseudonym', name=op.f('pk_support_mutes'))
    )
    op.create_table('support_unsigned',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('author', sa.LargeBinary(), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.Column('pseudonym', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('relayed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_unsigned')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('support_unsigned', schema=None) as batch_op:
        batch_op.create_index('ix_support_unsigned_made', ['guild_id', 'made_at'], unique=False)

    with op.batch_alter_table('support_settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('takes_unsigned', sa.Boolean(), server_default=sa.false(), nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('support_settings', schema=None) as batch_op:
        batch_op.drop_column('takes_unsigned')

    with op.batch_alter_table('support_unsigned', schema=None) as batch_op:
        batch_op.drop_index('ix_support_unsigned_made')

    op.drop_table('support_unsigned')
    op.drop_table('support_mutes')
