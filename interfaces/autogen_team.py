"""The crew as a component of AutoGen: a team that `dump_component()` writes down as JSON, and that
AutoGen Studio, or any process that can import this project, loads and runs:

    team = BaseGroupChat.load_component(json.load(file))
    async for message in team.run_stream(task="Luca waves in the meadow"): ...

Settings, weights and stores are this machine's own: the JSON names who is in the crew, and no path.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Self

from autogen_agentchat.base import TaskResult
from autogen_agentchat.messages import BaseAgentEvent, BaseChatMessage, TextMessage
from autogen_agentchat.teams import BaseGroupChat
from autogen_agentchat.teams._group_chat._selector_group_chat import SelectorGroupChatManager
from autogen_core import CancellationToken, Component, ComponentModel
from pydantic import BaseModel, Field

from agents.acts import DESCRIPTIONS
from agents.chat.participant import Participant
from agents.chat.team import stream
from agents.flow.production import Production
from agents.outcome import Outcome
from interfaces.listener import Silent
from interfaces.produce import outcome_in, produce_in
from interfaces.workplace import open_workplace
from studio.errors import InputError
from studio.settings import Settings, load_settings

ABOUT = "Makes a finished piece of 3D animation of a sentence."
Said = BaseAgentEvent | BaseChatMessage


class CrewConfig(BaseModel):
    """What is written down of a team: its members, and how many takes it may make."""

    name: str = "animation_studio"
    description: str = ABOUT
    participants: list[ComponentModel] = Field(default_factory=list)
    iterations: int | None = Field(default=None, ge=1)


class CrewTeam(BaseGroupChat, Component[CrewConfig]):
    """The crew, which makes a piece of each task; a task after the first may be a note on the
    piece before it. What a person is at fault for is raised as InputError; what came of a piece is
    the last message, of `studio`, with its files."""

    component_type = "team"
    component_config_schema = CrewConfig
    component_provider_override = "interfaces.autogen_team.CrewTeam"

    def __init__(
        self,
        participants: Sequence[Participant] = (),
        *,
        name: str = "animation_studio",
        description: str = ABOUT,
        iterations: int | None = None,
        settings: Settings | None = None,
    ):
        """Without `participants` the usual crew. InputError where a member of it is missing."""
        members = list(participants) or [Participant(*one) for one in DESCRIPTIONS.items()]
        if {one.name for one in members} != set(DESCRIPTIONS):
            raise InputError(
                f"a crew of {', '.join(sorted(one.name for one in members))} cannot work.",
                f"It needs {', '.join(DESCRIPTIONS)}, each once.",
            )
        manager = SelectorGroupChatManager  # demanded, and never made: see run_stream
        super().__init__(name, description, [*members], manager.__name__, manager)
        self._iterations = iterations
        self._settings = settings
        self._session = ""

    async def run_stream(
        self,
        *,
        task: str | BaseChatMessage | Sequence[BaseChatMessage] | None = None,
        cancellation_token: CancellationToken | None = None,
        output_task_messages: bool = True,
    ) -> AsyncGenerator[Said | TaskResult, None]:
        """Make a piece of the task; yields what is said as it is said, then the result."""
        text = _text_of(task)
        asked = TextMessage(content=text, source="user")
        messages: list[Said] = [asked] if output_task_messages else []
        if output_task_messages:
            yield asked
        heard: asyncio.Queue[Said | None] = asyncio.Queue()
        making = asyncio.create_task(self._make(text, heard, cancellation_token))
        try:
            while (message := await heard.get()) is not None:
                messages.append(message)
                yield message
        finally:
            if not making.done():
                making.cancel()
        outcome = await making
        last = TextMessage(content=_told(outcome), source="studio")
        yield last
        yield TaskResult(messages=[*messages, last], stop_reason=outcome.outcome)

    async def save_state(self) -> Mapping[str, Any]:
        """The session of the last piece; all else is in its events."""
        return {"session": self._session}

    async def load_state(self, state: Mapping[str, Any]) -> None:
        """Go on with that session's piece."""
        self._session = str(state.get("session", ""))

    async def reset(self) -> None:
        """The next task begins anew."""
        self._session = ""

    def _create_group_chat_manager_factory(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("each piece is talked over in a group chat of its own")

    async def _make(
        self,
        text: str,
        heard: "asyncio.Queue[Said | None]",
        token: CancellationToken | None,
    ) -> Outcome:
        async def converse(production: Production) -> None:
            members = {one.name: one.description for one in self._participants}
            async for message in stream(production, members):
                if message.source != "user":
                    heard.put_nowait(message)

        settings = (self._settings or load_settings()).model_copy(deep=True)
        settings.budget.iterations = self._iterations or settings.budget.iterations
        try:
            async with open_workplace(settings) as workplace:
                earlier = outcome_in(workplace, self._session) if self._session else None
                crew = workplace.crew(Silent(), converse=converse)
                if token:
                    token.add_callback(crew.cancel)
                outcome = await produce_in(workplace, crew, text, earlier=earlier)
        finally:
            heard.put_nowait(None)
        if outcome.deliverables:
            self._session = outcome.session
        return outcome

    def _to_config(self) -> CrewConfig:
        return CrewConfig(
            name=self.name,
            description=self.description,
            participants=[one.dump_component() for one in self._participants],
            iterations=self._iterations,
        )

    @classmethod
    def _from_config(cls, config: CrewConfig) -> Self:
        members = [Participant.load_component(one) for one in config.participants]
        return cls(
            members,
            name=config.name,
            description=config.description,
            iterations=config.iterations,
        )


def _text_of(task: str | BaseChatMessage | Sequence[BaseChatMessage] | None) -> str:
    """The words of a task. InputError for none."""
    if isinstance(task, BaseChatMessage):
        task = [task]
    text = task if isinstance(task, str) else "\n".join(one.to_text() for one in task or ())
    if not text.strip():
        raise InputError("there is no task.", "Say what you want to see or hear.")
    return text


def _told(outcome: Outcome) -> str:
    """What came of a piece, with its files."""
    lines = [outcome.message, outcome.fix, *(f"{path}" for path in outcome.files)]
    return "\n".join(line for line in lines if line)
