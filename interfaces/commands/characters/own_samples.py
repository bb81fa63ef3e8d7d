"""The files of samples that belong to the sheets of the book."""

from interfaces.commands.context import CommandContext
from memory.open import open_memory
from studio.errors import ToolError
from studio.nouns.sheet import CharacterSheet
from tools.samples import own_sample, sample_file


def drop_unused(context: CommandContext, sheet: CharacterSheet) -> None:
    """Remove the file of a sheet's sample that no sheet of the book has any more."""
    sample = sheet.voice.sample
    kept = [one.voice.sample for one in open_memory(context.settings).sheets.all()]
    if sample and not any(one and one.sha256 == sample.sha256 for one in kept):
        sample_file(sample.sha256, context.settings).unlink(missing_ok=True)


def tell_missing(context: CommandContext, sheet: CharacterSheet) -> None:
    """Say where a sheet's sample is not here, or is another one."""
    if sheet.voice.sample is None:
        return
    try:
        own_sample(sheet.voice.sample, context.settings)
    except ToolError as error:
        context.console.print(
            f"{sheet.name} speaks with its designed voice: {error}", soft_wrap=True
        )
