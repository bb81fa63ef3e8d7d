"""A member of the group chat: takes the steps that are its own, says in a sentence what it did."""

from collections.abc import Sequence
from typing import Self

from autogen_agentchat.agents import BaseChatAgent
from autogen_agentchat.base import Response
from autogen_agentchat.messages import BaseChatMessage, TextMessage
from autogen_core import CancellationToken, Component
from pydantic import BaseModel

from agents.acts import take_turn
from agents.flow.production import Production
from studio.errors import StudioError


class Member(BaseModel):
    """Who takes part."""

    name: str
    description: str


class Participant(BaseChatAgent, Component[Member]):
    """Keeps no conversation of its own: what a step needs is in the session's events.

    Faults end the chat through `production.error`, since AutoGen would reduce them to text; so does
    a cancel, since a cancelled team would hang.
    """

    component_config_schema = Member
    component_provider_override = "agents.chat.participant.Participant"

    def __init__(self, name: str, description: str, production: Production | None = None):
        """Without a `production` it can be written down, and takes no turn."""
        super().__init__(name, description)
        self._production = production

    @property
    def produced_message_types(self) -> Sequence[type[BaseChatMessage]]:
        return (TextMessage,)

    async def on_messages(
        self, messages: Sequence[BaseChatMessage], cancellation_token: CancellationToken
    ) -> Response:
        """Take the next step of the protocol, and those after it that are this member's too."""
        if self._production is None:
            raise StudioError(f"{self.name} works in the crew alone.", "Run the team.")
        said = await take_turn(self._production, self.name)
        return Response(chat_message=TextMessage(content=said, source=self.name))

    async def on_reset(self, cancellation_token: CancellationToken) -> None:
        """Nothing to forget."""

    def _to_config(self) -> Member:
        return Member(name=self.name, description=self.description)

    @classmethod
    def _from_config(cls, config: Member) -> Self:
        return cls(config.name, config.description)
