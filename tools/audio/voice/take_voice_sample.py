"""take_voice_sample: a few good seconds of a voice, out of a recording or of footage."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Audio, Heard, kind_of
from studio.nouns.vocabulary import Language
from studio.nouns.vocabulary import words as members
from tools.audio.voice.sample_checks import LEVEL, checked, of_one_voice
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.audio_analysis.engine import MeasureSound
from tools.engines.ffmpeg.requests import MixTracks
from tools.engines.hearing.requests import HeardWord, TellSpeakers, Transcribe
from tools.engines.media.probe import probe

SECONDS = (3.0, 10.0)  # that engines take which clone voices
_LEAST_RATE = 16000  # Hz
_MARGIN = 0.12  # s left before the first word and after the last
_BREATH = 0.35  # s between two words at which a part may begin or end
_TELLING = 0.8  # s of a phrase that tells whose of several voices it is
_CLIPPED = 0.0005  # of the samples

LATEST = 7200.0  # s: where a part may begin or end at most
Time = Annotated[float, Field(ge=0, le=LATEST)]


class VoiceSampleTaken(TypedDict):
    audio: Audio
    text: str
    language: str
    duration: float
    quality: float
    speakers: int


@tool("audio", engines=("hearing",), uses=("ffmpeg", "listening"))
async def take_voice_sample(
    ctx: ToolContext,
    media: Heard,
    start: Time | None = None,
    end: Time | None = None,
    language: Language | None = None,
    speaker: Annotated[int, Field(ge=1, le=8)] | None = None,
) -> VoiceSampleTaken:
    """Take 3 to 10 seconds of one voice out of a recording or a film, with its words.

    They are levelled, and meant for an engine that speaks in the voice of a sample. Without `start`
    and `end` it chooses whole phrases. With `speaker`, and of a film in any case, they are phrases
    of one voice of several, put one after another: 1 is who speaks the longest; `speakers` of the
    result tells how many are heard, 0 where it was not looked. Refused: less than 3 s of speech,
    two voices, noise or music behind it, clipping, and recordings of under 16,000 samples a second.

        taken = await take_voice_sample(interview, start=12.0, end=19.5)
    """
    if start is not None and end is not None and start >= end:
        raise ToolError(
            f"the part begins at {start:g} s and ends at {end:g} s.", "Let it end after it begins."
        )
    recording = probe(ctx.path(media))
    if recording.sample_rate and recording.sample_rate < _LEAST_RATE:
        raise ToolError(
            f"{media} has {recording.sample_rate} samples a second: too dull for a voice.",
            f"Give one of {_LEAST_RATE} or more.",
        )
    request = Transcribe(path=ctx.path(media), language=language or "", said="", names=[])
    heard = await ctx.engine.run(request)
    if not heard["words"]:
        raise ToolError(
            f"nobody is heard in {media}.", "Give a recording in which somebody speaks."
        )
    if heard["language"] not in members(Language):
        raise ToolError(
            f"the language of {media} ({heard['language'] or 'unknown'}) is none of the studio's.",
            f"Name it: one of {', '.join(members(Language))}.",
        )
    told = start is not None or end is not None
    several = speaker is not None or (kind_of(media) == "video" and not told)
    if several:
        inside = part_of(heard["words"], start or 0.0, end)
        parts, speakers = await phrases_of(ctx, media, inside, speaker or 1)
    else:
        parts, speakers = [part_of(heard["words"], start, end)], 0
        await of_one_voice(ctx, media, phrases_in(parts[0]))
    cuts = [_around(words, recording.duration or 0.0) for words in parts if words]
    length = sum(last - first for first, last in cuts)
    if not SECONDS[0] <= length <= SECONDS[1]:
        raise ToolError(
            f"there are {length:.1f} s of speech in {media} "
            f"{'of that voice' if several else 'in one piece'}; {SECONDS[0]:g} to {SECONDS[1]:g} s "
            "are needed.",
            "Give a longer recording, or say where such a piece begins and ends.",
        )
    out = ctx.folder / "sample.wav"
    await _cut(ctx, media, cuts, out)
    clipped = 0.0
    for first, last in cuts:
        sound = MeasureSound(path=ctx.path(media), text="", language="en", start=first, end=last)
        clipped = max(clipped, (await ctx.other("listening").run(sound))["clipped"])
    if clipped > _CLIPPED:
        raise ToolError(
            f"{media} is clipped ({clipped:.2%} of the samples).", "Record it at a lower level."
        )
    quality = await checked(ctx, out, media)
    text = await _said(ctx, out, heard["language"], [word for words in parts for word in words])
    duration = probe(out).duration or 0.0
    notes = {"text": text, "language": heard["language"], "quality": quality}
    kept = Audio(ctx.keep(out, "audio", probe(out), notes=notes, inputs=[media]))
    return {
        "audio": kept,
        "text": text,
        "language": heard["language"],
        "duration": round(duration, 3),
        "quality": quality,
        "speakers": speakers,
    }


async def _said(ctx: ToolContext, sample: Path, language: str, words: Sequence[HeardWord]) -> str:
    """The words of the sample, heard alone or as `words` within all that was given: as the ears are
    surer of."""
    request = Transcribe(path=sample, language=language, said="", names=[])
    alone = (await ctx.engine.run(request))["words"]
    surer = max(words, alone, key=_certainty)
    return " ".join(word["word"] for word in surer)


def _certainty(words: Sequence[HeardWord]) -> float:
    return sum(word["certainty"] for word in words) / max(1, len(words))


def _around(words: Sequence[HeardWord], duration: float) -> tuple[float, float]:
    """Where these words are cut out, in seconds."""
    return max(0.0, words[0]["start"] - _MARGIN), min(words[-1]["end"] + _MARGIN, duration)


async def phrases_of(
    ctx: ToolContext, media: str, words: Sequence[HeardWord], speaker: int
) -> tuple[list[Sequence[HeardWord]], int]:
    """The longest phrases of one of the voices that are heard, in their order, and how many voices
    there are. ToolError where there are not so many."""
    phrases = [one for one in phrases_in(words) if one[-1]["end"] - one[0]["start"] >= _TELLING]
    spans = [(one[0]["start"], one[-1]["end"]) for one in phrases]
    who = (await ctx.engine.run(TellSpeakers(path=ctx.path(media), spans=spans)))["speakers"]
    known = max(who, default=0)
    if speaker > known:
        raise ToolError(
            f"there is no voice {speaker} in {media}: {known} can be told apart.",
            "Give a lower number, or say where it speaks: start and end.",
        )
    own = [one for one, number in zip(phrases, who, strict=True) if number == speaker]
    chosen: list[Sequence[HeardWord]] = []
    room = SECONDS[1]
    for one in sorted(own, key=lambda one: one[0]["start"] - one[-1]["end"]):
        length = one[-1]["end"] - one[0]["start"] + 2 * _MARGIN
        if length <= room:
            chosen.append(one)
            room -= length
    return sorted(chosen, key=lambda one: one[0]["start"]), known


def phrases_in(words: Sequence[HeardWord]) -> list[Sequence[HeardWord]]:
    """The words between two breaths."""
    gaps = [after["start"] - before["end"] for before, after in pairwise(words)]
    edges = [0, *(n + 1 for n, gap in enumerate(gaps) if gap >= _BREATH), len(words)]
    return [words[first:last] for first, last in pairwise(edges) if first < last]


def part_of(
    words: Sequence[HeardWord], start: float | None, end: float | None
) -> Sequence[HeardWord]:
    """The words from `start` to `end`; without them the longest run between two breaths that is
    not too long, the first of several."""
    if start is not None or end is not None:
        low, high = start or 0.0, float("inf") if end is None else end
        return [word for word in words if low <= (word["start"] + word["end"]) / 2 <= high]
    edges = [0, *accumulate(map(len, phrases_in(words)))]
    runs = [words[first:last] for first in edges for last in edges if first < last]
    most = SECONDS[1] - 2 * _MARGIN
    fitting = [run for run in runs if run[-1]["end"] - run[0]["start"] <= most]
    return max(fitting, key=lambda run: run[-1]["end"] - run[0]["start"], default=words)


async def _cut(
    ctx: ToolContext, media: str, cuts: Sequence[tuple[float, float]], out: Path
) -> None:
    """These parts one after another, levelled."""
    tracks: list[dict[str, Any]] = []
    at = 0.0
    for start, end in cuts:
        track = {"path": str(ctx.path(media)), "start": at, "gain_db": 0.0, "duck": False}
        tracks.append(track | {"skip": start, "length": end - start})
        at += end - start
    await ctx.other("ffmpeg").run(MixTracks(tracks=tracks, loudness=LEVEL, out=out))
