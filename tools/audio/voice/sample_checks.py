"""What no voice should be made of: a recording of two, noise behind it."""

from collections.abc import Sequence
from pathlib import Path

from studio.errors import ToolError
from tools.context import ToolContext
from tools.engines.ffmpeg.requests import MixTracks
from tools.engines.hearing.requests import HeardWord, MeasureVoice, TellSpeakers
from tools.engines.media.probe import probe

LEVEL = -20.0  # LUFS of a sample
_ANOTHER = 1.5  # s of a phrase that tells that there is another voice
_ONE_VOICE = 0.55  # likeness of its two halves
_QUALITY, _BACKGROUND = 2.4, 2.6  # DNSMOS


async def of_one_voice(
    ctx: ToolContext, media: str, phrases: Sequence[Sequence[HeardWord]]
) -> None:
    """ToolError where a phrase is said by somebody else than the others. What has no breath in it
    is told apart by its halves, once it is cut: checked()."""
    spans = [(one[0]["start"], one[-1]["end"]) for one in phrases]
    spans = [(first, last) for first, last in spans if last - first >= _ANOTHER]
    if len(spans) < 2:
        return
    who = (await ctx.engine.run(TellSpeakers(path=ctx.path(media), spans=spans)))["speakers"]
    if 2 in who:
        first, last = spans[who.index(2)]
        raise _two_voices(media, f"one of them from {first:.1f} to {last:.1f} s")


def _two_voices(media: str, how: str) -> ToolError:
    return ToolError(
        f"two voices are heard in {media} ({how}).",
        "Say where one of them speaks alone (start and end), or which of them it is (speaker).",
    )


async def checked(ctx: ToolContext, sample: Path, media: str) -> float:
    """DNSMOS of the sample. ToolError for one that no voice should be made of."""
    measured = await ctx.engine.run(MeasureVoice(path=sample, reference=None, neutral=None))
    quality = measured["quality"]
    if quality["overall"] < _QUALITY or quality["background"] < _BACKGROUND:
        raise ToolError(
            f"there is too much behind the voice in {media} (DNSMOS {quality['overall']:.1f}, "
            f"background {quality['background']:.1f} of 5).",
            "Give a recording without music and noise, near the microphone.",
        )
    likeness = await _of_its_halves(ctx, sample)
    if likeness is not None and likeness < _ONE_VOICE:
        raise _two_voices(media, f"its halves are alike by {likeness:.2f}")
    return round(quality["overall"], 2)


async def _of_its_halves(ctx: ToolContext, sample: Path) -> float | None:
    middle = (probe(sample).duration or 0.0) / 2
    halves = [ctx.folder / "first.wav", ctx.folder / "second.wav"]
    for number, half in enumerate(halves):
        track = {"path": str(sample), "start": 0.0, "gain_db": 0.0, "duck": False}
        track |= {"skip": number * middle, "length": middle}
        await ctx.other("ffmpeg").run(MixTracks(tracks=[track], loudness=LEVEL, out=half))
    first, second = halves
    measured = await ctx.engine.run(MeasureVoice(path=first, reference=second, neutral=None))
    return measured["likeness"]
