"""What is changed of a video's sound alone; its picture is not even encoded again."""

import av
import numpy as np
import pytest

from studio.errors import ToolError
from tests.media.conftest import tone
from tests.media.editing.conftest import level, marked, onsets

FRAMES = marked(2.0, at=())[0]


def packets(bench, handle: str) -> list[bytes]:
    with av.open(str(bench.store.path(handle))) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


async def test_a_part_is_silent_or_all_of_it(bench, video):
    source = video(FRAMES, tone(500, 2.0))
    part = await bench.call("mute", video=source, start=0.5, end=1.0)
    heard = bench.heard(part["video"])
    assert level(heard, 0.51, 0.99) < -55
    assert level(heard, 0.1, 0.48) == pytest.approx(level(heard, 1.02, 1.9), abs=0.5)
    assert packets(bench, part["video"]) == packets(bench, source)
    whole = await bench.call("mute", video=source)
    facts = bench.store.get(whole["video"]).facts
    assert not facts.has_audio and facts.frames == 50
    with pytest.raises(ToolError, match="has no sound to mute"):
        await bench.call("mute", video=whole["video"])


async def test_louder_and_softer_by_so_many_decibels_and_never_clipped(bench, video):
    source = video(FRAMES, tone(500, 2.0, level=0.2))
    plain = level(bench.heard(source), 0.2, 1.8)
    soft = await bench.call("set_volume", video=source, gain_db=-12)
    assert level(bench.heard(soft["video"]), 0.2, 1.8) == pytest.approx(plain - 12, abs=0.3)
    part = await bench.call("set_volume", video=source, gain_db=6, start=1.0)
    heard = bench.heard(part["video"])
    assert level(heard, 0.2, 0.95) == pytest.approx(plain, abs=0.3)
    assert level(heard, 1.05, 1.9) == pytest.approx(plain + 6, abs=0.3) and not part["limited"]
    loud = await bench.call("set_volume", video=source, gain_db=30)
    assert loud["limited"] and loud["peak_db"] <= -1
    heard = np.abs(bench.heard(loud["video"]))
    assert heard.max() < 1.0 and level(heard, 0.3, 1.8) > -6


async def test_a_dub_stands_in_for_speech_and_the_rest_is_ducked(bench, video):
    source = video(FRAMES, tone(400, 2.0, level=0.2))
    voice = bench.sound(tone(3000, 1.0, level=0.2))
    speech = [{"start": 0.8, "end": 1.2}]
    made = await bench.call("dub", video=source, audio=voice, start=0.5, speech=speech)
    assert (made["start"], made["end"], made["cut"]) == (0.5, 1.5, 0.0)

    def heard(start: float, end: float) -> tuple[float, float]:
        wave = bench.heard(made["video"])[round(start * 48000) : round(end * 48000), 0]
        spectrum = 20 * np.log10(np.abs(np.fft.rfft(wave * np.hanning(len(wave)))) + 1e-9)
        size = len(wave) / 48000
        return float(spectrum[round(400 * size)]), float(spectrum[round(3000 * size)])

    before, ducked, silent = heard(0.1, 0.4), heard(0.52, 0.76), heard(0.84, 1.16)
    assert before[0] - ducked[0] == pytest.approx(12, abs=3)
    assert before[0] - silent[0] > 40 and before[1] < silent[1] - 40
    long = await bench.call("dub", video=source, audio=voice, start=1.5)
    assert (long["end"], long["cut"]) == (2.0, 0.5)
    with pytest.raises(ToolError, match="has ended"):
        await bench.call("dub", video=source, audio=voice, start=2.5)


async def test_a_dub_of_a_silent_video_begins_when_it_is_told(bench, video):
    beep = bench.sound(marked(0.2, at=(0.0,))[1])
    made = await bench.call("dub", video=video(FRAMES), audio=beep, start=0.72)
    assert onsets(bench.heard(made["video"])) == pytest.approx([0.72], abs=0.011)
