"""How pictures, voice lines and takes are made with the tools."""

from typing import Any

from llm.planner.recipes.names import Names
from llm.planner.recipes.sound import mix, track
from llm.planner.recipes.source import Code
from llm.planner.recipes.writer import Call, Writer
from studio.plan import Film, Line, Picture, Take, VoiceLine
from studio.plan.lengths import AFTER_LINES, BEFORE_LINES, BETWEEN_LINES, SILENT


def _speak(line: Line, text: str, writer: Writer) -> Call:
    said = line.model_dump(exclude={"character", "text"}, exclude_none=True)
    return writer.call("speak", line.character, text, **said)


def _texts(film: Film, shot: Take, writer: Writer, names: Names) -> list[str]:
    """What is spoken; under a name of its own where subtitles show it once more."""
    texts: list[str] = [line.text for line in shot.lines]
    if not film.subtitles:
        return texts
    bound = [Code(names.each("text", number)) for number in range(len(texts))]
    for name, text in zip(bound, texts, strict=True):
        writer.bind_value(name, text)
    return list(bound)


def write_picture(film: Film, shot: Picture, writer: Writer, names: Names) -> None:
    """A still, with its passes."""
    still = names.of("still")
    writer.bind(
        [still],
        [
            writer.call(
                "render_character",
                [writer.part(role) for role in shot.cast],
                **shot.place.model_dump(),
                **shot.camera.model_dump(),
                **shot.size.model_dump(),
                quality=shot.quality,
                exposure=shot.exposure,
                passes=list(shot.passes),
                transparent=shot.transparent,
                seed=shot.seed,
            )
        ],
    )
    image = Code(f'{still}["image"]')
    if shot.captions and shot.separate and writer.has("caption_picture"):
        card = names.of("card")
        texts = [{"text": one.text, "where": one.where} for one in shot.captions]
        writer.bind([card], [writer.call("caption_picture", image, texts)])
        image = Code(f'{card}["image"]')
    handles = [image]
    if ("render_character", "passes") not in writer.mending.arguments:
        handles += [Code(f'{still}["passes"]["{name}"]') for name in shot.passes]
    writer.results[shot.id] = handles if len(handles) > 1 else handles[0]


def _spoken(
    shot: Take | VoiceLine, texts: list[str], writer: Writer, names: Names
) -> tuple[list[Code], Code]:
    """Bind the lines; when each begins, and an expression for the length of it all."""
    lines = [names.each("line", number) for number in range(len(shot.lines))]
    said = zip(shot.lines, texts, strict=True)
    writer.bind(lines, [_speak(line, text, writer) for line, text in said])
    starts = [Code(f"{BEFORE_LINES}")]
    for number, before in enumerate(lines[:-1], start=1):
        name = names.each("start", number)
        writer.line(f'{name} = {starts[-1]} + {before}["duration"] + {BETWEEN_LINES}')
        starts.append(Code(name))
    end = f'{starts[-1]} + {lines[-1]}["duration"] + {AFTER_LINES}'
    return starts, Code(f"max({shot.length}, {end})" if shot.length else end)


def _tracks(names: Names, starts: list[Code]) -> list[dict[str, Any]]:
    return [
        track(f'{names.each("line", number)}["audio"]', start)
        for number, start in enumerate(starts)
    ]


def write_voice_line(film: Film, shot: VoiceLine, writer: Writer, names: Names) -> None:
    """One line by itself, or several one after another."""
    line = names.each("line", 0)
    usual = film.sound.loudness == type(film.sound)().loudness
    if len(shot.lines) == 1 and usual:
        writer.bind([line], [_speak(shot.lines[0], shot.lines[0].text, writer)])
        writer.results[shot.id] = Code(f'{line}["audio"]')
        return
    starts, length = _spoken(shot, [said.text for said in shot.lines], writer, names)
    writer.line(f"{names.of('length')} = {length}")
    sound = mix(film.sound, writer, names, _tracks(names, starts), Code(names.of("length")))
    writer.results[shot.id] = sound


def _lip_sync(shot: Take, writer: Writer, names: Names, starts: list[Code]) -> None:
    """Mouths for the lines of those who are seen."""
    seen = {role.character for role in shot.cast}
    wanted = [number for number, line in enumerate(shot.lines) if line.character in seen]
    if wanted and writer.has("lip_sync"):
        writer.bind(
            [names.each("mouth", number) for number in wanted],
            [
                writer.call(
                    "lip_sync",
                    Code(f'{names.each("line", number)}["phonemes"]'),
                    start=starts[number],
                )
                for number in wanted
            ],
        )


def _cast(shot: Take, writer: Writer, names: Names) -> list[dict[str, Any]]:
    """The cast as render_take() takes it, each with the mouths of its own lines."""
    found = []
    for role in shot.cast:
        mouths = [
            Code(f'{names.each("mouth", number)}["visemes"]')
            for number, line in enumerate(shot.lines)
            if line.character == role.character and writer.has("lip_sync")
        ]
        found.append(writer.part(role) | ({"visemes": mouths} if mouths else {}))
    return found


def write_take(film: Film, shot: Take, writer: Writer, names: Names) -> None:
    """A moving shot with what is said in it. Its captions and subtitles are the film's."""
    starts: list[Code] = []
    texts = _texts(film, shot, writer, names)
    # What says nothing may run slower or faster: as much less or more of it is rendered.
    speed = 1.0 if shot.lines or not writer.has("retime_video") else shot.speed
    length: Code | float = round((shot.length or SILENT) * speed, 3)
    if shot.lines:
        starts, total = _spoken(shot, texts, writer, names)
        _lip_sync(shot, writer, names, starts)
        length = Code(names.of("length"))
        writer.line(f"{length} = {total}")
    take = names.of("take")
    writer.bind(
        [take],
        [
            writer.call(
                "render_take",
                _cast(shot, writer, names),
                **shot.place.model_dump(),
                **shot.camera.model_dump(),
                **film.shape.model_dump(),
                length=length,
                quality=shot.quality,
                exposure=shot.exposure,
                seed=shot.seed,
            )
        ],
    )
    video = Code(f'{take}["video"]')
    if speed != 1.0:
        writer.comment("Slow motion" if speed < 1 else "Faster")
        timed = names.of("timed")
        part = {"start": 0.0, "end": Code(f'{take}["duration"]'), "speed": speed}
        writer.bind([timed], [writer.call("retime_video", video, [part], smooth=speed < 1)])
        take = timed
    if starts:
        tracks = _tracks(names, starts)
        audio = mix(film.sound, writer, names, tracks, Code(f'{take}["duration"]'))
        clip = names.of("clip")
        writer.bind(
            [clip], [writer.call("compose_video", [video], audio=audio, fps=film.shape.fps)]
        )
        take = clip
    writer.spoken[shot.id] = [
        {
            "text": text,
            "start": start,
            "end": Code(f'{start} + {names.each("line", number)}["duration"]'),
        }
        for number, (text, start) in enumerate(zip(texts, starts, strict=True))
    ]
    writer.results[shot.id] = Code(f'{take}["video"]')
    writer.lengths[shot.id] = Code(f'{take}["duration"]')
