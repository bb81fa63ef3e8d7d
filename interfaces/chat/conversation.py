"""A conversation: briefs one after another in one workplace, with a word in between."""

import asyncio
import contextlib
from collections.abc import Generator
from pathlib import Path

from rich.text import Text

from agents.crew import Crew
from agents.outcome import Outcome
from interfaces.answers.question import ROLES
from interfaces.chat.branches import goes_back, show_tree, told
from interfaces.chat.commands import COMMANDS, run_command
from interfaces.chat.questions import answers
from interfaces.chat.references import borrowed_by
from interfaces.chat.state import Talk
from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.making import Following, finish
from interfaces.console.keyboard import read_line
from interfaces.console.person import ConsoleGates, chosen_gates, person_at_console
from interfaces.console.progress import Status
from interfaces.produce import produce_in
from interfaces.screen.pictures import show_file
from interfaces.screen.prompt import INTERRUPT, Prompt, Words, terminal_is_capable
from interfaces.workplace import open_workplace
from studio.errors import InputError, StudioError
from studio.packs.registry import names
from studio.plan.wording import counted
from studio.store.conversations import check_name
from studio.store.owner import only_one

GREETING = """Say what you want to see or hear, then what to change in it ("at night", "shorter",
"now with Giulia"). While the crew works you can put in a word: it is heard before the next take.
Ask what you want to know, of all or of one: "why the meadow?", "@critic why 7?".
/with FILE gives a picture, sound or video along, /undo goes back; /help lists all, /quit ends."""
PROMPT = "you> "
ENDINGS = ("/quit", "exit", "quit", ":q", "bye")


def talk(context: CommandContext, *, use_cache: bool, gate: str, name: str = "") -> None:
    """Converse until /quit or the end of the input. With a `name` the conversation is kept under
    it, and gone on with where it was kept before. InputError for what cannot be a name, and for a
    conversation that another process holds."""
    gates = chosen_gates(gate)
    with _held(context, name):
        asyncio.run(_converse(context, gates, use_cache, name))


@contextlib.contextmanager
def _held(context: CommandContext, name: str) -> Generator[None]:
    """Two that went on with one conversation would each lose the other's pieces."""
    if not name:
        yield
        return
    refusal = InputError(
        f"the conversation {name} is open in another process.",
        "Leave it there with /quit, or choose another name.",
    )
    with only_one(context.settings.paths.locks, f"chat-{check_name(name)}", refusal):
        yield


async def _converse(
    context: CommandContext, gates: tuple[str, ...], use_cache: bool, name: str
) -> None:
    interactive = person_at_console()
    # A bar is drawn where the terminal shows what is being typed: lines keep clear of it.
    listener = Following(context, bars=not interactive)
    async with open_workplace(context.settings, use_cache=use_cache) as workplace:
        workplace.introduce(listener)
        if interactive:
            context.console.print(GREETING, style="quiet")
        conversation = Talk(context, listener, workplace)
        if name:
            conversation.resume(workplace.sessions.conversations.load(name))
            _welcome_back(conversation)
        prompt = _prompt(conversation) if terminal_is_capable() else None
        with prompt.printing_above() if prompt else contextlib.nullcontext():
            await _Conversation(conversation, gates, interactive, prompt).hold()


def _prompt(conversation: Talk) -> Prompt:
    characters = conversation.workplace.memory.sheets.names()
    fixed = [*characters, *names("sets"), *(f"@{role}" for role in ROLES), "last"]

    def known() -> list[str]:
        return fixed + [node.session for node in conversation.tree.pieces]

    conversation.listener.status = Status()
    history = conversation.workplace.settings.paths.data / "chat_history"
    return Prompt(Words(COMMANDS, known), conversation.listener.status, history, PROMPT)


def _welcome_back(conversation: Talk) -> None:
    """What was made before, and where one stands."""
    tree = conversation.tree
    if not tree.pieces:
        conversation.notice(f"A new conversation, kept as {tree.name}.")
        return
    conversation.notice(f"The conversation {tree.name}: {counted(len(tree.pieces), 'piece')}.")
    show_tree(conversation, [])
    for path in conversation.last:
        conversation.notice(f"{path}")
    told(conversation, "You are at")


