"""Let people say who sees what"""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('kept_terms',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('term', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'term', name=op.f('pk_kept_terms'))
    )
    with op.batch_alter_table('profiles', schema=None) as batch_op:
        # Entries there are keep what has held until now: each field is seen by members.
        batch_op.add_column(sa.Column('visibility', sa.JSON(), nullable=False, server_default='{}'))
    with op.batch_alter_table('profiles', schema=None) as batch_op:
        batch_op.alter_column('visibility', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('profiles', schema=None) as batch_op:
        batch_op.drop_column('visibility')

    op.drop_table('kept_terms')
