"""How the shots of a film are put together."""

from typing import Any

from llm.planner.recipes.source import Code
from llm.planner.recipes.writer import Writer
from studio.plan import Film, Shot, Transition
from studio.plan.film import FILM_ID
from studio.plan.lengths import STILL, overlap


def write_film(film: Film, writer: Writer) -> None:
    """Music and atmosphere as long as the film, then all of it in one call."""
    writer.line("")
    writer.comment("The film")
    shots = [_shot(film, shot, writer, last=shot is film.cut[-1]) for shot in film.cut]
    named: dict[str, Any] = {
        "shape": writer.part(film.shape),
        "sound": writer.part(film.sound),
        "title": film.title,
    }
    for card in ("opening", "closing"):
        if title := getattr(film, card):
            named[card] = writer.part(title)
    if film.sound.music or film.sound.atmosphere:
        writer.line(f"length = {_length(film, writer)}")
    # Chord music and waves stop where the film does: each is made as long as it is.
    if film.sound.music and writer.has("make_music"):
        call = writer.call(
            "make_music", film.sound.music, duration=Code("length"), seed=film.cut[0].seed
        )
        writer.bind(["music"], [call])
        named["music"] = Code('music["audio"]')
    if film.sound.atmosphere and writer.has("make_atmosphere"):
        call = writer.call(
            "make_atmosphere", film.sound.atmosphere, duration=Code("length"), seed=film.cut[0].seed
        )
        writer.bind(["atmosphere"], [call])
        named["atmosphere"] = Code('atmosphere["audio"]')
    writer.bind(["film"], [writer.call("assemble_film", shots, **named)])
    writer.results[FILM_ID] = [Code('film["video"]'), Code('film["timeline"]')]


def _main(shot: Shot, writer: Writer) -> Code:
    made = writer.results[shot.id]
    return made[0] if isinstance(made, list) else made


def _shot(film: Film, shot: Shot, writer: Writer, last: bool) -> dict[str, Any]:
    """One shot as assemble_film() takes it."""
    about: dict[str, Any] = {"name": shot.id, "shown": _main(shot, writer)}
    if shot.kind == "picture":
        about["length"] = shot.length or STILL
    if shot.transition != Transition() and not last:
        about["transition"] = writer.part(shot.transition)
    if shot.captions:
        about["captions"] = [writer.part(caption) for caption in shot.captions]
    if film.subtitles and writer.spoken.get(shot.id):
        about["subtitles"] = writer.spoken[shot.id]
    return about


def _length(film: Film, writer: Writer) -> Code:
    """The film's length in seconds as an expression, by what was made of each shot."""
    cards = sum(card.seconds for card in (film.opening, film.closing) if card)
    stills = sum(shot.length or STILL for shot in film.cut if shot.kind == "picture")
    clips = [_main(shot, writer) for shot in film.cut if shot.kind != "picture"]
    known = round(cards + stills - overlap(film), 3)
    parts = []
    for number, clip in enumerate(clips, start=1):
        name = f"facts_{number}"
        writer.bind([name], [writer.call("probe_media", clip)])
        parts.append(f'({name}["duration"] or 0.0)')
    total = " + ".join(parts) or "0.0"
    if known:
        total += f" {'+' if known > 0 else '-'} {abs(known):g}"
    return Code(f"max(1.0, {total})")
