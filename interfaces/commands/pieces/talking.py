"""The chat command: briefs one after another in one workplace, with a word in between."""

import asyncio
import shlex
from pathlib import Path

from rich.text import Text

from agents.crew import Crew
from agents.outcome import Outcome
from interfaces.answers.question import Question, question_in
from interfaces.answers.record import answer
from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.making import Following, finish
from interfaces.console.keyboard import read_line
from interfaces.console.person import ConsoleGates, chosen_gates, person_at_console
from interfaces.format.history import history_of
from interfaces.format.text import shortened
from interfaces.intake import is_file
from interfaces.produce import produce_in
from interfaces.workplace import Workplace, open_workplace
from studio.errors import InputError, StudioError

GREETING = """Say what you want to see or hear, then what to change in it ("at night", "shorter",
"now with Giulia"). While the crew works you can put in a word: it is heard before the next take.
/with FILE gives a picture, sound or video along with your next brief, /with last what was made
last; /undo goes back to the piece before; /stop stops the crew, /quit ends.
Ask what you want to know, of all or of one: "why the meadow?", "@critic why 7?"."""
PROMPT = "you> "
ENDINGS = ("/quit", "exit", "quit", ":q", "bye")


def talk(context: CommandContext, *, use_cache: bool, gate: str) -> None:
    """Converse until /quit or the end of the input."""
    asyncio.run(_Conversation(context, chosen_gates(gate)).hold(use_cache))


class _Conversation:
    """Lines from the person: a brief when the crew is idle, an interjection while it works."""

    def __init__(self, context: CommandContext, gates: tuple[str, ...]):
        self._context = context
        self._interactive = person_at_console()
        # A bar is drawn where the terminal shows what is being typed: lines keep clear of it.
        self._listener = Following(context, bars=not self._interactive)
        self._gates = gates
        self._media: list[Path] = []
        self._last: list[Path] = []
        self._pieces: list[Outcome] = []  # the last is the one that notes are on
        self._left: set[str] = set()  # sessions that an undo left
        self._question: asyncio.Future[str] | None = None

    async def hold(self, use_cache: bool) -> None:
        async with open_workplace(self._context.settings, use_cache=use_cache) as workplace:
            workplace.introduce(self._listener)
            if self._interactive:
                self._context.console.print(GREETING, style="quiet")
            reading: asyncio.Future[str] | None = None
            while True:
                if self._interactive:
                    self._context.console.print(Text(PROMPT, style="bold"), end="")
                line = await (reading or self._read())
                reading = None
                if _is_end(line):
                    return
                if line.startswith("/"):
                    self._take_command(line)
                elif line.strip() and not self._answers(workplace, line):
                    reading = await self._make(workplace, line)

    async def _make(self, workplace: Workplace, text: str) -> asyncio.Future[str] | None:
        """Make one piece; returns the reading of the next line if one is under way."""
        console = self._context.console
        gates = ConsoleGates(console, self._listener, self._gates, self._answer)
        crew = workplace.crew(self._listener, gates if self._interactive else None)
        media, self._media = self._media, []
        earlier = self._pieces[-1] if self._pieces else None
        making = asyncio.create_task(produce_in(workplace, crew, text, media, earlier=earlier))
        reading = self._read() if self._interactive else None  # piped lines are briefs, each
        while reading and not making.done():
            await asyncio.wait({making, reading}, return_when=asyncio.FIRST_COMPLETED)
            if making.done() or _is_end(reading.result()):
                break
            self._hear(workplace, crew, reading.result())
            reading = self._read()
        if reading and reading.done() and not making.done():
            crew.cancel()
        await self._conclude(making)
        self._question = None
        return reading

    async def _conclude(self, making: asyncio.Task[Outcome]) -> None:
        try:
            outcome = await making
        except StudioError as error:
            if not isinstance(error, InputError):
                raise
            self._listener.on_notice(str(error))
            return
        self._listener.close()
        self._last = outcome.pieces or self._last
        if outcome.deliverables:
            self._pieces.append(outcome)
        finish(self._context, outcome)
        self._context.session = ""  # the summary said how to go on with it, where one can
        self._context.exit_code = 0  # a conversation as such cannot fail

    def _take_command(self, line: str) -> None:
        """`/with FILE ...`: files for the next brief."""
        command, _, rest = line.strip().partition(" ")
        try:
            names = shlex.split(rest)
        except ValueError:  # an apostrophe: one name as it stands
            names = [rest.strip()]
        if command == "/stop":
            self._listener.on_notice("The crew is not at work.")
            return
        if command == "/undo":
            self._undo()
            return
        if command != "/with" or not names:
            said = (
                "" if command in ("/with", "/help") else f"There is no command {line.strip()!r}. "
            )
            self._listener.on_notice(said + " ".join(GREETING.split()))
            return
        found = self._last if names == ["last"] else [_path(name) for name in names]
        missing = [str(path) for path in found if not is_file(path)]
        if missing or not found:
            named = shortened(", ".join(missing), 200)
            what = f"{named} is no file" if missing else "nothing was made yet"
            self._listener.on_notice(f"Not taken: {what}.")
            return
        self._media += found
        told = ", ".join(path.name for path in self._media)
        self._listener.on_notice(f"With your next brief: {told}.")

    def _undo(self) -> None:
        """The piece before is the one that notes are on again. Its files were never touched."""
        if len(self._pieces) < 2:
            self._listener.on_notice("There is no piece before this one.")
            return
        self._left.add(self._pieces.pop().session)
        piece = self._pieces[-1]
        self._last = piece.pieces or self._last
        said = shortened(piece.brief.text, 100)
        self._listener.on_notice(f"Back at “{said}”. What you say next changes that piece.")

    def _answers(self, workplace: Workplace, line: str) -> bool:
        """Answer a line that is a question on the session's piece. Without a piece only one that is
        said to somebody is a question."""
        try:
            question = question_in(line)
            if question is None:
                return False
            session = self._asked_about(line)
        except InputError as error:
            self._listener.on_notice(str(error))
            return True
        return bool(session) and self._tell(workplace, question, session)

    def _asked_about(self, line: str) -> str:
        """The session that a question is about: after an undo that of the piece which it led to."""
        session = self._listener.session
        if self._pieces and session in self._left:
            session = self._pieces[-1].session
        if not session and line.lstrip().startswith("@"):
            raise InputError("nothing was made yet that could be asked about.", "Say what to make.")
        return session

    def _tell(self, workplace: Workplace, question: Question, session: str) -> bool:
        who, text = answer(history_of(workplace.sessions.events(session)), question)
        self._listener.on_answer(who, text)
        return True

    async def _answer(self) -> str:
        """The next line that is no command: a gate asks."""
        self._question = asyncio.get_running_loop().create_future()
        return await self._question

    def _hear(self, workplace: Workplace, crew: Crew, line: str) -> None:
        if line.strip() == "/stop":
            crew.cancel()
        elif line.startswith("/"):
            self._take_command(line)
        elif line.lstrip().startswith("@"):
            self._answers(workplace, line)
        elif self._question and not self._question.done():
            self._question.set_result(line)
        elif line.strip() and not self._answers(workplace, line):
            crew.interject(line)

    def _read(self) -> asyncio.Future[str]:
        return asyncio.ensure_future(read_line())


def _path(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # ~somebody: nobody of that name
        return Path(name)


def _is_end(line: str) -> bool:
    return not line or line.strip().casefold() in ENDINGS
