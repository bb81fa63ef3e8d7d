"""How an older store becomes one of today: Alembic runs `versions/` in order, on any database."""
