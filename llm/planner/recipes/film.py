"""How the shots of a film are put together, and pieces that something lies over."""

from typing import Any

from llm.planner.recipes.names import Names
from llm.planner.recipes.source import Code
from llm.planner.recipes.writer import Writer
from studio.plan import Film, Shot, Sound, Transition
from studio.plan.film import FILM_ID
from studio.plan.lengths import STILL

_LONGEST_MUSIC = 300.0  # seconds that make_music() makes


def write_film(film: Film, writer: Writer) -> None:
    """Music and atmosphere as long as the film, then all of it in one call."""
    writer.line("")
    writer.comment("The film")
    shots = [_shot(film, shot, writer, last=shot is film.cut[-1]) for shot in film.cut]
    named = _over_all(film, writer)
    for card in ("opening", "closing"):
        if title := getattr(film, card):
            named[card] = writer.part(title)
    if film.sound.music or film.sound.atmosphere:
        _write_length(film, writer)
    # Chord music and waves stop where the film does: each is made as long as it is.
    seed = film.cut[0].seed
    if film.sound.music and writer.has("make_music"):
        length = Code(f"min({_LONGEST_MUSIC}, max(1.0, length))")
        writer.bind(
            ["music"], [writer.call("make_music", film.sound.music, duration=length, seed=seed)]
        )
        named["music"] = Code('music["audio"]')
    if film.sound.atmosphere and writer.has("make_atmosphere"):
        kind, length = film.sound.atmosphere, Code("max(1.0, length)")
        writer.bind(
            ["atmosphere"], [writer.call("make_atmosphere", kind, duration=length, seed=seed)]
        )
        named["atmosphere"] = Code('atmosphere["audio"]')
    writer.bind(["film"], [writer.call("assemble_film", shots, **named)])
    writer.results[FILM_ID] = [Code('film["video"]'), Code('film["timeline"]')]


def write_lettering(film: Film, shot: Shot, writer: Writer, names: Names) -> None:
    """Captions and subtitles of a moving piece that is handed over by itself; those of the film's
    shots are written when it is put together."""
    spoken = film.subtitles and bool(writer.spoken.get(shot.id))
    if shot.kind not in ("take", "edit") or not shot.separate or not (shot.captions or spoken):
        return
    named = _over_all(film, writer)
    if "sound" in named:
        named["sound"] = writer.part(Sound(loudness=film.sound.loudness))
    made = names.of("lettered")
    writer.bind(
        [made], [writer.call("assemble_film", [_shot(film, shot, writer, last=True)], **named)]
    )
    writer.results[shot.id] = Code(f'{made}["video"]')


def _over_all(film: Film, writer: Writer) -> dict[str, Any]:
    named = {"shape": writer.part(film.shape), "sound": writer.part(film.sound)}
    return {name: value for name, value in named.items() if value} | {"title": film.title}


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


def _write_length(film: Film, writer: Writer) -> None:
    """Bind `length`, the film's in seconds, by what was made of each shot."""
    cards = sum(card.seconds for card in (film.opening, film.closing) if card)
    lengths: list[Code | float] = [
        writer.lengths.get(shot.id, shot.length or STILL) for shot in film.cut
    ]
    writer.bind_value("lengths", lengths)
    writer.line("length = sum(lengths)" + (f" + {cards}" if cards else ""))
    # As assemble_film() has it: no transition takes more than a third of a shot.
    for number, shot in enumerate(film.cut[:-1]):
        if shot.transition.kind != "cut":
            third = f"lengths[{number}] / 3, lengths[{number + 1}] / 3"
            writer.line(f"length -= min({shot.transition.seconds}, {third})")
