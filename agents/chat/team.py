"""The group chat: four agents, the sandbox and the studio. Who speaks follows from the protocol."""

from collections.abc import AsyncGenerator, Mapping

from autogen_agentchat.base import ChatAgent, TaskResult, Team
from autogen_agentchat.conditions import FunctionalTermination
from autogen_agentchat.messages import BaseAgentEvent, BaseChatMessage
from autogen_agentchat.teams import SelectorGroupChat
from autogen_core.model_context import BufferedChatCompletionContext

from agents.acts import DESCRIPTIONS, is_over, next_speaker
from agents.chat.participant import Participant
from agents.chat.runtime import SparingRuntime
from agents.flow.production import Production
from agents.flow.steps import turn_limit


async def converse(production: Production) -> None:
    """Run the group chat until the session ends, a fault stops it, or its turns are used up."""
    async for _ in stream(production, heard=False):
        pass


async def stream(
    production: Production, members: Mapping[str, str] = DESCRIPTIONS, heard: bool = True
) -> AsyncGenerator[BaseAgentEvent | BaseChatMessage, None]:
    """The same, message by message. `members` are the crew's names, each with what it does."""
    assert production.state.brief
    runtime = SparingRuntime(set(members), heard)
    runtime.start()
    try:
        team = _assemble(production, members, runtime)
        async for message in team.run_stream(task=production.state.brief.text):
            if not isinstance(message, TaskResult):
                yield message
    finally:
        await runtime.stop()


def _assemble(
    production: Production, members: Mapping[str, str], runtime: SparingRuntime
) -> SelectorGroupChat:
    """A team for one run of the chat. After a stop it is thrown away: AutoGen's teams do not
    recover from an error or a cancel, the session's events do."""
    participants: list[ChatAgent | Team] = [
        Participant(name, description, production) for name, description in members.items()
    ]

    return SelectorGroupChat(
        participants,
        model_client=production.clients["director"],  # demanded, and never asked: see selector_func
        selector_func=lambda _: next_speaker(production),
        model_context=BufferedChatCompletionContext(buffer_size=1),
        termination_condition=FunctionalTermination(lambda _: is_over(production)),
        max_turns=turn_limit(
            production.settings.budget,
            len(production.state.notes),
            production.settings.crew.questions,
        ),
        allow_repeated_speaker=True,
        runtime=runtime,
    )
