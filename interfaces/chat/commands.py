"""The commands of a chat: lines that begin with a slash."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from interfaces.answers.question import Question
from interfaces.chat.branches import branch, redo, show_tree, undo
from interfaces.chat.handing_over import EXPORT, accept
from interfaces.chat.questions import NOTHING, tell
from interfaces.chat.state import Talk
from interfaces.console.tables import print_sheets
from interfaces.console.weights import print_weights
from interfaces.format.adapters import adapters_of
from interfaces.format.text import meant, shortened
from interfaces.intake.media import is_file
from studio.errors import InputError
from studio.settings import Budget
from studio.weights import warehouse

_MOST = 40  # lines of one list


@dataclass(frozen=True)
class Command:
    """One command. `does` is told by /help; `takes` names what comes after it, in brackets where
    it may be left away. Without a `run` what comes after it is a note on the piece."""

    run: Callable[[Talk, list[str]], None] | None
    does: str
    takes: str = ""


def run_command(talk: Talk, line: str) -> str:
    """Do what a line that begins with a slash says; what is none is told, with all there are. The
    note on the piece that it is, empty for another."""
    name, _, rest = line.strip().partition(" ")
    try:
        words = shlex.split(rest)
    except ValueError:  # an apostrophe: one name as it stands
        words = [rest.strip()]
    command = COMMANDS.get(name)
    if command is None:
        told = [f"There is no command {shortened(line.strip(), 60)!r}.", meant(name, COMMANDS)]
        talk.notice(" ".join(filter(None, [*told, _all_in_one_line()])))
    elif command.takes and not command.takes.startswith("[") and not words:
        talk.notice(f"{name} {command.takes}: {command.does}.")
    elif command.run:
        command.run(talk, words)
    elif talk.session:
        return rest.strip()
    else:
        talk.notice("Nothing was made yet that could be revised.")
    return ""


def _with(talk: Talk, names: list[str]) -> None:
    found = talk.last if names == ["last"] else [_path(name) for name in names]
    missing = [str(path) for path in found if not is_file(path)]
    if missing or not found:
        named = shortened(", ".join(missing), 200)
        what = f"{named} is no file" if missing else "nothing was made yet"
        talk.notice(f"Not taken: {what}.")
        return
    talk.media += found
    told = ", ".join(path.name for path in talk.media)
    talk.notice(f"With your next brief: {told}.")


def _path(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # ~somebody: nobody of that name
        return Path(name)


def _why(talk: Talk, _: list[str]) -> None:
    if talk.session:
        tell(talk, Question("why that score?", "critic"))
    else:
        talk.notice(NOTHING)


def _artifacts(talk: Talk, _: list[str]) -> None:
    """The files that were handed over, numbered for /open; then what tools made on the way."""
    if not talk.session:
        talk.notice("Nothing was made yet.")
        return
    lines = [f"{n}  {path}" for n, path in enumerate(talk.last, 1)]
    calls = [call for take in talk.history().takes for call in take.calls if call.result]
    lines += [f"   {handle}  {call.tool}" for call in calls for handle in call.handles or ()]
    talk.show(list(dict.fromkeys(lines))[:_MOST])


def _open(talk: Talk, words: list[str]) -> None:
    number = int(words[0]) if words[0].isdigit() else 0
    if not 1 <= number <= len(talk.last):
        have = f"1 to {len(talk.last)}" if talk.last else "none yet"
        talk.notice(f"There is no file {words[0]!r} ({have}): /artifacts lists them.")
        return
    talk.face.on_file(talk.last[number - 1])


def _budget(talk: Talk, words: list[str]) -> None:
    place = talk.workplace
    if words:
        try:
            place.settings = place.settings.model_copy(
                update={"budget": _changed(place.settings.budget, words)}
            )
        except InputError as error:
            talk.notice(str(error))
            return
    budget = place.settings.budget
    spent = sum(sum(piece.timings.values()) for piece in talk.pieces)
    talk.notice(
        f"Each piece: {budget.iterations} takes, {budget.minutes:g} minutes, {budget.tool_calls} "
        f"tool calls at most. So far {len(talk.pieces)} pieces, {spent:.0f} s. Change one for this "
        "conversation with `/budget takes 5`, for all in `budget` of configs/studio.yaml."
    )


_BUDGET = {"takes": "iterations", "minutes": "minutes", "calls": "tool_calls"}


def _changed(budget: Budget, words: list[str]) -> Budget:
    name, *value = words
    try:
        update = {_BUDGET[name]: float(value[0]) if name == "minutes" else int(value[0])}
        return Budget.model_validate(budget.model_dump() | update)
    except (LookupError, ValueError) as error:
        raise InputError(
            f"{shortened(' '.join(words))!r} sets no budget.",
            f"Say one of {', '.join(_BUDGET)} and a number above 0: /budget takes 5.",
        ) from error


def _characters(talk: Talk, _: list[str]) -> None:
    sheets = list(talk.workplace.memory.sheets.all())
    adapters = adapters_of(sheets, talk.workplace.settings)
    talk.face.on_table(lambda console: print_sheets(console, sheets, adapters))


def _models(talk: Talk, _: list[str]) -> None:
    settings = talk.workplace.settings
    house = warehouse(settings)
    talk.face.on_table(lambda console: print_weights(console, house, settings))
    talk.notice(talk.workplace.endpoint_note or "The offline planner answers for the crew.")


def _help(talk: Talk, _: list[str]) -> None:
    heads = {f"{name} {command.takes}".strip(): command for name, command in COMMANDS.items()}
    talk.show([f"  {head:<20}{command.does}" for head, command in heads.items()])


def _all_in_one_line() -> str:
    return f"There are {', '.join(COMMANDS)}; /help tells what they do."


COMMANDS: dict[str, Command] = {
    "/with": Command(
        _with, "a picture, sound or video along with your next brief; last: what was made", "FILE"
    ),
    "/undo": Command(undo, "go back to the piece that this one came from"),
    "/redo": Command(redo, "take an /undo back"),
    "/tree": Command(show_tree, "the pieces of this conversation, and where you are"),
    "/branch": Command(
        branch, "go on from an earlier piece: its number, or words of it", "[PIECE]"
    ),
    "/why": Command(_why, "the scores, and what they rest on"),
    "/artifacts": Command(_artifacts, "the files, and what was made on the way"),
    "/open": Command(_open, "open a file of that list", "N"),
    "/characters": Command(_characters, "who can play"),
    "/models": Command(_models, "which weights are here, and who answers"),
    "/budget": Command(
        _budget, "what a piece may take, and what was spent; or set it", "[takes N]"
    ),
    "/revise": Command(None, "change the piece: a note, whatever it may look like", "TEXT"),
    "/resume": Command(
        lambda talk, _: talk.notice("The crew is at work."),
        "go on with a piece that was stopped",
        "[SESSION]",
    ),
    "/approve": Command(accept, "take the piece as it is, though it was not approved", "[NOTE]"),
    EXPORT: Command(
        lambda talk, _: talk.notice("The crew is at work."),
        "write the piece to a new folder, with its cut, words and sound for other programs",
        "FOLDER",
    ),
    "/stop": Command(lambda talk, _: talk.notice("The crew is not at work."), "stop the crew"),
    "/help": Command(_help, "this list"),
    "/quit": Command(lambda talk, _: None, "leave"),
}
