"""How pictures, voice lines and takes are made with the tools."""

from llm.planner.recipes.kit import Kit, plain
from llm.planner.recipes.layout import Code
from llm.planner.recipes.made import Made, Names
from llm.planner.recipes.speech import lay_out, until
from llm.planner.recipes.templates import fill
from studio.plan import Film, Picture, Sound, Take, VoiceLine
from studio.plan.lengths import SILENT, STILL
from studio.plan.parts import LONGEST_SHOT


def make_picture(film: Film, shot: Picture, kit: Kit, names: Names) -> Made:
    """A still with its passes. In a film's cut its captions are the film's."""
    still, card = names("still"), names("card")
    captions = [{"text": one.text, "where": one.where} for one in shot.captions]
    lettered = shot.separate and bool(captions) and kit.has("caption_picture")
    body = fill(
        "picture", kit, shot=shot, still=still, card=card, captions=captions if lettered else []
    )
    passed = ("render_character", "passes") not in kit.mending.arguments
    return Made(
        body=body,
        main=Code((card if lettered else still)["image"]),
        seconds=shot.length or STILL,
        more=[Code(f'{still["passes"]}["{name}"]') for name in shot.passes if passed],
    )


def make_voice_line(film: Film, shot: VoiceLine, kit: Kit, names: Names) -> Made:
    """One line by itself, or several one after another."""
    said = lay_out(shot.lines, names)
    is_mixed = len(said) > 1 or film.sound.loudness != Sound().loudness
    sound = names("sound")
    body = fill(
        "voice_line",
        kit,
        film=film,
        said=said,
        is_mixed=is_mixed,
        sound=sound,
        length=until(said, shot.length),
    )
    made = sound if is_mixed else said[0].name
    return Made(body=body, main=Code(made["audio"]), seconds=Code(made["duration"]))


def make_take(film: Film, shot: Take, kit: Kit, names: Names) -> Made:
    """A moving shot with what is said in it. Its captions and subtitles are the film's."""
    seen = {role.character for role in shot.cast}
    recorded = any(line.recording for line in shot.lines)
    acts = recorded and kit.has("animate_face")
    said = lay_out(shot.lines, names, seen, are_shown=film.subtitles, are_acted=acts)
    if said and not kit.has("lip_sync"):
        said = [one if one.is_acted else one.silent for one in said]
    # What says nothing may run slower or faster: as much less or more of it is rendered.
    is_timed = shot.speed != 1 and not said and kit.has("retime_video")
    asked = (shot.length or SILENT) * (shot.speed if is_timed else 1)
    if shot.speed != 1 and not is_timed:
        kit.notes.append(f"The speed of {shot.id} stays as it is: words keep their pace")
    mouths = {
        role.character: [
            Code(one.mouth["visemes"])
            for one in said
            if one.mouth and one.line.character == role.character
        ]
        for role in shot.cast
    }
    cast = [
        plain(role) | ({"visemes": mouths[role.character]} if mouths[role.character] else {})
        for role in shot.cast
    ]
    take, timed, clip = names("take"), names("timed"), names("clip")
    body = fill(
        "take",
        kit,
        film=film,
        shot=shot,
        said=said,
        cast=cast,
        is_timed=is_timed,
        length=names("length") if said else round(min(asked, LONGEST_SHOT), 3),
        spoken_length=until(said, shot.length) if said else "",
        take=take,
        timed=timed,
        sound=names("sound"),
        clip=clip,
    )
    made = clip if said else timed if is_timed else take
    return Made(
        body=body,
        main=Code(made["video"]),
        seconds=Code(made["duration"]),
        spoken=[one.subtitle for one in said],
    )
