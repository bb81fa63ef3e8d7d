"""The conversation itself: briefs, notes, questions and commands while the crew is idle, a word in
between while it works. No terminal is needed for it."""

import asyncio
from collections.abc import Sequence

from agents.crew import Crew
from agents.outcome import Outcome
from agents.rules.checking import check_plan
from interfaces.chat.branches import goes_back, told
from interfaces.chat.commands import run_command
from interfaces.chat.handing_over import EXPORT, export
from interfaces.chat.questions import answers
from interfaces.chat.resuming import RESUME, stopped
from interfaces.chat.state import Talk
from interfaces.format.changes import told_change
from interfaces.produce import produce_in, resume_in
from interfaces.references.lines import borrowed_by, goes_on_from
from studio.errors import InputError
from studio.plan import Change, apply_changes

STOP = "/stop"
ENDINGS = ("/quit", "exit", "quit", ":q", "bye")


class Dialogue:
    """What a person says, taken line by line; what it sets going is awaited with `made`."""

    def __init__(self, talk: Talk):
        self.talk = talk
        self._crew: Crew | None = None
        self._making: asyncio.Task[Outcome | None] | None = None
        self._question: asyncio.Future[str] | None = None

    @property
    def at_work(self) -> bool:
        """Whether a piece is being made, or exported."""
        return self._making is not None

    @property
    def is_asked(self) -> bool:
        """Whether a gate waits for an answer."""
        return self._question is not None and not self._question.done()

    def say(self, line: str) -> None:
        """Take one line. One that asks for a piece sets the crew to work: see `made`."""
        if self.at_work:
            self._hear(line)
        elif line.split(maxsplit=1)[:1] == [RESUME]:
            self._go_on(line.strip().removeprefix(RESUME).strip())
        elif line.split(maxsplit=1)[:1] == [EXPORT] and line.split()[1:]:
            named = line.strip().removeprefix(EXPORT).strip()
            self._making = asyncio.create_task(export(self.talk, named))
        elif line.startswith("/"):
            if note := run_command(self.talk, line):
                self._begin(note, is_note=True)
        else:
            if self._goes_on_elsewhere(line):
                return
            rest = goes_back(self.talk, line)
            line = line if rest is None else rest
            if line.strip() and not answers(self.talk, line):
                self._begin(line)

    def _goes_on_elsewhere(self, line: str) -> bool:
        """Whether a line goes on from a piece that it names; if so, that is done, or told why it
        cannot be."""
        talk = self.talk
        try:
            found = goes_on_from(talk.around(), line)
        except InputError as error:
            talk.notice(str(error))
            return True
        if found:
            source, rest = found
            talk.take_up(source)
            told(talk, "On from")
            self._begin(rest, is_note=True)
        return found is not None

    def change(self, changes: Sequence[Change], words: str) -> None:
        """Set the crew to work on the piece where one stands, with `changes` of its plan made by
        hand, told by `words`. InputError where they cannot be made, and while the crew works."""
        piece = self.talk.piece
        if self.at_work:
            raise InputError("the crew is at work.", "Wait for its end, or stop it.")
        if piece is None or piece.plan is None:
            raise InputError("nothing was made yet that could be changed.", "Say what to make.")
        applied = apply_changes(piece.plan, changes, keep_fixed=False)
        if applied.refused:
            change, why = applied.refused[0]
            raise InputError(f"{told_change(change)} cannot be: {why}.", "Set another value.")
        if not applied.made:
            raise InputError("these values are the plan's own.", "Change one first.")
        media = {one.handle: one.facts.duration or 0.0 for one in piece.brief.media}
        check_plan(applied.film, self.talk.workplace.memory.sheets, media)
        self._begin(words, applied.made, is_note=True)

    def stop(self) -> None:
        """Stop the crew; all that is finished is kept."""
        if self._crew:
            self._crew.cancel()
        elif self._making:  # an export
            self._making.cancel()

    async def made(self) -> None:
        """Wait for the end of the piece that is being made, and tell it. What the person is at
        fault for is said; any other StudioError is raised."""
        if self._making is None:
            return
        try:
            outcome = await self._making
        except InputError as error:
            self.talk.notice(str(error))
        else:
            if outcome is None:
                return
            self.talk.keep(outcome)
            self.talk.face.on_made(outcome)
            if outcome.open:
                self.talk.notice(f"Here {RESUME} goes on with it.")
        finally:
            self._making = self._crew = self._question = None

    def _begin(self, text: str, changes: Sequence[Change] = (), *, is_note: bool = False) -> None:
        """Set the crew to work, unless what the words borrow cannot be found."""
        talk = self.talk
        try:
            borrowed = [] if changes else borrowed_by(talk.around(), text)
        except InputError as error:
            talk.notice(str(error))
            return
        for one in borrowed:
            talk.notice(one.told)
        media, talk.media = talk.media, []
        crew = self._new_crew()
        self._making = asyncio.create_task(
            produce_in(
                talk.workplace,
                crew,
                text,
                media,
                earlier=talk.piece,
                is_note=is_note,
                changes=changes,
                borrowed=borrowed,
            )
        )

    def _go_on(self, named: str) -> None:
        """Set the crew to work on a session that was stopped."""
        try:
            session = stopped(self.talk, named)
        except InputError as error:
            self.talk.notice(str(error))
            return
        crew = self._new_crew()
        self._making = asyncio.create_task(resume_in(self.talk.workplace, crew, session))

    def _new_crew(self) -> Crew:
        talk = self.talk
        self._crew = talk.workplace.crew(talk.face, talk.face.gates(self._answer))
        return self._crew

    async def _answer(self) -> str:
        """The next line that is no command: a gate asks."""
        self._question = asyncio.get_running_loop().create_future()
        return await self._question

    def _hear(self, line: str) -> None:
        """A line while the crew works."""
        if line.strip() == STOP:
            self.stop()
        elif line.startswith("/"):
            note = run_command(self.talk, line)
            if note and self._crew:
                self._crew.interject(note)
        elif line.lstrip().startswith("@"):
            answers(self.talk, line)
        elif self._question and not self._question.done():
            self._question.set_result(line)
        elif line.strip() and not answers(self.talk, line) and self._crew:
            self._crew.interject(line)


def is_end(line: str) -> bool:
    """Whether a line asks to leave."""
    return line.strip().casefold() in ENDINGS
