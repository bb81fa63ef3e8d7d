"""What makes sounds and changes them."""

from interfaces.gallery.drawing import COLOURS, Lane, board, headed, lanes
from interfaces.gallery.example import Shown, example
from interfaces.gallery.hearing import heard, peak_of, spectrogram, wave
from interfaces.gallery.workshop import Workshop

_STORY = (
    "I know every boat of this harbour, and every wind. One day I sail away, and you come with me."
)


@example("speak")
async def speak(shop: Workshop) -> Shown:
    line = await shop.line()
    path = shop.path(line["audio"])
    return Shown(
        board(wave(path, "line"), spectrogram(path)),
        "The line as it is heard, and its loudness over time and pitch.",
        heard(path, shop.folder / "speak.ogg"),
    )


@example("convert_voice")
async def convert_voice(shop: Workshop) -> Shown:
    line = (await shop.line())["audio"]
    made = await shop.call("convert_voice", audio=line, character="Giulia")
    before, after = shop.path(line), shop.path(made["audio"])
    return Shown(
        board(headed("Luca", spectrogram(before, 96)), headed("as Giulia", spectrogram(after, 96))),
        "Luca's line in Giulia's voice, by Praat: pitch and formants rise, words and times stay.",
        heard(after, shop.folder / "convert_voice.ogg"),
    )


@example("make_music")
async def make_music(shop: Workshop) -> Shown:
    path = shop.path(await shop.music())
    return Shown(
        board(wave(path, "music"), spectrogram(path)),
        "Six seconds of a cheerful piece.",
        heard(path, shop.folder / "make_music.ogg", 6),
    )


@example("make_sfx")
async def make_sfx(shop: Workshop) -> Shown:
    parts, first = [], None
    for kind in ("whoosh", "impact", "footsteps", "boing"):
        path = shop.path((await shop.call("make_sfx", kind=kind))["audio"])
        parts += [wave(path, kind, height=44), spectrogram(path, 64)]
        first = path
    assert first is not None
    return Shown(
        board(*parts),
        "Four of the effects; the last one to listen to.",
        heard(first, shop.folder / "make_sfx.ogg"),
    )


@example("make_atmosphere")
async def make_atmosphere(shop: Workshop) -> Shown:
    parts = []
    for kind in ("sea", "night", "rain"):
        path = shop.path((await shop.call("make_atmosphere", kind=kind, duration=6.0))["audio"])
        parts.append(headed(kind, spectrogram(path, 80)))
        if kind == "sea":
            sea = heard(path, shop.folder / "make_atmosphere.ogg", 6)
    return Shown(board(*parts), "Waves, crickets and rain; the waves to listen to.", sea)


@example("duck")
async def duck(shop: Workshop) -> Shown:
    music, line = await shop.music(), await shop.line()
    made = await shop.call("duck", music=music, voice=line["audio"], start=1.0)
    before, after = shop.path(music), shop.path(made["audio"])
    loudest = peak_of(before)
    return Shown(
        board(
            wave(before, "music", seconds=6.0, loudest=loudest),
            wave(shop.path(line["audio"]), "voice", seconds=6.0, start=1.0, colour=COLOURS[1]),
            wave(after, "ducked", seconds=6.0, loudest=loudest, spans=made["spans"]),
        ),
        "The music makes room where the voice speaks (marked).",
        heard(after, shop.folder / "duck.ogg", 6),
    )


@example("mix_audio")
async def mix_audio(shop: Workshop) -> Shown:
    music, line = await shop.music(), await shop.line()
    tracks = [
        {"audio": music, "gain_db": -6.0, "duck": True},
        {"audio": line["audio"], "start": 1.0},
    ]
    path = shop.path((await shop.call("mix_audio", tracks=tracks, duration=6.0))["audio"])
    return Shown(
        board(
            wave(shop.path(music), "music", seconds=6.0, height=50),
            wave(
                shop.path(line["audio"]),
                "voice",
                seconds=6.0,
                start=1.0,
                colour=COLOURS[1],
                height=50,
            ),
            wave(path, "mix", seconds=6.0, colour=COLOURS[2]),
        ),
        "Music that is ducked and a voice, mixed to one loudness.",
        heard(path, shop.folder / "mix_audio.ogg", 6),
    )


@example("hit_on_beat")
async def hit_on_beat(shop: Workshop) -> Shown:
    music = await shop.music()
    beats = (await shop.call("detect_beats", media=music))["beats"]
    wanted = [0.6, 1.9, 3.1, 4.4]
    times = (await shop.call("hit_on_beat", times=wanted, music=music))["times"]
    return Shown(
        board(
            wave(shop.path(music), "music", seconds=6.0),
            lanes(
                6.0,
                Lane("beats", [(t, t, "") for t in beats], COLOURS[0]),
                Lane("cuts as given", [(t, t, f"{t:.2f}") for t in wanted], COLOURS[1]),
                Lane("on the beat", [(t, t, f"{t:.2f}") for t in times], COLOURS[2]),
            ),
        ),
        "Each cut goes to the nearest beat.",
    )


@example("take_voice_sample")
async def take_voice_sample(shop: Workshop) -> Shown:
    said = {"character": "Alberto", "language": "en", "text": _STORY}
    voice = (await shop.toolbox.call("speak", said))["audio"]
    line = await shop.line()
    tracks = [{"audio": line["audio"]}, {"audio": voice, "start": line["duration"] + 0.5}]
    recording = (await shop.toolbox.call("mix_audio", {"tracks": tracks}))["audio"]
    shop.named("recording", recording)
    made = await shop.call("take_voice_sample", media=recording)
    path = shop.path(made["audio"])
    return Shown(
        board(wave(shop.path(recording), "recording", colour=COLOURS[1]), wave(path, "sample")),
        f"{made['duration']:.1f} seconds of one of two voices: “{made['text']}”",
        heard(path, shop.folder / "take_voice_sample.ogg"),
    )
