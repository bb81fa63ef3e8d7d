"""The conversation on a console: lines are typed, or come through a pipe."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from agents.flow.production import Gates
from agents.outcome import Outcome
from interfaces.answers.question import ROLES
from interfaces.chat.commands import COMMANDS
from interfaces.chat.dialogue import Dialogue, is_end
from interfaces.chat.keeping import go_on, held
from interfaces.chat.state import Talk
from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.making import Following, finish
from interfaces.console.keyboard import read_line
from interfaces.console.person import ConsoleGates, chosen_gates, person_at_console
from interfaces.console.progress import Status
from interfaces.gates import Ask
from interfaces.screen.pictures import show_file
from interfaces.screen.prompt import INTERRUPT, Prompt, Words, terminal_is_capable
from interfaces.workplace import Workplace, open_workplace
from studio.packs.registry import names

GREETING = """Say what you want to see or hear, then what to change in it ("at night", "shorter",
"now with Giulia"). While the crew works you can put in a word: it is heard before the next take.
Ask what you want to know, of all or of one: "why the meadow?", "@critic why 7?".
/with FILE gives a picture, sound or video along, /undo goes back; /help lists all, /quit ends."""
PROMPT = "you> "


class ConsoleFace(Following):
    """Prints; asks at the chosen gates where a person is there. With a `prompt` lines are typed
    below what is printed."""

    def __init__(self, context: CommandContext, gates: tuple[str, ...]):
        self._context, self._gates = context, gates
        self.interactive = person_at_console()
        self.has_prompt = False
        # A bar is drawn where the terminal shows what is being typed: lines keep clear of it.
        super().__init__(context, bars=not self.interactive)

    def on_table(self, draw: Callable[[Console], None]) -> None:
        """Draw it here."""
        draw(self._context.console)

    def on_file(self, path: Path) -> None:
        """Say where it is, and open it if a person sits here."""
        self.on_notice(f"{path}")
        if self.interactive:
            typer.launch(str(path))

    def on_made(self, outcome: Outcome) -> None:
        """Print what came of it; at a capable terminal its pictures too."""
        self.close()
        finish(self._context, outcome)
        if self.has_prompt:
            for item in outcome.deliverables:
                if not item.part:
                    show_file(self._context.console, Path(item.path), item.kind)
        self._context.session = ""  # the summary said how to go on with it, where one can
        self._context.exit_code = 0  # a conversation as such cannot fail

    def gates(self, ask: Ask) -> Gates | None:
        """The person at the console, if there is one."""
        if not self.interactive:
            return None
        same_line = not self.has_prompt
        return ConsoleGates(self._context.console, self, self._gates, ask, same_line=same_line)


def talk(context: CommandContext, *, use_cache: bool, gate: str, name: str = "") -> None:
    """Converse until /quit or the end of the input. With a `name` the conversation is kept under
    it, and gone on with where it was kept before. InputError for what cannot be a name, and for a
    conversation that another process holds."""
    face = ConsoleFace(context, chosen_gates(gate))
    with held(context.settings, name):
        asyncio.run(_converse(context, face, use_cache, name))


async def _converse(context: CommandContext, face: ConsoleFace, use_cache: bool, name: str) -> None:
    async with open_workplace(context.settings, use_cache=use_cache) as workplace:
        workplace.introduce(face)
        if face.interactive:
            context.console.print(GREETING, style="quiet")
        dialogue = Dialogue(Talk(face, workplace))
        if name:
            go_on(dialogue.talk, name)
        face.has_prompt = terminal_is_capable()
        prompt = _prompt(face, dialogue.talk, workplace) if face.has_prompt else None
        with prompt.printing_above() if prompt else contextlib.nullcontext():
            await _Typed(context.console, face, dialogue, prompt).hold()


def _prompt(face: ConsoleFace, talk: Talk, workplace: Workplace) -> Prompt:
    characters = workplace.memory.sheets.names()
    fixed = [*characters, *names("sets"), *(f"@{role}" for role in ROLES), "last"]

    def known() -> list[str]:
        return fixed + [node.session for node in talk.tree.pieces]

    face.status = Status()
    history = workplace.settings.paths.data / "chat_history"
    return Prompt(Words(COMMANDS, known), face.status, history, PROMPT)


class _Typed:
    """Lines from the console, said in the dialogue until one ends it."""

    def __init__(
        self, console: Console, face: ConsoleFace, dialogue: Dialogue, prompt: Prompt | None
    ):
        self._console, self._face, self._dialogue = console, face, dialogue
        self._prompt = prompt
        self._interrupted = False  # by Ctrl-C; a second one leaves

    async def hold(self) -> None:
        """Until the end."""
        reading: asyncio.Future[str] | None = None
        while True:
            if self._face.interactive and not self._prompt:
                self._console.print(Text(PROMPT, style="bold"), end="")
            line = await (reading or self._read())
            reading = None
            if self._ends(line):
                return
            if line == INTERRUPT:
                self._face.on_notice("Ctrl-C once more leaves.")
                continue
            self._dialogue.say(line)
            if self._dialogue.at_work:
                reading = await self._meanwhile()

    async def _meanwhile(self) -> asyncio.Future[str] | None:
        """Hear what is typed until the piece is made; returns the reading of the next line if one
        is under way."""
        making = asyncio.create_task(self._dialogue.made())
        # Lines from a pipe are briefs, each.
        reading = self._read() if self._face.interactive else None
        while reading and not making.done():
            await asyncio.wait({making, reading}, return_when=asyncio.FIRST_COMPLETED)
            if making.done() or self._ends(reading.result()):
                break
            if reading.result() == INTERRUPT:
                stopping = "Stopping; all that is finished is kept. Ctrl-C once more leaves."
                self._face.on_notice(stopping)
                self._dialogue.stop()
            else:
                self._dialogue.say(reading.result())
            reading = self._read()
        if reading and reading.done() and not making.done():
            self._dialogue.stop()
        await making
        return reading

    def _read(self) -> asyncio.Future[str]:
        return asyncio.ensure_future(self._prompt.read() if self._prompt else read_line())

    def _ends(self, line: str) -> bool:
        """Whether a line ends the conversation: one that says so, or a second Ctrl-C in a row."""
        before, self._interrupted = self._interrupted, line == INTERRUPT
        return not line or is_end(line) or (before and self._interrupted)
