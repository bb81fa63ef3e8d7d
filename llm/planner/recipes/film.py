"""How the shots of a film are put together."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from llm.planner.recipes.kit import Kit, plain
from llm.planner.recipes.layout import Code, literal
from llm.planner.recipes.made import Made, Names
from llm.planner.recipes.templates import fill
from studio.plan import Film, Shot, Sound, Transition
from studio.plan.lengths import expected_film_length, expected_length

MOST_MUSIC = 300.0  # seconds that make_music() makes at once


def make_film(film: Film, made: dict[str, Made], kit: Kit) -> Made:
    """The cut: music and atmosphere as long as the film, then all of it in one call."""
    shots = [_shot(film, shot, made[shot.id], is_last=shot is film.cut[-1]) for shot in film.cut]
    cards = {"opening": film.opening, "closing": film.closing}
    result = Code("film")
    beds = _beds(film.sound, kit)
    length = _length(film, made) if any(beds.values()) else ""
    body = fill(
        "film",
        kit,
        film=result,
        shots=shots,
        shape=film.shape,
        sound=film.sound,
        finish=film.finish,
        title=film.title,
        seed=film.cut[0].seed if hasattr(film.cut[0], "seed") else 0,
        length=Code("film_length"),
        length_value=length,
        music_length=_music_length(film, Code("film_length"), kit),
        **beds,
        **cards,
    )
    return Made(
        body=body,
        main=Code(result["video"]),
        seconds=Code(result["duration"]),
        more=[Code(result["timeline"])],
    )


def make_piece(film: Film, shot: Shot, made: Made, kit: Kit, names: Names) -> Made:
    """A shot that is handed over by itself, with what is written over it; and where there is no
    film, with the music and atmosphere that were asked for."""
    beds = _beds(film.sound if not film.cut else Sound(), kit, names)
    told = _shot(film, shot, made, is_last=True)
    if not any(beds.values()) and not told.keys() & {"captions", "subtitles"}:
        return made
    piece = names("piece")
    length = Code(made.seconds)
    body = fill(
        "film",
        kit,
        film=piece,
        shots=[told],
        shape=film.shape,
        sound=film.sound if not film.cut else Sound(loudness=film.sound.loudness),
        finish=film.finish,
        title=shot.title,
        seed=getattr(shot, "seed", 0),
        length=length,
        length_value="",
        music_length=_music_length(film, length, kit),
        opening=None,
        closing=None,
        **beds,
    )
    return Made(
        body=f"{made.body}\n{body}", main=Code(piece["video"]), seconds=Code(piece["duration"])
    )


def with_exports(film: Film, made: Made, kit: Kit, names: Names) -> Made:
    """The same with the files for the purposes that are asked for."""
    lines, more = [], list(made.more)
    for purpose in film.exports if film.exports and kit.has("export") else ():
        name = names(purpose)
        lines.append(kit.bind(name, kit.call("export", made.main, purpose)))
        pictures = purpose in ("stills", "sheet")
        more.append(Code(f"*{name['images']}") if pictures else Code(name["video"]))
    return replace(made, body="\n".join([made.body, *lines]), more=more)


def _beds(sound: Sound, kit: Kit, names: Names | None = None) -> dict[str, Code | None]:
    """The names of what lies under everything."""
    names = names or Names()
    music = bool(sound.music) and kit.has("make_music")
    atmosphere = bool(sound.atmosphere) and kit.has("make_atmosphere")
    return {
        "music": names("music") if music else None,
        "atmosphere": names("atmosphere") if atmosphere else None,
    }


def _shot(film: Film, shot: Shot, made: Made, is_last: bool) -> dict[str, Any]:
    """One shot as assemble_film() takes it."""
    about: dict[str, Any] = {"name": shot.id, "shown": made.main}
    if shot.kind == "picture":
        about["length"] = made.seconds
    if shot.transition != Transition() and not is_last:
        about["transition"] = plain(shot.transition)
    if shot.captions:
        about["captions"] = plain(shot.captions)
    if film.subtitles and made.spoken:
        about["subtitles"] = made.spoken
    return about


def _length(film: Film, made: dict[str, Made]) -> str:
    """The film's length in seconds as an expression, by what was made of each shot."""
    known = sum(card.seconds for card in (film.opening, film.closing) if card)
    parts: list[Any] = []
    for shot in film.cut:
        seconds = made[shot.id].seconds
        if isinstance(seconds, Code):
            parts.append(seconds)
        else:
            known += seconds
    for before, after in pairwise(film.cut):
        overlap = _overlap(before, after, made)
        if isinstance(overlap, Code):
            parts.append(overlap)
        else:
            known -= overlap
    whole = f"sum({literal([*parts, round(known, 3)] if known else parts)})"
    return f"max(1.0, {whole})"


def _overlap(before: Shot, after: Shot, made: dict[str, Made]) -> Code | float:
    """Seconds that a transition takes of the film's length; as an expression, and negative, where
    a shot may be so short that assemble_film() makes it shorter."""
    asked = before.transition.seconds
    if before.transition.kind == "cut":
        return 0.0
    if min(expected_length(before), expected_length(after)) >= 3 * asked:
        return asked
    first, second = made[before.id].seconds, made[after.id].seconds
    return Code(f"-min({asked}, {first} / 3, {second} / 3)")


def _music_length(film: Film, length: Code, kit: Kit) -> Code:
    expected = expected_film_length(film)
    may_be_longer = film.footage or expected > 0.8 * MOST_MUSIC
    if film.sound.music and expected > MOST_MUSIC:
        kit.notes.append(f"There is music for the first {MOST_MUSIC:g} s only")
    return Code(f"min({length}, {MOST_MUSIC})") if may_be_longer else length
