"""Brings a store up to the tables of this program, by Alembic's steps in `migrations/`."""

import time
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from studio.errors import StoreError

NEWEST = "0003"  # the last step in migrations/versions
_TRIES = 3


def upgrade(engine: Engine) -> None:
    """Run the steps that the store has not had. StoreError for a store of a newer program."""
    for rest in reversed(range(_TRIES)):
        found = version_of(engine)
        if found == NEWEST:
            return
        try:
            _run(engine, found)
            return
        except SQLAlchemyError:  # another process may be making the same step
            if not rest:
                raise
            time.sleep(0.2)


def version_of(engine: Engine) -> str:
    """The last step that the store has had; "" for none."""
    if not inspect(engine).has_table("alembic_version"):
        return ""
    with engine.connect() as connection:
        return connection.scalar(text("select version_num from alembic_version")) or ""


def _run(engine: Engine, found: str) -> None:
    from alembic import command  # takes a while, and is seldom needed
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%")
    )
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise StoreError(
            f"the session store is of a newer program: its tables are of version {found}, this "
            f"program's of {NEWEST}.",
            "Use the newer program, or set database.url (or paths.data) to another store.",
        )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)
