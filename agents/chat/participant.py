"""A member of the group chat: takes the steps that are its own, says in a sentence what it did."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from autogen_agentchat.agents import BaseChatAgent
from autogen_agentchat.base import Response
from autogen_agentchat.messages import BaseChatMessage, TextMessage
from autogen_core import CancellationToken

from agents.flow.production import Production
from agents.flow.steps import Step
from studio.errors import StudioError

Act = Callable[[Production], Awaitable[str]]
"""Takes one step: writes its events, and returns what to say in the chat."""


class Interrupted(StudioError):
    """The session was stopped in mid-turn, and can be resumed."""


class Participant(BaseChatAgent):
    """Keeps no conversation of its own: what a step needs is in the session's events.

    Faults end the chat through `production.error`, since AutoGen would reduce them to text; so does
    a cancel, since a cancelled team would hang.
    """

    def __init__(
        self, name: str, description: str, production: Production, acts: Mapping[Step, Act]
    ):
        super().__init__(name, description)
        self._production = production
        self._acts = acts

    @property
    def produced_message_types(self) -> Sequence[type[BaseChatMessage]]:
        return (TextMessage,)

    async def on_messages(
        self, messages: Sequence[BaseChatMessage], cancellation_token: CancellationToken
    ) -> Response:
        """Take the next step of the protocol, and those after it that are this member's too."""
        production = self._production
        said = []
        while production.error is None and not production.state.ended:
            step = production.step()
            if step not in self._acts:
                break
            said.append(await self._take(step))
        return Response(chat_message=TextMessage(content="\n".join(said), source=self.name))

    async def _take(self, step: Step) -> str:
        production = self._production
        turn = asyncio.ensure_future(self._acts[step](production))
        production.token.link_future(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            production.error = Interrupted(
                f"The session was interrupted at the step {step.value!r}.",
                f"Go on with `python main.py resume {production.logbook.session}`.",
            )
        except Exception as error:
            production.error = error
        return str(production.error)

    async def on_reset(self, cancellation_token: CancellationToken) -> None:
        """Nothing to forget."""
