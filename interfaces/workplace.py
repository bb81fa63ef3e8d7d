"""Everything that a session is made with, opened together and closed together."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from agents.crew import Crew
from agents.flow.production import Gates
from interfaces.listener import Listener
from interfaces.stores import open_stores
from llm.endpoint import LocalEndpoint
from memory.open import Memory, open_memory
from sandbox.choose import open_sandbox
from sandbox.interface import Interface, Sandbox
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import require_space
from studio.store.sessions import SessionStore
from tools.toolbox import Toolbox


@dataclass
class Workplace:
    """Stores, memory, tools with warm engines, a sandbox and an endpoint. Serves one session after
    another; `sandbox_note` says which sandbox it is, `sandbox_reason` why, where that was not the
    first choice."""

    settings: Settings
    sessions: SessionStore
    artifacts: ArtifactStore
    memory: Memory
    toolbox: Toolbox
    sandbox: Sandbox
    sandbox_note: str
    sandbox_reason: str
    base_url: str

    def crew(self, listener: Listener, gates: Gates | None = None) -> Crew:
        """A crew for the next session."""
        return Crew(
            settings=self.settings, sessions=self.sessions, toolbox=self.toolbox,
            sandbox=self.sandbox, memory=self.memory, base_url=self.base_url,
            on_event=listener.on_event, on_progress=listener.on_progress,
            on_output=listener.on_output, gates=gates,
        )


@contextlib.asynccontextmanager
async def open_workplace(
    settings: Settings, *, use_cache: bool = True
) -> AsyncIterator[Workplace]:
    """Open it all. Starts the offline planner where no endpoint is set. StudioError says what is
    wrong and how to mend it."""
    require_space(settings.paths.data)
    require_space(settings.paths.outputs)
    async with contextlib.AsyncExitStack() as stack:
        sessions, artifacts = stack.enter_context(open_stores(settings))
        memory = open_memory(settings)
        stack.callback(memory.close)
        toolbox = Toolbox(artifacts, memory.sheets, settings, use_cache=use_cache)
        stack.push_async_callback(toolbox.close)
        sandbox, note = await open_sandbox(
            settings, Interface(*toolbox.interface()), artifacts
        )
        stack.push_async_callback(sandbox.close)
        if sandbox.name == "monty":
            note, _, why = note.partition(". ")
            note = f"{note.rstrip('.')}."
        else:
            why = ""
        base_url = settings.llm.base_url
        if not base_url:
            base_url = (await stack.enter_async_context(LocalEndpoint())).base_url
        yield Workplace(
            settings, sessions, artifacts, memory, toolbox, sandbox, note, why, base_url
        )
