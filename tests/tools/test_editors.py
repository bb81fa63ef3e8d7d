"""A cut in the lists of editors: every rate, names of all kinds, transitions, odd lengths."""

import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import opentimelineio as otio
import pytest

from studio.errors import InputError
from studio.plan.parts import Shape, Title, Transition
from tools.engines.timeline.build import Cut, CutShot, build
from tools.handover.checking import check_cut
from tools.handover.cut import NTSC, exact_rate
from tools.handover.editors import edl_of, final_cut_of, with_files, with_sounds
from tools.handover.fcpxml import fcpxml_of

TITLE = 'Luca\'s "Größe" \x01& <Co>\n2'


def cut_at(fps: float, kind: str = "dissolve") -> otio.schema.Timeline:
    """A card, three shots of odd lengths with two transitions, an hour of a third."""
    shots = [
        CutShot("s'1", f"video:{'1' * 16}", 49, transition=Transition(kind=kind, seconds=0.5)),
        CutShot("s2", f"video:{'2' * 16}", 37, transition=Transition(seconds=0.4)),
        CutShot("s3", f"video:{'3' * 16}", round(3600 * fps) + 7),
    ]
    shape = Shape.model_construct(width=512, height=288, fps=fps)
    timeline = build(Cut(TITLE, shape, shots, opening=Title(text="The sea", seconds=1)))
    folder = Path("/films/Meer & 'mehr' ü")
    files = {shot.media: folder / f"{shot.name}.mp4" for shot in shots}
    return with_files(timeline, files, {"opening": folder / "opening.mp4"})


@pytest.mark.parametrize("fps", [24, 25, 30, 48, 50, 60, *NTSC])
def test_every_list_reads_back_as_the_cut(fps, tmp_path):
    cut = cut_at(fps)
    sounding = with_sounds(cut, {"voices": tmp_path / "voices.wav"})
    writers = {"edl": edl_of, "xml": final_cut_of, "fcpxml": fcpxml_of}
    for form, write in writers.items():
        path = tmp_path / f"cut.{form}"
        if form == "fcpxml" and round(fps) == 48:
            with pytest.raises(InputError, match="no format with 4"):
                write(sounding)
            continue
        path.write_text(write(cut if form == "edl" else sounding), encoding="utf-8")
        check_cut(path, cut)
    sequence = ElementTree.parse(tmp_path / "cut.xml").find(".//sequence")
    assert sequence.findtext("name") == 'Luca\'s "Größe" & <Co> 2'
    shape = sequence.find("media/video/format/samplecharacteristics")
    assert (shape.findtext("width"), shape.findtext("height")) == ("512", "288")
    text = (tmp_path / "cut.edl").read_text()
    assert text.startswith('TITLE: Luca\'s "Groesse" & <Co> 2\nFCM: NON-DROP FRAME\n')
    assert ";" not in text and text.isascii()
    frames, counted = round(cut.duration().value), round(fps)
    seconds, rest = divmod(frames, counted)
    ends = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"
    events = [line for line in text.splitlines() if line[:3].isdigit()]
    assert events[-1].endswith(ends) and frames > 3600 * fps


def test_the_times_of_fcpxml_are_whole_frames():
    text = fcpxml_of(cut_at(NTSC[1]))
    assert 'frameDuration="1001/30000s"' in text
    assert "Luca's &quot;Größe&quot; &amp; &lt;Co&gt; 2" in text
    times = re.findall(r'(?:offset|start|duration)="(\d+(?:/\d+)?)s"', text)
    assert len(times) > 20
    assert all((Fraction(time) / Fraction(1001, 30000)).denominator == 1 for time in times)


def test_a_wipe_is_told_in_the_list():
    assert "* EFFECT NAME: WIPE" in edl_of(cut_at(24, "wipe"))


def test_rates_that_an_editor_does_not_know_are_told():
    with pytest.raises(InputError, match="counts no 12 frames"):
        edl_of(cut_at(12))
    with pytest.raises(InputError, match="XML counts no 12 frames"):
        final_cut_of(cut_at(12))
    with pytest.raises(InputError, match="no format with 12 frames"):
        fcpxml_of(cut_at(12))
    assert exact_rate(29.97) == NTSC[1] and exact_rate(25.001) == 25 and exact_rate(12.5) == 12.5
