"""`python main.py characters ...`: the book of character sheets."""

from pathlib import Path
from typing import Annotated

import typer

from studio.errors import InputError

app = typer.Typer(
    help="The character sheets that the studio knows; without a command: the list of them.",
    short_help="The character sheets: list, show, add, export, dataset, voice, remove.",
    rich_markup_mode=None,
    invoke_without_command=True,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Of a character, or another name of it.")]


@app.callback()
def list_by_default(context: typer.Context) -> None:
    """The character sheets that the studio knows; without a command: the list of them."""
    if context.invoked_subcommand is None:
        list_characters()


@app.command("list")
def list_characters() -> None:
    """List everybody."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.list_characters(context)


@app.command("show")
def show_character(name: Name) -> None:
    """Print a sheet as YAML."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.show_character(context, name)


@app.command("add", short_help="Add characters from YAML files.")
def add_characters(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="YAML files.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also over a known name.")] = False,
) -> None:
    """Add characters from YAML files; start from `characters export luca zoe.yaml`."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.add_characters(context, files, replace)


@app.command("export")
def export_character(
    name: Name,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Or a folder.")] = Path(),
    replace: Annotated[bool, typer.Option("--replace", help="Also over a file.")] = False,
) -> None:
    """Write a sheet to a YAML file."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.export_character(context, name, target, replace)


@app.command("dataset", short_help="Pictures of a character, rendered or from footage, for a LoRA.")
def make_dataset(
    name: Name,
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Default: outputs/datasets/NAME.")
    ] = Path(),
    count: Annotated[int, typer.Option("--count", help="Pictures that are rendered.")] = 240,
    size: Annotated[int, typer.Option("--size", help="Pixels a side.")] = 1024,
    quality: Annotated[str, typer.Option("--quality", help="draft or final.")] = "final",
    seed: Annotated[int, typer.Option("--seed", help="Another one gives other pictures.")] = 0,
    plain: Annotated[
        float, typer.Option("--plain", help="Share cut out, before a plain ground: 0 to 1.")
    ] = 0.1,
    footage: Annotated[
        list[Path] | None,
        typer.Option("--footage", help="A video to take it from, instead; once for each."),
    ] = None,
    apart: Annotated[
        float, typer.Option("--apart", help="From the sheet at most, CIEDE2000; of footage.")
    ] = 11.0,
) -> None:
    """Render pictures of a character over poses, expressions, views, framings, sets, light and the
    clothes of its sheet, with captions from the scene's own truth, in the layouts of kohya and of
    diffusers. Those before a plain ground have soft edges (alpha from 0.15 on), and lie in alpha/
    without their ground too.

    With --footage pictures are taken from videos: --count frames by cut and movement, and of those
    that show the character alone and like its sheet the character, cut out; captions say what was
    measured. Default folder: outputs/datasets/NAME-footage.

    Blurred pictures and near-duplicates are left out. When it is stopped and called again, what
    was made before comes from the store.
    """
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import dataset

        wanted = dataset.Wanted(count, size, quality, seed, plain, apart)
        dataset.make_dataset(context, name, target, wanted, footage or [])


@app.command("train", short_help="Train a LoRA of a character on its dataset.")
def train_lora(
    name: Name,
    dataset: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Default: outputs/datasets/NAME.")
    ] = Path(),
    steps: Annotated[int, typer.Option("--steps", help="In all; 1000 to 2500 are usual.")] = 1500,
    rank: Annotated[int, typer.Option("--rank", help="How much it can learn.")] = 16,
    rate: Annotated[float, typer.Option("--rate", help="How fast it learns.")] = 1e-4,
    resolution: Annotated[int, typer.Option("--resolution", help="Pixels a side.")] = 1024,
    seed: Annotated[int, typer.Option("--seed", help="Another one takes another order.")] = 0,
    sample_every: Annotated[
        int, typer.Option("--sample-every", help="Steps from sample to sample; 0: none.")
    ] = 250,
    measure: Annotated[
        int, typer.Option("--measure", help="Pictures to measure its drift by; 0: none.")
    ] = 8,
) -> None:
    """Train a LoRA of a character for SDXL on what `characters dataset` made; pictures of the
    character then wear it. When it is stopped and called again, it goes on where it was.

    Before the first step and after each --sample-every it paints the same four pictures as it
    stands: samples.html shows them side by side, and when it begins to copy the dataset rather than
    to learn the character. At the end --measure pictures are painted with it and without it and
    compared with the sheet; that goes on its card, NAME.json beside it, and into `models`.
    """
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import training

        how = training.How(steps, rank, rate, resolution, seed, sample_every, measure)
        training.train_lora(context, name, dataset, how)


@app.command("voice", short_help="Give a character a voice of its own, out of a recording.")
def add_voice(
    name: Name,
    recording: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A recording or a film.")
    ] = None,
    start: Annotated[
        float | None, typer.Option("--start", help="Where it begins, in seconds.")
    ] = None,
    end: Annotated[float | None, typer.Option("--end", help="Where it ends.")] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="Such as en; else it is heard."),
    ] = None,
    rights: Annotated[
        str, typer.Option("--rights", help="Who allowed its use; else it is asked.")
    ] = "",
    speaker: Annotated[
        int | None,
        typer.Option("--speaker", help="Of several: 1, who speaks the longest, or another."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it out again.")] = False,
) -> None:
    """Give a character a voice of its own: 3 to 10 seconds of one voice, without music or noise.

    \b
        python main.py characters voice luca interview.wav --start 12 --end 19.5
        python main.py characters voice luca scene.mp4 --speaker 2

    The sample and what is said in it go into the sheet, with who allowed its use. Lines are then
    spoken in it by an engine that can clone a voice, where one is ready (docs/voices.md).
    """
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import voice

        if remove:
            if recording:
                raise InputError("--remove takes no recording.", "Give one of the two.")
            voice.remove_voice(context, name)
            return
        if recording is None:
            raise InputError("no recording is named.", "Give a file, or --remove.")
        wanted = voice.Wanted(start, end, language, rights, speaker)
        voice.add_voice(context, name, recording, wanted)


@app.command("remove")
def remove_character(name: Name) -> None:
    """Take a character out of the book."""
    from interfaces.commands.context import command

    with command() as context:
        from interfaces.commands.characters import book as cast

        cast.remove_character(context, name)
