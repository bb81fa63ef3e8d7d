"""A film as it is exported: every file read back by the library of its format, the timeline
rendered again to the same frames."""

import json
import shutil
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest
import soundfile
from PIL import Image

from agents.outcome import Deliverable
from interfaces.commands.export.verifying import CHANGED
from interfaces.export.credentials import folder_of
from interfaces.export.export import FORMATS, Exported, export_session, formats_named, new_folder
from studio.errors import InputError
from studio.nouns.brief import Brief
from studio.nouns.program import Program
from studio.nouns.review import Review
from studio.plan import Film, Picture, Role
from studio.plan.parts import Finish
from studio.sheet_book import SheetBook
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames, EncodePiece, JoinPieces
from tools.engines.media.probe import probe
from tools.engines.timeline.build import OURS
from tools.engines.timeline.read import frames_of, pieces
from tools.handover.checking import picture_of, read_cut
from tools.handover.credentials import Making, read, sign
from tools.handover.signer import identity
from tools.handover.subtitles import read_back
from tools.toolbox import Toolbox

TITLE = "Große \"Fahrt\" & 'Co' <1>"
LINE = "Ciao, Größe & Co!"
RATE = 48000


class NoSheets(SheetBook):
    def get(self, name):
        raise AssertionError(name)

    def names(self):
        return []


