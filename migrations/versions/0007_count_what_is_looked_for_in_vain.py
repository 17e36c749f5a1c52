"""Count what is looked for in vain"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('wanted_seekers',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('term', sa.String(), nullable=False),
    sa.Column('seeker', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'term', 'seeker', name=op.f('pk_wanted_seekers'))
    )
    op.create_table('wanted_terms',
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('term', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('guild_id', 'term', name=op.f('pk_wanted_terms'))
    )


def downgrade() -> None:
    op.drop_table('wanted_terms')
    op.drop_table('wanted_seekers')
