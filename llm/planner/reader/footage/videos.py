"""The videos that came with a brief, and what is asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from llm.planner.data import amount_of
from llm.planner.reader.footage.edit_reader import EditReader
from llm.planner.reader.footage.steps import EditRequest, StepDraft
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.clauses import clauses_of
from llm.planner.reader.language.lexicon import table
from llm.planner.reader.language.words import Words
from studio.nouns.brief import SourceMedia


@dataclass(frozen=True)
class Video:
    """A video that came with a brief. `length` is that of its picture in seconds, 0 where nobody
    measured it."""

    handle: str
    name: str
    width: int
    height: int
    fps: float
    length: float
    silent: bool = False


def videos_of(media: Sequence[Any]) -> tuple[list[Video], list[str]]:
    """The videos among a brief's media, and the names of all other files."""
    videos, others = [], []
    for item in media:
        try:
            source = item if isinstance(item, SourceMedia) else SourceMedia.model_validate(item)
        except ValidationError:
            continue
        if not source.handle.startswith("video:"):
            others.append(source.name)
            continue
        facts = source.facts
        # The container's length is that of the longer of picture and sound.
        counted = facts.frames / facts.fps if facts.frames and facts.fps else 0.0
        length = round(counted or facts.duration or 0.0, 4)
        size = (facts.width or 0, facts.height or 0)
        about = (facts.fps or 0.0, length, facts.has_audio is False)
        videos.append(Video(source.handle, source.name, *size, *about))
    return videos, others


def without_videos(media: Sequence[Any]) -> list[Any]:
    """A brief's media but for its videos."""
    videos = {video.handle for video in videos_of(media)[0]}
    return [one for one in media if _handle(one) not in videos]


def _name(one: Any) -> Any:
    return one.get("name") if isinstance(one, dict) else getattr(one, "name", "")


def _handle(one: Any) -> Any:
    return one.get("handle") if isinstance(one, dict) else getattr(one, "handle", "")


def read_edit(
    text: str, book: CharacterIndex, language: str, media: Sequence[Any]
) -> tuple[Words, EditRequest, int | None]:
    """What a brief asks of footage; the place in the text where a new piece beside it begins, None
    where none does."""
    videos, others = videos_of(media)
    plain = _unnamed(text, [v.name for v in videos], others, language)
    words = Words(plain, book, language, "footage")
    clauses = clauses_of(words, marks=False)
    begins = next((c for c in clauses if _is_new(words, c)), None)
    if begins is not None:
        clauses = clauses[: clauses.index(begins)]
    reader = EditReader(words)
    for one in media:
        handle = _handle(one)
        reader.request.others.setdefault(handle.partition(":")[0], []).append(handle)
    reader.request.refers = any(v.name and v.name.lower() in text.lower() for v in videos)
    request = reader.read(clauses)
    _sounds(text, request, words, media)
    return words, request, begins.items[0].start if begins else None


def _sounds(text: str, request: EditRequest, words: Words, media: Sequence[Any]) -> None:
    """A sound that the brief names by its file, and that nothing else uses, is laid under it."""
    if any(step.kind in ("dub", "lip_sync") for step in request.steps):
        return
    said = text.lower()
    named = [(said.find(_name(one).lower()), _handle(one)) for one in media if _name(one)]
    for at, handle in named:
        if at >= 0 and handle.startswith("audio:"):
            items = [item for item in words.items if item.start <= at < item.end]
            step = StepDraft("dub", "underlay", amount_of("underlay"), items=items)
            request.steps.append(step)
            if music := request.fields.pop("music", None):
                spans = [i for i in words.items if i.start == music.start]
                step.items += spans  # "song.wav as the music"
            return


def _unnamed(text: str, names: list[str], others: list[str], language: str) -> str:
    """`text` without the names of its files, which ask for nothing; every other place stays."""
    for name in sorted([*names, *others], key=len, reverse=True):
        at = text.lower().find(name.lower()) if name else -1
        if at >= 0:
            stands = table(language, "footage")["stands"]["video" if name in names else "other"]
            stands = stands if len(stands) <= len(name) else stands.split()[0][: len(name)]
            text = text[:at] + stands.ljust(len(name)) + text[at + len(name) :]
    return text


def _is_new(words: Words, clause: Clause) -> bool:
    """Whether a clause asks for a new piece: "and make a picture of Luca waving"."""
    kinds = [i for i in clause.items if "kind" in i.known and not i.has("refer", "effect")]
    if not kinds or not clause.having("name"):
        return False
    first = clause.items.index(kinds[0])
    before = [item.norm for item in clause.items[:first]]
    if kinds[0].known["kind"].value == "voice_line" and clause.having("quote"):
        return True  # "and separately the line 'Hello' spoken by Mina"
    return (
        bool({"a", "an", "one", "two", "un", "una"} & set(before))
        and kinds[0].known["kind"].value != "film"
    )


def is_edit(request: EditRequest, words: Words) -> bool:
    """Whether a brief is about footage: it names it, or asks for what is done to footage only."""
    asked = (
        request.steps
        or request.parody
        or request.without
        or request.left
        or request.length
        or request.shorter
        or request.captions
        or request.exports
    )
    return bool(request.refers or asked) or bool(
        {"join", "music", "title", "subtitles", "aspect", "size", "resolution"}
        & request.fields.keys()
    )
