"""Everything that a session is made with, opened together and closed together."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from agents.acts import Converse
from agents.crew import Crew
from agents.flow.production import Gates, StandIn
from interfaces.backend.discovery import open_endpoint, open_recipes
from interfaces.backend.lending import lent
from interfaces.framework import conversation_of
from interfaces.listener import Listener
from interfaces.stores import open_stores
from memory.open import Memory, open_memory
from sandbox.choose import open_sandbox
from sandbox.interface import Interface, Sandbox
from studio.packs.problems import problems
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from studio.store.sessions import SessionStore
from studio.store.space import require_space
from tools.toolbox import Toolbox


@dataclass
class Workplace:
    """Stores, memory, tools with warm engines, a sandbox and an endpoint. Serves one session after
    another; `sandbox_note` says which sandbox it is, `sandbox_reason` why, where that was not the
    first choice; `endpoint_note` which gateway answers, where one was found."""

    settings: Settings
    sessions: SessionStore
    artifacts: ArtifactStore
    memory: Memory
    toolbox: Toolbox
    sandbox: Sandbox
    sandbox_note: str
    sandbox_reason: str
    base_url: str
    endpoint_note: str
    stand_in: StandIn | None = None

    def introduce(self, listener: Listener) -> None:
        """Tell what this workplace works with, where that was not said by a setting."""
        if self.endpoint_note:
            listener.on_notice(self.endpoint_note)
        listener.on_notice(self.sandbox_note, self.sandbox_reason)
        for problem in problems():
            listener.on_notice(str(problem))

    def crew(
        self, listener: Listener, gates: Gates | None = None, converse: Converse | None = None
    ) -> Crew:
        """A crew for the next session; it talks in the frame of the settings, or in `converse`."""
        return Crew(
            settings=self.settings,
            sessions=self.sessions,
            toolbox=self.toolbox,
            sandbox=self.sandbox,
            memory=self.memory,
            base_url=self.base_url,
            on_event=listener.on_event,
            on_progress=listener.on_progress,
            on_output=listener.on_output,
            gates=gates,
            converse=converse or conversation_of(self.settings),
            stand_in=self.stand_in,
        )


@contextlib.asynccontextmanager
async def open_workplace(
    settings: Settings, *, use_cache: bool = True
) -> AsyncGenerator[Workplace]:
    """Open it all. Where no endpoint is set, a gateway that runs on this machine is used, else the
    offline planner is started. StudioError says what is wrong and how to mend it."""
    require_space(settings.paths.data)
    require_space(settings.paths.outputs)
    async with contextlib.AsyncExitStack() as stack:
        sessions, artifacts = stack.enter_context(open_stores(settings))
        memory = open_memory(settings)
        stack.callback(memory.close)
        toolbox = Toolbox(artifacts, memory.sheets, settings, use_cache=use_cache, lend=lent)
        stack.push_async_callback(toolbox.close)
        sandbox, note = await open_sandbox(settings, Interface(*toolbox.interface()), artifacts)
        stack.push_async_callback(sandbox.close)
        if sandbox.name == "monty":
            note, _, why = note.partition(". ")
            note = f"{note.rstrip('.')}."
        else:
            why = ""
        endpoint = await stack.enter_async_context(open_endpoint(settings.llm))
        toolbox.ask_at(endpoint.base_url, endpoint.api_key)
        timeout = max(settings.llm.timeout, endpoint.seconds)
        llm = settings.llm.model_copy(update={"api_key": endpoint.api_key, "timeout": timeout})
        yield Workplace(
            settings.model_copy(update={"llm": llm}),
            sessions,
            artifacts,
            memory,
            toolbox,
            sandbox,
            note,
            why,
            endpoint.base_url,
            endpoint.note,
            None if endpoint.by_rules or not settings.crew.stand_in else open_recipes,
        )
