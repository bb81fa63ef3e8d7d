"""`characters voice`: a sample of a character's own voice, into its sheet."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interfaces.commands.characters.own_samples import drop_unused
from interfaces.commands.context import CommandContext
from interfaces.commands.tools.use import call_tool
from interfaces.console.person import person_at_console
from interfaces.intake.media import source_of
from interfaces.stores import open_stores
from memory.open import open_memory
from studio.errors import InputError, ToolError
from studio.nouns.artifact import kind_of, sha256_of
from studio.nouns.sheet import VoiceSample
from studio.nouns.vocabulary import Language
from studio.nouns.vocabulary import words as members
from studio.store.space import make_folder
from tools.audio.voice.cloning import CLONING
from tools.audio.voice.take_voice_sample import LATEST
from tools.engines.base import status_of
from tools.engines.registry import engines
from tools.samples import sample_file
from tools.toolbox import Toolbox

QUESTION = "Whose voice is it, and who allowed its use? "
MOST_RIGHTS = 300  # letters of the answer


@dataclass(frozen=True)
class Wanted:
    """Which part of the recording in seconds, in which language, which of several speakers;
    `rights`: who allowed its use, "" to be asked. InputError for what cannot be."""

    start: float | None = None
    end: float | None = None
    language: str | None = None
    rights: str = ""
    speaker: int | None = None

    def __post_init__(self) -> None:
        for name, value in (("--start", self.start), ("--end", self.end)):
            if value is not None and not 0 <= value <= LATEST:
                told = f"{name} {value:g} is no time in a recording."
                raise InputError(told, f"It is in seconds, 0 to {LATEST:g}.")
        if self.start is not None and self.end is not None and self.start >= self.end:
            told = f"--start {self.start:g} is not before --end {self.end:g}."
            raise InputError(told, "Let the part end after it begins.")
        if self.language is not None and self.language not in members(Language):
            told = f"--language {self.language!r} is none that the studio knows."
            raise InputError(told, f"One of {', '.join(members(Language))}.")
        if self.speaker is not None and not 1 <= self.speaker <= 8:
            told = f"--speaker {self.speaker} is no number of a speaker."
            raise InputError(told, "1 is who speaks the longest, 2 the next; 8 at most.")
        if len(self.rights) > MOST_RIGHTS:
            told = f"--rights has more than {MOST_RIGHTS} letters."
            raise InputError(told, "Say it in a sentence.")


def add_voice(context: CommandContext, name: str, recording: Path, wanted: Wanted) -> None:
    """Ask for the right to use it, check it, keep it, and put it into the sheet."""
    sheet = open_memory(context.settings).sheets.get(name)
    rights = wanted.rights.strip() or _asked(context)
    taken = asyncio.run(_taken(context, recording, wanted))
    made, file = taken["result"], Path(taken["files"][taken["result"]["audio"]])
    context.console.print(
        f"{made['duration']:.1f} s, {made['language']}, quality {made['quality']:.1f} of 5: "
        f"“{made['text']}”",
        soft_wrap=True,
    )
    if made["speakers"] > 1:
        number = wanted.speaker or 1
        context.console.print(
            f"{made['speakers']} voices are heard; this is number {number}, by how long they speak "
            "(--speaker for another).",
            soft_wrap=True,
        )
    digest = sha256_of(file)
    kept = sample_file(digest, context.settings)
    make_folder(kept.parent)
    shutil.copyfile(file, kept)
    sample = VoiceSample(
        sha256=digest,
        text=made["text"][:500],
        language=made["language"],
        source=recording.name[:200],
        rights=rights,
    )
    _put(context, sheet.name, sample)
    context.console.print(f"{sheet.name} has a voice of its own: {kept}", soft_wrap=True)
    _tell_who_speaks(context)


def remove_voice(context: CommandContext, name: str) -> None:
    """Take the sample out of the sheet; its file goes where no other sheet has it."""
    book = open_memory(context.settings).sheets
    sheet = book.get(name)
    sample = sheet.voice.sample
    if sample is None:
        raise InputError(f"{sheet.name} has no voice of its own.", "`characters show` tells.")
    _put(context, sheet.name, None)
    context.console.print(f"{sheet.name} speaks with the voice that the sheet designs.")


def _put(context: CommandContext, name: str, sample: VoiceSample | None) -> None:
    """Into the sheet as it is now; the sample that it had goes."""
    book = open_memory(context.settings).sheets
    sheet = book.get(name)
    voice = sheet.voice.model_copy(update={"sample": sample})
    book.put(sheet.model_copy(update={"voice": voice}))
    drop_unused(context, sheet)


def _asked(context: CommandContext) -> str:
    """Who allowed the use, in the person's own words. InputError where there is nobody to ask, or
    no answer."""
    if not person_at_console():
        raise InputError(
            "nobody has said who allowed the use of this voice.",
            'Add --rights "the speaker, in writing", say.',
        )
    answer = context.console.input(QUESTION).strip()
    if not answer:
        raise InputError(
            "without that right the voice is not used.", "Ask the person whose voice it is."
        )
    return Wanted(rights=answer).rights


def _tell_who_speaks(context: CommandContext) -> None:
    known = engines(context.settings)
    for name in CLONING:
        status = status_of(known[name])
        if status.ready:
            return
        context.console.print(
            f"{name} would speak in it, and is not ready: {status.reason}. {status.fix}",
            soft_wrap=True,
        )


async def _taken(context: CommandContext, recording: Path, wanted: Wanted) -> dict[str, Any]:
    settings = context.settings
    arguments: dict[str, Any] = {"start": wanted.start, "end": wanted.end}
    arguments |= {"language": wanted.language, "speaker": wanted.speaker}
    with open_stores(settings) as (_, artifacts):
        source = source_of(recording, artifacts, settings)
        if kind_of(source.handle) not in ("audio", "video"):
            told = f"{source.name} is no recording."
            raise InputError(told, "Give a sound or a film in which somebody speaks.")
        memory = open_memory(settings)
        toolbox = Toolbox(artifacts, memory.sheets, settings)
        try:
            given = {"media": source.handle} | arguments
            return await call_tool(toolbox, "take_voice_sample", given)
        except ToolError as error:
            told = error.message.replace(source.handle, source.name)
            raise InputError(told, error.fix) from error
        finally:
            await toolbox.close()
            memory.close()