class _Conversation:
    """Lines from the person: briefs, notes, questions and commands when the crew is idle, a word
    in between while it works."""

    def __init__(
        self, talk: Talk, gates: tuple[str, ...], interactive: bool, prompt: Prompt | None = None
    ):
        self._talk, self._gates, self._interactive = talk, gates, interactive
        self._prompt = prompt
        self._interrupted = False  # by Ctrl-C; a second one leaves
        self._question: asyncio.Future[str] | None = None

    async def hold(self) -> None:
        """Until the end."""
        reading: asyncio.Future[str] | None = None
        while True:
            if self._interactive and not self._prompt:
                self._talk.context.console.print(Text(PROMPT, style="bold"), end="")
            line = await (reading or self._read())
            reading = None
            if self._ends(line):
                return
            if line == INTERRUPT:
                self._talk.notice("Ctrl-C once more leaves.")
                continue
            if line.startswith("/"):
                if note := run_command(self._talk, line):
                    reading = await self._make(note, is_note=True)
                continue
            if (rest := goes_back(self._talk, line)) is not None:
                line = rest
            if line.strip() and not answers(self._talk, line):
                reading = await self._make(line)

    async def _make(self, text: str, *, is_note: bool = False) -> asyncio.Future[str] | None:
        """Make one piece; returns the reading of the next line if one is under way."""
        talk = self._talk
        try:
            borrowed = borrowed_by(talk, text)
        except InputError as error:
            talk.notice(str(error))
            return None
        gates = ConsoleGates(
            talk.context.console,
            talk.listener,
            self._gates,
            self._answer,
            same_line=not self._prompt,
        )
        crew = talk.workplace.crew(talk.listener, gates if self._interactive else None)
        media, talk.media = talk.media, []
        making = asyncio.create_task(
            produce_in(
                talk.workplace,
                crew,
                text,
                media,
                earlier=talk.piece,
                is_note=is_note,
                borrowed=borrowed,
            )
        )
        reading = self._read() if self._interactive else None  # piped lines are briefs, each
        while reading and not making.done():
            await asyncio.wait({making, reading}, return_when=asyncio.FIRST_COMPLETED)
            if making.done() or self._ends(reading.result()):
                break
            self._hear(crew, reading.result())
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
            self._talk.notice(str(error))
            return
        self._talk.listener.close()
        self._talk.keep(outcome)
        context = self._talk.context
        finish(context, outcome)
        if self._prompt:
            for item in outcome.deliverables:
                if not item.part:
                    show_file(context.console, Path(item.path), item.kind)
        context.session = ""  # the summary said how to go on with it, where one can
        context.exit_code = 0  # a conversation as such cannot fail

    async def _answer(self) -> str:
        """The next line that is no command: a gate asks."""
        self._question = asyncio.get_running_loop().create_future()
        return await self._question

    def _hear(self, crew: Crew, line: str) -> None:
        if line == INTERRUPT:
            self._talk.notice("Stopping; all that is finished is kept. Ctrl-C once more leaves.")
            crew.cancel()
        elif line.strip() == "/stop":
            crew.cancel()
        elif line.startswith("/"):
            if note := run_command(self._talk, line):
                crew.interject(note)
        elif line.lstrip().startswith("@"):
            answers(self._talk, line)
        elif self._question and not self._question.done():
            self._question.set_result(line)
        elif line.strip() and not answers(self._talk, line):
            crew.interject(line)

    def _read(self) -> asyncio.Future[str]:
        return asyncio.ensure_future(self._prompt.read() if self._prompt else read_line())

    def _ends(self, line: str) -> bool:
        """Whether a line ends the conversation: one that says so, or a second Ctrl-C in a row."""
        before, self._interrupted = self._interrupted, line == INTERRUPT
        return _is_end(line) or (before and self._interrupted)


def _is_end(line: str) -> bool:
    return not line or line.strip().casefold() in ENDINGS
