"""The line that a person types at a capable terminal: history, completion, and below it what is
being made."""

import contextlib
import os
import sys
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import (
    CompleteEvent,
    Completer,
    Completion,
    PathCompleter,
    get_common_complete_suffix,
)
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout

from interfaces.console.person import person_at_console
from interfaces.console.progress import Status

INTERRUPT = "\x03"  # what Ctrl-C reads as
_PLAIN_TERMINALS = ("", "dumb", "unknown")
_FILES_AFTER = ("/with ", "/export ")


def terminal_is_capable() -> bool:
    """Whether a person sits at a terminal that can move its cursor."""
    known = os.environ.get("TERM", "").casefold() not in _PLAIN_TERMINALS
    return person_at_console() and sys.stdout.isatty() and known


class Words(Completer):
    """Completes the commands at a line's beginning, files after those that take one, and elsewhere
    the `names` that can be spoken of, asked for anew at each line."""

    def __init__(self, commands: Iterable[str], names: Callable[[], Iterable[str]]):
        self._commands, self._names = tuple(commands), names
        self._paths = PathCompleter(expanduser=True)

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """What may stand where the cursor is."""
        before = document.text_before_cursor
        for head in _FILES_AFTER:
            if before.startswith(head):
                rest = Document(before[len(head) :])
                yield from self._paths.get_completions(rest, complete_event)
                return
        word = before.rpartition(" ")[2].rpartition("\n")[2]
        known = self._commands if word == before and word.startswith("/") else self._names()
        for name in dict.fromkeys(known):
            if word and name.casefold().startswith(word.casefold()):
                yield Completion(name, start_position=-len(word))


class Prompt:
    """Reads lines; what is printed meanwhile stands above the one that is typed."""

    def __init__(self, words: Completer, status: Status, history: Path, message: str):
        self._session: PromptSession[str] = PromptSession(
            message,
            completer=words,
            complete_while_typing=False,
            history=_history(history),
            key_bindings=_keys(),
            bottom_toolbar=status.told,
            refresh_interval=0.5,
            reserve_space_for_menu=4,
        )

    async def read(self) -> str:
        """The next line with its newline; "" at the end of the input; INTERRUPT for Ctrl-C."""
        try:
            return f"{await self._session.prompt_async()}\n"
        except KeyboardInterrupt:
            return INTERRUPT
        except EOFError:
            return ""

    @contextlib.contextmanager
    def printing_above(self) -> Generator[None]:
        """While this lasts, whatever is printed stands above the prompt."""
        with patch_stdout(raw=True):
            yield


def _history(path: Path) -> FileHistory | InMemoryHistory:
    """Lines typed before, in a file that is the person's alone; in memory where it can't be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("tab")
    def _(event: KeyPressEvent) -> None:
        """Completed at once, so that an Enter right behind it sends the whole word."""
        buffer = event.current_buffer
        if buffer.complete_state or buffer.completer is None:
            buffer.complete_next()
            return
        asked = CompleteEvent(completion_requested=True)
        found = list(buffer.completer.get_completions(buffer.document, asked))
        if len(found) == 1:
            buffer.delete_before_cursor(-found[0].start_position)
            buffer.insert_text(found[0].text)
        elif found:
            buffer.insert_text(get_common_complete_suffix(buffer.document, found))
            buffer.start_completion()

    return keys
