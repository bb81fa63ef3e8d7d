"""The studio in a notebook:

from animation_studio import Studio
studio = Studio()
piece = await studio.run("Luca running along the sea, excited")
piece.ask("why the harbour?")
later = await piece.revise("the same at night")
"""

import contextlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agents.outcome import Outcome
from interfaces.answers.question import Question, question_in
from interfaces.answers.record import answer
from interfaces.console.chat import ConsoleChat
from interfaces.export.export import Exported, export_session, formats_named, new_folder
from interfaces.format.history import History, history_of
from interfaces.gates import AnswerBack, AnswersBack
from interfaces.intake.words import check_text
from interfaces.listener import Listener
from interfaces.notebook import cell
from interfaces.notebook.tools import Tools
from interfaces.produce import produce_in
from interfaces.report.build import render_pieces, render_report, report_path
from interfaces.workplace import Workplace, open_workplace
from studio.errors import InputError
from studio.nouns.review import Score
from studio.plan import Film
from studio.settings import Settings, load_settings
from studio.store.artifacts import ArtifactStore


@dataclass(frozen=True)
class Piece:
    """What came of a brief. Shown by a notebook as its pictures and players."""

    studio: "Studio"
    outcome: Outcome
    report: Path
    told: History
    store: ArtifactStore

    @property
    def artifacts(self) -> dict[str, Path]:
        """The file of everything that tools made on the way, by its handle."""
        calls = [call for take in self.told.takes for call in take.calls if call.result]
        handles = [handle for call in calls for handle in call.handles or ()]
        return {handle: self.store.path(handle) for handle in dict.fromkeys(handles)}

    @property
    def timeline(self) -> Path | None:
        """The film's cut as an OpenTimelineIO file; None for a piece that was not cut."""
        return next((path for path in self.outcome.files if path.suffix == ".otio"), None)

    @property
    def paths(self) -> list[Path]:
        """The finished files."""
        return self.outcome.files

    @property
    def plan(self) -> Film | None:
        """What was planned; None where nothing was."""
        return self.outcome.plan

    @property
    def program(self) -> str:
        """The Python program that made it."""
        return self.outcome.program

    @property
    def scores(self) -> list[Score]:
        """The critic's scores of the last version, 0 to 10, each with its evidence."""
        return self.outcome.reviews[-1].scores if self.outcome.reviews else []

    def scores_frame(self) -> Any:
        """The scores as a pandas DataFrame, a row each. InputError where pandas is not installed:
        the studio itself does not need it."""
        try:
            pandas = importlib.import_module("pandas")
        except ImportError as error:
            raise InputError(
                "pandas is not installed here.", "Install it, or use `scores`, a plain list."
            ) from error
        return pandas.DataFrame([score.model_dump() for score in self.scores])

    def ask(self, text: str, of: str = "") -> str:
        """The answer to a question about it, from the session's record: nothing is made anew. `of`
        is director, analyst, coder or critic; without it the one who knows answers."""
        question = question_in(f"@{of} {text}" if of else text) or Question(text)
        return answer(self.told, question)[1]

    async def revise(self, text: str, media: Sequence[Path] = ()) -> "Piece":
        """The piece with the change that a note asks for; only what it touches is made again."""
        return await self.studio.run(text, media, on=self)

    async def export(self, folder: Path | str, formats: str = "") -> Exported:
        """Write it to a new folder, with its cut, words, sound and scenes for other programs, in
        all formats or those that are named with commas between ("edl,srt"). InputError for a folder
        that is there already."""
        place = await self.studio.opened()
        return await export_session(
            place.sessions.events(self.outcome.session),
            place.toolbox,
            place.settings,
            new_folder(folder),
            formats_named(formats),
        )

    def page(self) -> str:
        """The report as HTML, for IPython.display.HTML."""
        return render_report(self.told, self.store)

    def _repr_html_(self) -> str:
        return render_pieces(self.told, self.store)


class Studio:
    """Makes pieces inside a running event loop, with the engines kept warm from one to the next.

    Opens at the first brief. `await studio.close()` ends the engines; `async with Studio()` too.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        use_cache: bool = True,
        listener: Listener | None = None,
        ask: AnswerBack | None = None,
    ):
        """`ask` answers what a brief leaves open: `ask=lambda question, choices: input(question)`.
        Without it the likelier reading is taken, and told."""
        self.settings = settings or load_settings()
        self._use_cache = use_cache
        self._listener = listener
        self._gates = AnswersBack(ask) if ask else None
        self._stack = contextlib.AsyncExitStack()
        self._workplace: Workplace | None = None
        self.tools = Tools(self.opened)

    async def run(
        self, text: str, media: Sequence[Path] = (), *, seed: int = 0, on: Piece | None = None
    ) -> Piece:
        """Make the piece that `text` asks for; the chat is printed as it happens. `on` is a piece
        that `text` is a note on.

        Raises BriefError, MediaError and StoreError; other faults are in the outcome.
        """
        check_text(text)
        first = self._workplace is None
        place = await self.opened()
        listener = self._listener or cell.listener()
        if first:
            place.introduce(listener)
        try:
            outcome = await produce_in(
                place,
                place.crew(listener, self._gates),
                text,
                [Path(path) for path in media],
                seed=seed,
                earlier=on.outcome if on else None,
                is_note=on is not None,
            )
        finally:
            if isinstance(listener, ConsoleChat):
                listener.close()
        told = history_of(place.sessions.events(outcome.session))
        report = report_path(self.settings.paths.outputs, outcome.session)
        return Piece(self, outcome, report, told, place.artifacts)

    async def close(self) -> None:
        """End the engines; the next brief starts them again."""
        self._workplace = None
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        await self.opened()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        await self.close()

    async def opened(self) -> Workplace:
        """What it works with; opened now if it was not yet."""
        if self._workplace is None:
            opening = open_workplace(self.settings, use_cache=self._use_cache)
            self._workplace = await self._stack.enter_async_context(opening)
        return self._workplace
