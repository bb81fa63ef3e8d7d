"""Conversations that were given a name, kept so that they can be gone on with."""

import re

from pydantic import ValidationError
from sqlalchemy import Engine, select

from studio.errors import InputError, StoreError
from studio.nouns.conversation import Conversation
from studio.store.database import database_session, named
from studio.store.schema import ConversationRow

_NAME = re.compile(r"\w[\w.-]{0,79}")


def check_name(name: str) -> str:
    """The name of a conversation. InputError for one that cannot be one."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name[:90]!r} cannot name a conversation.",
            "Use up to 80 letters, digits, dots, hyphens and underscores, a letter first.",
        )
    return name


class ConversationStore:
    """Conversations by name."""

    def __init__(self, engine: Engine):
        self._engine = engine

    def load(self, name: str) -> Conversation:
        """The conversation of this name; a new, empty one where there is none. StoreError for one
        that cannot be read."""
        with database_session(self._engine, f"read the conversation {name}") as session:
            row = session.get(ConversationRow, name)
            document = row.document if row else {"name": name}
        try:
            return Conversation.model_validate(document)
        except ValidationError as error:
            raise StoreError(
                f"the conversation {name} in {named(self._engine)} cannot be read.",
                "Begin another: `chat --session NAME`. Its pieces are in `sessions`.",
            ) from error

    def save(self, conversation: Conversation) -> None:
        """Keep it under its name; durable once this returns."""
        document = conversation.model_dump(mode="json")
        action = f"keep the conversation {conversation.name}"
        with database_session(self._engine, action) as session, session.begin():
            session.merge(ConversationRow(name=conversation.name, document=document))

    def names(self) -> list[str]:
        """All names, sorted."""
        query = select(ConversationRow.name).order_by(ConversationRow.name)
        with database_session(self._engine, "list the conversations") as session:
            return list(session.scalars(query).all())