def frames_in(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def nothing(*_) -> None: ...


async def moving(path: Path, colour: tuple[int, int, int], frames: int) -> Path:
    """A clip of one colour with a square that moves."""
    names = []
    for number in range(frames):
        pixels = np.full((64, 96, 3), colour, np.uint8)
        pixels[8:16, number : number + 8] = 255
        names.append(path.with_name(f"{path.stem}{number}.png"))
        Image.fromarray(pixels).save(names[-1])
    await ffmpeg_engine().run(EncodeFrames(frames=names, fps=24, out=path), nothing)
    return path


@pytest.fixture
async def delivered(artifacts, sessions, studio_settings, tmp_path):
    """(events, toolbox) of a film of a card, a talking shot, a dissolve and a still, with music."""
    box = Toolbox(artifacts, NoSheets(), studio_settings, use_cache=False)
    time = np.arange(RATE) / RATE
    for name, hertz, seconds in (("line", 300, 2 / 3), ("music", 800, 3.0), ("boing", 2000, 0.3)):
        wave = 0.3 * np.sin(2 * np.pi * hertz * np.tile(time, 3)[: round(seconds * RATE)])
        soundfile.write(tmp_path / f"{name}.wav", wave, RATE)

    def kept(name: str, kind: str, tool: str, **about):
        path = tmp_path / name
        return artifacts.add(path, kind, probe(path), tool=tool, **about).handle

    about = {"character": "Luca", "text": LINE}
    line = kept("line.wav", "audio", "speak", parameters=about, notes={"text": LINE})
    music = kept("music.wav", "audio", "make_music")
    boing = kept("boing.wav", "audio", "make_sfx")
    await moving(tmp_path / "take.mp4", (200, 30, 30), 37)
    take = kept("take.mp4", "video", "")
    Image.fromarray(np.full((64, 96, 3), (30, 160, 30), np.uint8)).save(tmp_path / "still.png")
    Image.new("L", (96, 64), 90).save(tmp_path / "depth.png")
    still = kept(
        "still.png",
        "image",
        "render_character",
        parameters={"width": 96, "height": 64, "seed": 7},
        notes={
            "prompt": 'a boy, "running"',
            "loras": {"luca": 0.8},
            "controls": {"depth": 0.5, "openpose": 0.8},
            "scene": {"depth": kept("depth.png", "image", "")},
        },
    )
    tracks = [{"audio": line, "start": 0.25}, {"audio": boing, "start": 0.6, "gain_db": -3.0}]
    mix = await box.call("mix_audio", {"tracks": tracks, "duration": 1.5})
    shot = (await box.call("compose_video", {"clips": [take], "audio": mix["audio"]}))["video"]
    asked = {
        "shots": [
            {"name": "s1", "shown": shot, "transition": {"kind": "dissolve", "seconds": 0.3}},
            {"name": "s2", "shown": still, "length": 1.0, "captions": [{"text": "{So} <there>"}]},
        ],
        "shape": {"width": 96, "height": 64, "fps": 24},
        "music": music,
        "opening": {"text": "The sea", "seconds": 0.5},
        "title": TITLE,
    }
    film = await box.call("assemble_film", asked)
    session = sessions.open("a film")
    home = studio_settings.paths.outputs / session
    files = [
        ("film", film["video"], "große_fahrt.mp4", False),
        ("film", film["timeline"], "große_fahrt.otio", True),
        ("s1", shot, "shots/s1.mp4", True),
        ("s2", still, "shots/s2.png", True),
        ("film", music, "sound/music.wav", True),
    ]
    told = []
    for name, handle, file, part in files:
        (home / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(artifacts.path(handle), home / file)
        kind = handle.partition(":")[0]
        told.append(
            Deliverable(path=str(home / file), kind=kind, handle=handle, shot=name, part=part)
        )
    plan = Film(title=TITLE, intent="-", shots=[Picture(id="s2", cast=[Role(character="Luca")])])
    handles = {"film": [film["video"], film["timeline"]], "s1": [shot], "s2": [still]}
    first = {"iteration": 1, "attempt": 1}
    program = Program(plan="-", code="pass").model_dump() | first
    review = Review(scores=[], faults=[], approved=True, summary="-").model_dump() | first
    given = {"deliverables": [one.model_dump() for one in told], "approved": True, "iteration": 1}
    for kind, actor, data in (
        ("brief", "person", Brief(text='A "film" & more')),
        ("plan", "director", plan),
        ("program", "coder", program),
        (
            "run",
            "sandbox",
            {"outcome": "done", "result": handles, "calls": 3, "seconds": 1} | first,
        ),
        ("judged", "studio", {"iteration": 1, "measurements": []}),
        ("review", "critic", review),
        ("delivered", "studio", given),
        ("ended", "studio", {"outcome": "approved"}),
    ):
        sessions.append(session, kind, actor, data)
    yield sessions.events(session), box
    await box.close()


async def renders_again(timeline: Path, film: Path, folder: Path) -> None:
    """The exported timeline, with nothing but the files that it names, gives the film's frames."""
    read_again = otio.adapters.read_from_file(str(timeline))
    assert all(clip.available_range().duration.value > 0 for clip in read_again.find_clips())
    about = read_again.metadata[OURS]
    size = {name: about[name] for name in ("width", "height", "fps")}
    made = []
    for number, piece in enumerate(pieces(read_again)):
        told = piece.as_dict()
        for source in told["sources"]:
            url = otio.url_utils.filepath_from_url(source["media"])
            assert not Path(url).is_absolute()
            source["media"] = str(timeline.parent / url)
        out = folder / f"again{number}.mp4"
        await ffmpeg_engine().run(
            EncodePiece(piece=told, finish=about["finish"] or Finish(), out=out, **size), nothing
        )
        made.append(out)
    again = folder / "again.mp4"
    frames = frames_of(read_again)
    await ffmpeg_engine().run(
        JoinPieces(pieces=made, frames=frames, fps=about["fps"], out=again), nothing
    )
    assert (frames_in(again) == frames_in(film)).all() and len(frames_in(film)) == frames


def lists_say_the_same(folder: Path) -> None:
    """EDL, FCPXML and Final Cut XML: the same clips, lengths and files."""
    files = ["edit/media/opening.mp4", "shots/s1.mp4", "edit/media/s2.mp4"]
    assert all((folder / file).is_file() for file in files)
    edl = read_cut(folder / "edit/große_fahrt.edl", 24)
    assert edl.name == "Grosse \"Fahrt\" & 'Co' <1>"
    assert [clip.name for clip in edl.find_clips()] == [Path(file).name for file in files]
    wanted = [12, 33, 21]  # half a second of a card; 37 and 24 frames that share 7
    for form in ("fcpxml", "xml"):
        read_again = read_cut(folder / f"edit/große_fahrt.{form}", 24)
        clips = picture_of(read_again).find_clips()
        assert [round(clip.duration().value) for clip in clips] == wanted, form
        for clip, file in zip(clips, files, strict=True):
            path = otio.url_utils.filepath_from_url(clip.media_reference.target_url)
            assert Path(path).samefile(folder / file)
    assert sum(wanted) == round(edl.duration().value)
    text = (folder / "edit/große_fahrt.fcpxml").read_text()
    assert "<transition " in text and "voices.wav" in text and "music.wav" in text


def _strongest(wave: np.ndarray) -> int:
    """The frequency that it has most of, to 50 Hz."""
    spectrum = np.abs(np.fft.rfft(wave))
    return round(float(spectrum.argmax()) * RATE / len(wave) / 50) * 50


def sounds_add_up(folder: Path) -> None:
    """The stems are as long as the film, and their sum is the film's sound but for one gain."""
    stems = {path.stem: soundfile.read(path)[0] for path in (folder / "stems").iterdir()}
    assert set(stems) == {"voices", "effects", "music"}
    strong = {name: _strongest(wave[:, 0]) for name, wave in stems.items()}
    assert strong == {"voices": 300, "effects": 2000, "music": 800}
    film = folder / "große_fahrt.mp4"
    length = round(probe(film).frames / 24 * RATE)
    assert {len(wave) for wave in stems.values()} == {length}
    with av.open(str(film)) as container:
        heard = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1).T
    total = sum(stems.values())
    both = min(len(heard), len(total)) - RATE // 10
    heard, total = heard[:both, 0], total[:both, 0]
    gain = (heard @ total) / (total @ total)
    power = ((heard - gain * total) ** 2).mean() / (heard**2).mean()
    assert 20 * np.log10(1 + power**0.5) < 0.5, "AAC leaves no more of an error"


def credentials_tell_who_made_it(done: Exported, home: Path, call, folder: Path) -> None:
    """Each file is signed by a key that its owner alone reads, and `verify` sees what changed."""
    modes = {path.name: path.stat().st_mode & 0o777 for path in (home, *home.iterdir())}
    assert modes == {"credentials": 0o700, "signer.key": 0o600, "signer.pem": 0o644}
    signed = [path for path, what in done.files.items() if "with content credentials" in what]
    assert {path.suffix for path in signed} == {".mp4", ".png", ".wav"} and len(signed) > 7
    for path in signed:
        found = read(path, identity(home).root)
        assert found.ours and found.whole and found.made["brief"] == 'A "film" & more', path
    film, stranger = done.folder / "große_fahrt.mp4", folder / "theirs.png"
    said = call("verify", str(film))
    assert said.exit_code == 0 and "made by this studio, unchanged" in said.stdout
    assert "assemble_film" in said.stdout and 'A "film" & more' in said.stdout
    changed = bytearray(film.read_bytes())
    changed[len(changed) // 2] ^= 1
    film.write_bytes(changed)
    said = call("verify", str(film))
    assert said.exit_code == CHANGED and "it was changed after it was signed" in said.stdout
    for path, told in ((folder, "is a folder"), (Path("/dev/zero"), "no plain file")):
        said = call("verify", str(path))
        assert said.exit_code == 2 and told in said.output
    shutil.copyfile(folder / "still.png", stranger)
    said = call("verify", str(stranger))
    assert said.exit_code == 2 and "has no content credentials" in said.output
    sign(stranger, Making("x", "y", "z", []), identity(folder / "other"))
    said = call("verify", str(stranger))
    assert said.exit_code == 0 and "somebody this studio does not know" in said.stdout


async def test_a_film_is_exported_whole(delivered, studio_settings, tmp_path, call, monkeypatch):
    events, box = delivered
    forms = tuple(form for form in FORMATS if form != "blend")
    done = await export_session(events, box, studio_settings, tmp_path / "mine ' & ü", forms)
    folder = done.folder
    names = {path.relative_to(folder).as_posix() for path in done.files}
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert here == names | {"report.html"} and not done.missing
    told = (folder / "README.txt").read_text()
    assert all(name in told for name in names - {"README.txt"}) and TITLE in told
    await renders_again(folder / "große_fahrt.otio", folder / "große_fahrt.mp4", tmp_path)
    lists_say_the_same(folder)
    sounds_add_up(folder)
    for form, count in (("srt", 1), ("vtt", 1), ("ass", 2)):
        words = read_back(folder / f"subtitles/große_fahrt.{form}")
        start, end, text = words[0]
        assert (start, text, len(words)) == (750, LINE, count) and abs(end - 1417) <= 5, form
    graph = json.loads((folder / "comfyui/große_fahrt.json").read_text())
    kinds = [node["class_type"] for node in graph.values()]
    assert kinds.count("LoraLoader") == 1 and "KSampler" in kinds
    titles = [node["_meta"]["title"] for node in graph.values() if "_meta" in node]
    assert titles == ["without control openpose"], "whose pass was not kept"
    [steering] = [n["inputs"]["image"] for n in graph.values() if n["class_type"] == "LoadImage"]
    assert (folder / "comfyui/input" / steering).is_file()
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written: Not a directory"):
        await export_session(events, box, studio_settings, tmp_path / "file" / "sub", ("srt",))
    monkeypatch.setenv("STUDIO_PATHS__DATA", str(studio_settings.paths.data))
    credentials_tell_who_made_it(done, folder_of(studio_settings), call, tmp_path)


def test_what_cannot_be_exported_is_told(call, own_data, tmp_path):
    assert formats_named("EDL srt,") == ("edl", "srt") and formats_named("") == FORMATS
    for arguments, told in (
        (("--formats", "edl,avi"), "there is no format 'avi'"),
        (("--to", str(tmp_path)), "nothing was made yet"),
    ):
        done = call("export", "last", *arguments)
        assert done.exit_code == 2 and told in done.output, done.output
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(InputError, match="nothing is overwritten"):
        new_folder(tmp_path / "full")
