"""The same for what moves and what is heard: sync, duration, motion, loudness, words."""

import numpy as np
import pytest
import soundfile

from studio.plan import Criterion, Film, Line, Role, Sound
from tests.measure.conftest import LABELS, PLATES, WORDS, shot_of
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.evaluation.evaluate import judge_film

TALK = LABELS["talk.mp4"]
FOOTAGE = (
    "character_match",
    "expression",
    "sharpness",
    "exposure",
    "loudness",
    "clipping",
    "lip_sync",
    "motion",
    "flicker",
)


def talking(*criteria, **changes):
    line = Line(character="Luca", text=WORDS, emotion="determined")
    return shot_of(
        "take",
        *criteria,
        lines=[line],
        expression="determined",
        action="talk",
        quality="draft",
        **changes,
    )


async def test_good_talking_shot_passes(judge, plate):
    found = await judge(talking(*FOOTAGE), plate("talk.mp4"))
    assert all(m.passed for m in found.values()), found


def titled(name):
    """Arguments of FFmpeg that make other bytes of the same clip: one that has its own parents."""
    return "-metadata", f"title={name}"


def out_of_step(ffmpeg, late, *about):
    """The talking clip with its sound `late` seconds after the mouth; before it if negative."""
    clip = PLATES / "talk.mp4"
    shift = ("-itsoffset", late) if late > 0 else ("-ss", -late)
    streams = ("-map", "0:v", "-map", "1:a", "-c:v", "copy")
    sound = ("-af", "aresample=async=1:first_pts=0")
    return ffmpeg("late.mp4", "-i", clip, *shift, "-i", clip, *streams, *sound, *about)


async def test_of_one_word_no_offset_is_claimed(judge, keep, ffmpeg):
    clip = PLATES / "talk.mp4"
    one = ("-af", "volume=0:enable='not(between(t,1.0,1.5))'", "-c:v", "copy")
    found = await judge(talking("lip_sync"), keep(ffmpeg("word.mp4", "-i", clip, *one)))
    assert found["lip_sync"].weight == 0 and "too little is said" in found["lip_sync"].evidence


async def test_of_too_few_pictures_a_second_no_lips_are_read(judge, keep, ffmpeg):
    clip = PLATES / "talk.mp4"
    few = ffmpeg("few.mp4", "-i", clip, "-r", "8", "-t", "2", "-c:a", "copy")
    found = await judge(talking("lip_sync", "action"), keep(few))
    assert found["lip_sync"].weight == 0 and "8 pictures a second" in found["lip_sync"].evidence
    assert found["action"].weight == 0, found["action"]


@pytest.mark.parametrize("late", [0.35, -0.35])
async def test_out_of_sync(judge, keep, ffmpeg, late):
    path = out_of_step(ffmpeg, late)
    found = (await judge(talking("lip_sync"), keep(path)))["lip_sync"]
    assert not found.passed and found.change.parameter == "start", found
    assert found.value == pytest.approx(1000 * late, abs=130)


@pytest.fixture
def over_music(keep, ffmpeg, tmp_path, voice):
    """over_music(late): the talking clip with music, its sound `late` seconds after the mouth,
    with the provenance of a mix whose line starts at 0."""
    clip = PLATES / "talk.mp4"
    soundfile.write(tmp_path / "voice.wav", *voice)
    spoken = keep(tmp_path / "voice.wav", tool="speak", notes={"text": WORDS})
    music = keep(
        ffmpeg(
            "music.wav", "-f", "lavfi", "-i", "sine=900:d=5", "-af", "tremolo=f=3.1:d=0.95,volume=4"
        ),
        tool="make_music",
    )
    tracks = [{"audio": spoken, "start": 0.0}, {"audio": music, "start": 0.0}]

    def film(late):
        sound = ffmpeg(
            "mix.wav",
            "-i",
            tmp_path / "voice.wav",
            "-i",
            tmp_path / "music.wav",
            "-filter_complex",
            f"[0]adelay={int(1000 * late)}:all=1[v];[v][1]amix=normalize=0:duration=first",
        )
        mix = keep(sound, tool="mix_audio", parameters={"tracks": tracks}, inputs=[spoken, music])
        path = ffmpeg(
            "film.mp4",
            "-i",
            clip,
            "-i",
            sound,
            "-map",
            "0:v",
            "-map",
            "1:a",
            "-c:v",
            "copy",
            "-shortest",
        )
        return keep(path, inputs=[mix])

    return film


@pytest.mark.parametrize("late", [0, 0.35])
async def test_sync_under_music_follows_the_voice(judge, over_music, late):
    sound = Sound(music="tense")
    found = (await judge(talking("lip_sync"), over_music(late), sound=sound))["lip_sync"]
    assert "without the music" in found.evidence
    assert found.passed == (late == 0), found
    assert found.value == pytest.approx(1000 * late, abs=60)


async def test_doubtful_sync_fails_nobody(judge, keep, ffmpeg):
    reversed_voice = ffmpeg(
        "reversed.mp4", "-i", PLATES / "talk.mp4", "-af", "areverse", "-c:v", "copy"
    )
    found = (await judge(talking("lip_sync"), keep(reversed_voice)))["lip_sync"]
    assert found.passed and found.weight == 0 and found.evidence.startswith("not judged:")


