"""The crew: four agents, a sandbox and the studio make a finished piece of a brief."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from agents.acts import Converse, Interrupted, is_over
from agents.chat.team import converse
from agents.director import write_plan
from agents.endpoint.client import EndpointClient
from agents.endpoint.exchange import connect
from agents.flow.logbook import Logbook
from agents.flow.production import Gates, Judge, Production, StandIn
from agents.outcome import Outcome, outcome_of
from agents.stage.recall import recall
from sandbox.interface import Sandbox
from studio.conversation import AFTER_TOOLS
from studio.errors import BriefError, BudgetError, InputError, StoreError, StudioError
from studio.nouns.brief import Brief
from studio.nouns.event import Event
from studio.plan import Film
from studio.replies.dialect import Server
from studio.settings import Settings
from studio.store.database import open_database
from studio.store.owner import SessionOwners
from studio.store.sessions import SessionStore
from tools.estimate import Estimate, estimated
from tools.toolbox import Toolbox

if TYPE_CHECKING:  # Chroma takes a second to import
    from memory.open import Memory

GRACE = 0.75  # seconds that a cancelled turn has to end its jobs before it is left behind


def _ignore(*_: object) -> None:
    """For callers who do not listen."""


class Crew:
    """Makes one piece at a time. All it keeps is in the session's events, so that a session which
    stopped anywhere, even by SIGKILL, goes on with `resume`."""

    def __init__(
        self,
        *,
        settings: Settings,
        sessions: SessionStore,
        toolbox: Toolbox,
        sandbox: Sandbox,
        memory: "Memory",
        base_url: str,
        on_event: Callable[[Event], None] = _ignore,
        on_progress: Callable[[str, float, str], None] = _ignore,
        on_output: Callable[[str], None] = _ignore,
        gates: Gates | None = None,
        judge: Judge | None = None,
        converse: Converse = converse,
        stand_in: StandIn | None = None,
    ):
        """`converse` lets the crew talk: AutoGen's group chat, or another frame of its steps."""
        self._settings = settings
        self._sessions = sessions
        self._toolbox = toolbox
        self._sandbox = sandbox
        self._memory = memory
        self._base_url = base_url
        self._on_event = on_event
        self._on_progress = on_progress
        self._on_output = on_output
        self._gates = gates
        self._judge = judge
        self._converse = converse
        self._stand_in = stand_in
        self._server = Server()
        self._production: Production | None = None

    async def produce(self, brief: Brief) -> Outcome:
        """Make the piece of `brief`. Faults of the endpoint, an engine or an input come back as an
        outcome whose session is open to `resume`; StoreError and faults of ours are raised."""
        return await self._work(self._open(brief))

    def _open(self, brief: Brief) -> Logbook:
        if not brief.text.strip():
            raise BriefError("the brief is empty.", "Say what you want to see or hear.")
        session = self._sessions.open(brief.text)
        logbook = Logbook(self._sessions, session, self._on_event)
        logbook.write("brief", "person", brief)
        return logbook

    async def plan(self, brief: Brief) -> tuple[Film, Estimate | None]:
        """The director's plan of `brief`, and what it will take; nothing is made, and no session is
        kept. EndpointError and what else stops the director are raised."""
        with TemporaryDirectory(prefix="studio-plan-") as folder:
            database = open_database(f"sqlite:///{folder}/plan.db")
            sessions = SessionStore(database)
            logbook = Logbook(sessions, sessions.open(brief.text), _ignore)
            logbook.write("brief", "person", brief)
            async with connect(self._base_url, self._settings.llm) as connection:
                production = self._production_of(logbook, connection)
                await recall(production)
                await write_plan(production)
            database.dispose()
        film = logbook.state.film
        assert film
        if film.refused:
            return film, None
        return film, estimated(
            film,
            self._sessions.recent,
            self._settings,
            brief.media,
            self._toolbox.artifacts.get,
        )

    async def resume(self, session: str) -> Outcome:
        """Go on with a session from its last event; a finished one just gives its outcome."""
        return await self._work(self._read(session))

    def _read(self, session: str) -> Logbook:
        logbook = Logbook(self._sessions, session, self._on_event)
        if logbook.state.brief is None:
            raise InputError(f"session {session!r} holds no brief.", "Run the brief again.")
        return logbook

    def interject(self, text: str) -> None:
        """Say something in mid-session. The director answers with a new plan: at once while nothing
        has been made of this version, else after its review."""
        if text.strip() and self._production:
            self._production.logbook.write("interjection", "person", {"text": text.strip()})

    def cancel(self) -> None:
        """Stop the turn that runs, and its jobs. The session stays open."""
        if self._production:
            self._production.token.cancel()

    @asynccontextmanager
    async def at_work(self, piece: Brief | str) -> AsyncGenerator[Production]:
        """What a session is made with, a new one of a brief, or an open one by its id: for whoever
        takes its steps (`agents.acts`) in a frame of their own. Nobody else may work on it
        meanwhile; InputError when another process does."""
        logbook = self._read(piece) if isinstance(piece, str) else self._open(piece)
        async with self._at_work(logbook) as production:
            yield production

    async def _work(self, logbook: Logbook) -> Outcome:
        if logbook.state.ended is None:
            async with self._at_work(logbook) as production:
                if not is_over(production):
                    await self._talk(production)
            if production.error and not isinstance(production.error, StudioError):
                raise production.error
        return outcome_of(logbook.events())

    @asynccontextmanager
    async def _at_work(self, logbook: Logbook) -> AsyncGenerator[Production]:
        owners = SessionOwners(self._settings.paths.locks)
        async with connect(self._base_url, self._settings.llm) as connection:
            with owners.own(logbook.session):
                logbook.catch_up()  # another process may just have gone on with it
                if logbook.is_resumed and logbook.state.ended is None:
                    text = {"text": "The session goes on.", "resumed": True}
                    logbook.write("notice", "studio", text)
                production = self._production_of(logbook, connection)
                self._production = production
                try:
                    yield production
                finally:
                    self._production = None
                    _note_error(production)
                    logbook.close()

    def _production_of(self, logbook: Logbook, connection: Any) -> Production:
        assert logbook.state.brief
        url, llm, seed = self._base_url, self._settings.llm, logbook.state.brief.seed
        models: dict[str, str] = llm.models.model_dump()
        return Production(
            settings=self._settings,
            logbook=logbook,
            toolbox=self._toolbox,
            sandbox=self._sandbox,
            memory=self._memory,
            clients={
                role: EndpointClient(
                    connection,
                    url,
                    model,
                    llm,
                    seed,
                    session=logbook.session,
                    following=models.get(AFTER_TOOLS.get(role, ""), ""),
                    known=self._server,
                )
                for role, model in models.items()
            },
            judge=self._judge or _measuring_judge(),
            gates=self._gates,
            on_progress=self._on_progress,
            on_output=self._on_output,
            stand_in=self._stand_in,
        )

    async def _talk(self, production: Production) -> None:
        """Let the crew talk to its end. When this task is cancelled, the turn is stopped through
        its token and the chat ends by itself: cancelling a team leaves it hanging."""
        chat = asyncio.create_task(self._converse(production))
        cancelled = asyncio.Event()
        production.token.add_callback(cancelled.set)
        stop = asyncio.create_task(cancelled.wait())
        try:
            await asyncio.wait({chat, stop}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            production.token.cancel()
            raise
        finally:
            stop.cancel()
            if production.token.is_cancelled():
                await asyncio.wait({chat}, timeout=GRACE)
                production.error = production.error or _left_behind(production)
        if chat.done():
            chat.result()
        if production.error is None and production.state.ended is None:
            production.error = BudgetError(
                "the chat took more turns than its protocol allows.", "Report this bug; resume."
            )


def _measuring_judge() -> Judge:
    from tools.evaluation.evaluate import judge_film  # engines and models of measures load with it

    return judge_film


def _note_error(production: Production) -> None:
    """Leave the reason of a stop in the session, for whoever opens it again. Where not even that
    can be stored, the error itself is raised."""
    error = production.error
    if isinstance(error, StudioError):
        data = {
            "text": error.message,
            "fix": error.fix,
            "exit_code": error.exit_code,
            "step": production.step().value,
        }
        try:
            production.logbook.write("notice", "studio", data)
        except StoreError as full:
            raise error from full


def _left_behind(production: Production) -> Interrupted:
    session = production.logbook.session
    return Interrupted(
        "The session was interrupted.",
        f"Go on with `python main.py resume {session}`.",
    )
