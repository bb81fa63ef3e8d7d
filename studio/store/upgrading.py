"""Brings a store up to the tables of this program, by Alembic's steps in `migrations/`; a new one
has them at once."""

import time
from pathlib import Path

from sqlalchemy import Column, Engine, MetaData, String, Table, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from studio.errors import StoreError
from studio.store.schema import Base

NEWEST = "0003"  # the last step in migrations/versions
_TRIES = 3
_VERSION = Table(  # as Alembic makes it
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)


def upgrade(engine: Engine) -> None:
    """Run the steps that the store has not had. StoreError for a store of a newer program."""
    for rest in reversed(range(_TRIES)):
        try:
            if not version_of(engine) and _made_at_once(engine):
                return
            found = version_of(engine)  # another process may have made it just now
            if found != NEWEST:
                take_steps(engine, found)
            return
        except SQLAlchemyError:  # or be making the same step
            if not rest:
                raise
            time.sleep(0.2)


def version_of(engine: Engine) -> str:
    """The last step that the store has had; "" for none."""
    if not inspect(engine).has_table("alembic_version"):
        return ""
    with engine.connect() as connection:
        return connection.scalar(text("select version_num from alembic_version")) or ""


def _made_at_once(engine: Engine) -> bool:
    """Whether the store was empty, and has all tables now. Of several processes that open it at the
    same time one makes them."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # sqlite3 begins none for tables
        if inspect(connection).get_table_names():
            return False
        Base.metadata.create_all(connection)
        _VERSION.create(connection)
        connection.execute(_VERSION.insert().values(version_num=NEWEST))
    return True


def take_steps(engine: Engine, found: str) -> None:
    """Run Alembic's steps after the one that was `found`, "" for all."""
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