@pytest.mark.parametrize("moved_by", ["lip_sync", "animate_face"])
async def test_same_starts_are_not_proposed_again(judge, keep, ffmpeg, tmp_path, moved_by):
    late = out_of_step(ffmpeg, 0.35, *titled(moved_by))
    soundfile.write(tmp_path / "line.wav", np.zeros(48000), 48000)
    spoken = keep(tmp_path / "line.wav", tool="speak")
    soundfile.write(tmp_path / "mix.wav", np.full(48000, 0.1), 48000)
    tracks = [{"audio": spoken, "start": 0.3}]
    mix = keep(tmp_path / "mix.wav", tool="mix_audio", parameters={"tracks": tracks})
    level = {"lip_sync": 0.2, "animate_face": 0.25}[moved_by]
    soundfile.write(tmp_path / "lips.wav", np.full(48000, level), 48000)
    lips = keep(tmp_path / "lips.wav", tool=moved_by, parameters={"start": 0.3})
    found = (await judge(talking("lip_sync"), keep(late, inputs=[mix, lips])))["lip_sync"]
    assert not found.passed and found.change.parameter == "camera.framing", found


async def test_worst_of_the_cast_is_the_one_measurement(toolbox, studio_settings, plate):
    named = [Criterion(name="character_match", target=who) for who in ("Giulia", "Luca")]
    shot = shot_of("picture", *named, character="Luca")
    shot = shot.model_copy(update={"cast": [Role(character="Luca"), Role(character="Giulia")]})
    film, made = Film(intent="two", shots=[shot]), {"piece": [plate("luca_waves.jpg")]}
    found = await judge_film(film, made, toolbox, studio_settings)
    assert len(found) == 1 and not found[0].passed
    assert "Giulia" in found[0].target and "also Luca" in found[0].evidence


async def test_duration_asks_for_the_rate_that_fits(judge, keep, ffmpeg, tmp_path):
    speech = tmp_path / "speech.wav"
    soundfile.write(speech, np.zeros(int(48000 * 4.0)), 48000)
    handle = keep(speech, tool="speak", notes={"text": WORDS})
    clip = ffmpeg("own.mp4", "-i", PLATES / "talk.mp4", "-c", "copy", *titled("duration"))
    film = keep(clip, inputs=[handle])
    shot = talking("duration", length=3.75)
    found = (await judge(shot, film))["duration"]
    assert not found.passed and found.change.parameter == "lines.*.rate"
    assert float(found.change.value) == pytest.approx(4.0 / 3.0, abs=0.02)
    hopeless = talking("duration", length=0.5)
    assert float((await judge(hopeless, film))["duration"].change.value) == 2.0


async def test_flicker_and_freeze(judge, keep, ffmpeg):
    clip = PLATES / "talk.mp4"
    path = ffmpeg(
        "flicker.mp4", "-i", clip, "-vf", "eq=brightness='0.05*(2*mod(floor(n/2),2)-1)':eval=frame"
    )
    found = (await judge(talking("flicker"), keep(path)))["flicker"]
    assert not found.passed and found.change.parameter == "quality"
    frozen = ffmpeg("frozen.mp4", "-i", clip, "-vf", "loop=90:1:10,trim=end_frame=95")
    found = (await judge(talking("motion"), keep(frozen)))["motion"]
    assert not found.passed and found.change.parameter == "camera.move"


@pytest.fixture
def voice():
    samples, rate = read_sound(PLATES / "talk.mp4")
    return mono(samples), rate


def voice_line(*criteria, **changes):
    line = Line(character="Luca", text=changes.pop("text", WORDS), **changes)
    return shot_of("voice_line", *criteria, lines=[line])


async def test_good_voice_passes(judge, keep, tmp_path):
    soundfile.write(tmp_path / "voice.wav", *read_sound(PLATES / "talk.mp4"))
    shot = voice_line("loudness", "clipping", "sharpness")
    found = await judge(shot, keep(tmp_path / "voice.wav"))
    assert all(m.passed for m in found.values()), found
    assert found["sharpness"].weight == 0 and "does not apply" in found["sharpness"].evidence


async def test_clipped_voice_even_when_made_quieter(judge, keep, voice, tmp_path):
    sound, rate = voice
    soundfile.write(tmp_path / "clipped.wav", 0.4 * np.clip(12 * sound, -1, 1), rate)
    found = (await judge(voice_line("clipping"), keep(tmp_path / "clipped.wav")))["clipping"]
    assert not found.passed and found.change.parameter.endswith("loudness")


async def test_quiet_voice(judge, keep, voice, tmp_path):
    sound, rate = voice
    soundfile.write(tmp_path / "quiet.wav", 0.1 * sound, rate)
    found = (await judge(voice_line("loudness"), keep(tmp_path / "quiet.wav")))["loudness"]
    assert not found.passed and found.change.value == -16


async def test_nothing_was_made(toolbox, studio_settings):
    shot = voice_line("loudness", "duration")
    film = Film(intent="a line", shots=[shot])
    for handles in ([], ["audio:0123456789abcdef"]):
        found = await judge_film(film, {"piece": handles}, toolbox, studio_settings)
        assert [m.score for m in found] == [0, 0]
