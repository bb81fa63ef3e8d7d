"""What a session is made with: its logbook, the tools, the sandbox, the models, who is asked."""

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from autogen_core import CancellationToken

from agents.endpoint.client import EndpointClient
from agents.endpoint.question import Noun, Question, ask
from agents.flow.logbook import Logbook
from agents.flow.state import State
from agents.flow.steps import Step, next_step
from sandbox.interface import Interface, Sandbox
from studio.nouns.review import Measurement
from studio.plan import Film
from studio.settings import Settings
from tools.toolbox import Toolbox

if TYPE_CHECKING:  # Chroma takes a second to import
    from memory.open import Memory

StandIn = Callable[[], AbstractAsyncContextManager[str]]
"""Opens an endpoint whose coder writes a program of any plan by the studio's own recipe; yields its
base URL."""

Judge = Callable[[Film, dict[str, list[str]], Toolbox, Settings], Awaitable[list[Measurement]]]
"""Measures the criteria of a plan on what was made: handles by shot id, and of `film`."""


class Gates(Protocol):
    """A person who is asked before anything is made, and before anything is handed over."""

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """Whether to go on at `gate` ("plan": a Film; "budget": the Estimate of a plan that does
        not fit it; "delivery": a Review), and a note. At "question", of an OpenQuestion, the note
        is the answer, empty for the reading that the plan has.
        A refusal with a note has the director plan anew; one without ends the session. None:
        nobody wants to be asked at this gate."""
        ...


@dataclass
class Production:
    """One session at work. Lives as long as one `produce` or `resume`."""

    settings: Settings
    logbook: Logbook
    toolbox: Toolbox
    sandbox: Sandbox
    memory: "Memory"
    clients: dict[str, EndpointClient]
    judge: Judge
    gates: Gates | None
    on_progress: Callable[[str, float, str], None]
    on_output: Callable[[str], None]
    stand_in: StandIn | None = None
    token: CancellationToken = field(default_factory=CancellationToken)
    started: float = field(default_factory=time.monotonic)
    error: BaseException | None = None

    @cached_property
    def stubs(self) -> str:
        """What the coder's program may call."""
        return Interface(*self.toolbox.interface()).with_artifacts().stubs

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self.logbook.state

    def step(self) -> Step:
        """What comes next."""
        minutes = (time.monotonic() - self.started) / 60
        budget = self.settings.budget
        return next_step(
            self.state,
            budget,
            gates=self.gates is not None,
            out_of_time=minutes > budget.minutes,
            stand_in=self.stand_in is not None,
        )

    async def ask(self, question: Question[Noun]) -> Noun:
        """A role's answer from its model, which is sent what the others said as well."""
        if said := self.state.thread.sent(question.role):
            question = question.with_last("CHAT", said, "what the others said")
        client = self.clients[question.answerer]
        return await ask(question, client, self.logbook, self.settings.llm.repairs)
