"""How each kind of shot is made with the tools."""

from typing import Any

from llm.planner.coder.footage.edits import write_edit
from llm.planner.coder.names import Names
from llm.planner.coder.sound import has_music, mix, music, music_track, track
from llm.planner.coder.source import Code
from llm.planner.coder.writer import Call, Writer
from llm.planner.data import table
from studio.nouns.treatment import Line, Role, Shot


def _seen(shot: Shot) -> dict[str, Any]:
    """Arguments that stills and takes share."""
    return {
        "set_name": shot.set,
        "time_of_day": shot.time_of_day,
        "framing": shot.framing,
        "angle": shot.angle,
        "view": shot.view,
        "width": shot.width,
        "height": shot.height,
        "quality": shot.quality,
        "exposure": shot.exposure,
        "seed": shot.seed,
    }


def _acting(role: Role, key: str) -> dict[str, Any]:
    return {
        "character": role.character,
        key: role.action,
        "expression": role.expression,
        "strength": role.strength,
    }


def write_picture(shot: Shot, writer: Writer, names: Names) -> None:
    lead, *others = shot.cast
    still = names.of("still")
    writer.bind(
        [still],
        [
            writer.call(
                "render_character",
                lead.character,
                pose=lead.action,
                expression=lead.expression,
                strength=lead.strength,
                companions=[_acting(role, "pose") for role in others],
                **_seen(shot),
                passes=list(shot.passes),
                transparent=shot.transparent,
            )
        ],
    )
    handles = [Code(f'{still}["image"]')] + [
        Code(f'{still}["passes"]["{name}"]') for name in shot.passes
    ]
    passed = ("render_character", "passes") not in writer.revision.arguments
    writer.results[shot.id] = handles if len(handles) > 1 and passed else handles[0]


def _speak(line: Line, writer: Writer) -> Call:
    return writer.call(
        "speak",
        line.text,
        line.character,
        emotion=line.emotion,
        strength=line.strength,
        language=line.language,
        rate=line.rate,
    )


def _spoken(shot: Shot, writer: Writer, names: Names) -> tuple[list[Code], Code]:
    """Binds the lines; returns when each begins, and an expression for the length of it all."""
    defaults = table("defaults")
    lines = [names.each("line", i) for i in range(len(shot.lines))]
    writer.bind(lines, [_speak(line, writer) for line in shot.lines])
    starts = [Code(f"{float(defaults['first_line_at'])}")]
    for number, before in enumerate(lines[:-1], start=1):
        name = names.each("start", number)
        writer.line(
            f'{name} = {starts[-1]} + {before}["duration"] + {float(defaults["between_lines"])}'
        )
        starts.append(Code(name))
    end = f'{starts[-1]} + {lines[-1]}["duration"] + {float(defaults["after_lines"])}'
    return starts, Code(f"max({shot.duration}, {end})" if shot.duration else end)


def write_voice_line(shot: Shot, writer: Writer, names: Names) -> None:
    line = names.each("line", 0)
    loudness = writer.revision.loudness(shot)
    with_music = has_music(shot, writer)
    if len(shot.lines) == 1 and not with_music and loudness is None:
        writer.bind([line], [_speak(shot.lines[0], writer)])
        writer.results[shot.id] = Code(f'{line}["audio"]')
        return
    starts, length = _spoken(shot, writer, names)
    writer.line(f"{names.of('length')} = {length}")
    tracks = [track(f'{names.each("line", i)}["audio"]', start) for i, start in enumerate(starts)]
    if with_music:
        writer.bind([names.of("music")], [music(shot, writer, names)])
        tracks.append(music_track(names))
    mix(shot, writer, names, tracks, Code(names.of("length")))
    writer.results[shot.id] = Code(f'{names.of("sound")}["audio"]')


def _take(shot: Shot, writer: Writer, names: Names, length: Code | float) -> Call:
    lead, *others = shot.cast

    def mouth(role: Role) -> list[Code]:
        if not writer.has("lip_sync"):
            return []
        return [
            Code(f'{names.each("mouth", i)}["visemes"]')
            for i, line in enumerate(shot.lines)
            if line.character == role.character
        ]

    companions = [{**_acting(role, "action"), "visemes": mouth(role)} for role in others]
    return writer.call(
        "render_shot",
        lead.character,
        action=lead.action,
        expression=lead.expression,
        strength=lead.strength,
        visemes=mouth(lead),
        companions=companions,
        **_seen(shot),
        camera_move=shot.camera_move,
        duration=length,
        fps=shot.fps,
    )


def _lip_sync(shot: Shot, writer: Writer, names: Names, starts: list[Code]) -> None:
    """Mouths for the lines of those who are seen."""
    seen = {role.character for role in shot.cast}
    wanted = [i for i, line in enumerate(shot.lines) if line.character in seen]
    if wanted and writer.has("lip_sync"):
        writer.bind(
            [names.each("mouth", i) for i in wanted],
            [
                writer.call(
                    "lip_sync", Code(f'{names.each("line", i)}["phonemes"]'), start=starts[i]
                )
                for i in wanted
            ],
        )


def _subtitles(shot: Shot, writer: Writer, names: Names, starts: list[Code]) -> Code:
    lines = []
    for i, (line, start) in enumerate(zip(shot.lines, starts, strict=True)):
        end = Code(f'{start} + {names.each("line", i)}["duration"]')
        lines.append({"text": line.text, "start": start, "end": end})
    writer.bind([names.of("subtitles")], [writer.call("subtitle", lines)])
    return Code(f'{names.of("subtitles")}["subtitles"]')


def write_shot(shot: Shot, writer: Writer, names: Names) -> None:
    starts: list[Code] = []
    length: Code | float = shot.duration or float(table("defaults")["silent_shot_seconds"])
    with_music = has_music(shot, writer)
    if shot.lines:
        starts, total = _spoken(shot, writer, names)
        _lip_sync(shot, writer, names, starts)
        length = Code(names.of("length"))
        writer.line(f"{length} = {total}")
    elif with_music:
        writer.line(f"{names.of('length')} = {length}")
        length = Code(names.of("length"))
    take = names.of("take")
    bound, calls = [take], [_take(shot, writer, names, length)]
    if with_music:
        bound, calls = [*bound, names.of("music")], [*calls, music(shot, writer, names)]
    writer.bind(bound, calls)
    tracks = [track(f'{names.each("line", i)}["audio"]', start) for i, start in enumerate(starts)]
    tracks += [music_track(names)] if with_music else []
    extras: dict[str, Any] = {}
    if tracks:
        mix(shot, writer, names, tracks, Code(f'{take}["duration"]'))
        extras["audio"] = Code(f'{names.of("sound")}["audio"]')
    if shot.title:
        extras["title"] = shot.title
    if shot.subtitles and shot.lines and writer.has("subtitle"):
        extras["subtitles"] = _subtitles(shot, writer, names, starts)
    video = Code(f'{take}["video"]')
    if extras:
        writer.bind(
            [names.of("clip")], [writer.call("compose_video", [video], **extras, fps=shot.fps)]
        )
        video = Code(f'{names.of("clip")}["video"]')
    writer.results[shot.id] = video


WRITERS = {
    "picture": write_picture,
    "voice_line": write_voice_line,
    "shot": write_shot,
    "edit": write_edit,
}
