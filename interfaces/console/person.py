"""Asks the person at the console: at gates, and for the next thing to say."""

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from interfaces.console.chat import ConsoleChat
from interfaces.console.keyboard import read_line
from interfaces.gates import QUESTION, Ask, asked_at, asks_at, named_gates, read_answer
from studio.errors import InputError

HOW = {
    "plan": "Enter for yes, n to stop, or say what to change: ",
    "budget": "y for yes, Enter to stop, or say what to change: ",
    "delivery": "Enter for yes, n to stop, or say what to change: ",
}


def chosen_gates(text: str) -> tuple[str, ...]:
    """The gates of `--gate plan,delivery`. InputError for one that there is not, and where nobody
    is there to be asked."""
    gates = named_gates(text)
    if gates and not person_at_console():
        raise InputError("--gate asks a person, and there is no terminal.", "Leave it out.")
    return gates


def person_at_console() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


class ConsoleGates:
    """Asks before the chosen gates, and where the budget does not suffice; nowhere else. `read`
    gives the next line that is typed, "" at the end of the input. With `same_line` the answer is
    typed behind the question."""

    def __init__(
        self,
        console: Console,
        chat: ConsoleChat,
        gates: Sequence[str],
        read: Ask = read_line,
        *,
        same_line: bool = True,
    ):
        self._console = console
        self._chat = chat
        self._gates = gates
        self._read = read
        self._end = "" if same_line else "\n"  # above a prompt only whole lines are shown

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """Yes, or no with an optional note of what to do instead; None at a gate not chosen."""
        if not asks_at(gate, self._gates):
            return None
        self._chat.close()
        question = f"{asked_at(gate, subject)} {_how(gate, subject)}"
        self._console.print(Text(question, style="bold"), end=self._end)
        line = await self._read()
        if not line:  # the end of the input is no yes
            raise EOFError
        return read_answer(gate, line)


def _how(gate: str, subject: Any) -> str:
    """How to answer; a question by the numbers of its choices: `1 Luca, 2 Lina, or say it: `."""
    if gate != QUESTION:
        return HOW[gate]
    numbered = [f"{number} {one}" for number, one in enumerate(subject.choices, 1)]
    return ", ".join([*numbered, "or say it"]) + ": "
