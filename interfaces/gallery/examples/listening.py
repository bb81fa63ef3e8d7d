"""What is heard in sounds."""

from interfaces.gallery.drawing import (
    COLOURS,
    Lane,
    board,
    lanes,
    table,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.examples.measures import told, word
from interfaces.gallery.hearing import wave
from interfaces.gallery.workshop import LINE, Workshop


@example("measure_audio")
async def measure_audio(shop: Workshop) -> Shown:
    line = (await shop.line())["audio"]
    found = await shop.call("measure_audio", audio=line, text=LINE)
    names = ("duration", "loudness", "true_peak", "clipped", "silence", "pitch", "pitch_range")
    facts = told(found, (*names, "recognised", "word_error_rate"))
    spans = [(found["starts"], found["ends"])] if found["starts"] is not None else []
    return Shown(
        board(wave(shop.path(line), "line", spans=spans), table(facts)),
        "Where it sounds is marked.",
    )


@example("measure_voice")
async def measure_voice(shop: Workshop) -> Shown:
    line = (await shop.line())["audio"]
    plain = {
        "character": "Luca",
        "text": "We will ride down to the harbour again.",
        "language": "en",
    }
    other = shop.named("plain", (await shop.toolbox.call("speak", plain))["audio"])
    found = await shop.call("measure_voice", audio=line, reference=other)
    facts = [*told(found, ("signal", "background", "overall", "likeness"))]
    facts += [(f"manner: {name}", word(value)) for name, value in found["manner"].items()]
    return Shown(board(wave(shop.path(line), "line"), table(facts)), "")


@example("detect_beats")
async def detect_beats(shop: Workshop) -> Shown:
    music = await shop.music()
    found = await shop.call("detect_beats", media=music)
    beats = [(time, time, "") for time in found["beats"]]
    return Shown(
        board(
            wave(shop.path(music), "music", seconds=6.0),
            lanes(6.0, Lane("beats", beats, COLOURS[1])),
        ),
        f"{found['tempo']:.0f} beats a minute, certainty {found['certainty']:.2f}.",
    )


@example("detect_speech")
async def detect_speech(shop: Workshop) -> Shown:
    talk = shop.talk()
    found = await shop.call("detect_speech", media=talk)
    [name] = [key for key, value in found.items() if isinstance(value, list)][:1]
    spans = [(one["start"], one["end"]) for one in found[name]]
    facts = [(f"{start:.2f} to {end:.2f} s", "speech") for start, end in spans]
    return Shown(
        board(wave(shop.path(talk), "the film", spans=spans), table(facts)),
        "Where somebody speaks is marked; there is music below.",
    )


@example("transcribe")
async def transcribe(shop: Workshop) -> Shown:
    line = (await shop.line())["audio"]
    found = await shop.call("transcribe", media=line, language="en")
    words = [(one["start"], one["end"], one["word"].strip()) for one in found["words"]]
    seconds = (await shop.line())["duration"]
    return Shown(
        board(
            wave(shop.path(line), "line"),
            lanes(seconds, Lane("words", words[::2]), Lane("", words[1::2], COLOURS[1])),
        ),
        f"“{found['text'].strip()}”",
    )
