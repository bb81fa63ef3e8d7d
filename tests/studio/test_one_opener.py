"""Media are opened in one place, where the rules for strangers' files are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.settings import ROOT

OPENER = "studio/media/original.py"
RUNNER = "tools/engines/ffmpeg/runner.py"
MADE_UP = "benchmarks/edit/footage.py"  # test pictures of FFmpeg's own, and a pipe
PIPING = "studio/media/conform.py"  # pictures through a pipe, no file
PRODUCT = ("agents", "benchmarks", "interfaces", "llm", "memory", "sandbox", "studio", "tools")
OPENING = {
    "av.open",
    "av.container.open",
    "PIL.Image.open",
    "PIL.ImageFile.Parser",
    *(f"soundfile.{name}" for name in ("SoundFile", "read", "blocks", "info")),
    *(f"cv2.{name}" for name in ("imread", "imreadmulti", "imdecode", "imdecodemulti")),
    *("cv2.VideoCapture", "skimage.io.imread", "scipy.io.wavfile.read", "scenedetect.open_video"),
    *("imageio.imread", "imageio.get_reader", "imageio_ffmpeg.read_frames"),
    *("librosa.load", "tifffile.imread", "tifffile.TiffFile", "bpy.data.images.load"),
}
# The worker reads back what it wrote a moment ago.
OWN_FILES = {
    "tools/engines/blender/render/picture.py": {"PIL.Image.open"},
    # PNGs that the tools wrote for the process, and the pictures of a dataset
    "tools/engines/diffusion/network/motion/animator.py": {"PIL.Image.open"},
    "tools/engines/diffusion/network/pipeline.py": {"PIL.Image.open"},
    "tools/engines/diffusion/network/attended.py": {"PIL.Image.open"},
    "tools/engines/diffusion/network/training.py": {"PIL.Image.open"},
    # the sample in a character's sheet, which take_voice_sample wrote
    "tools/engines/xtts/network/speaker.py": {"soundfile.read"},
    # what a program handed over, decoded by the child process under its limits
    "sandbox/decoding/child.py": {"PIL.Image.open", "soundfile.SoundFile"},
}


def openings(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each use of one of OPENING, under whatever name it was imported."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            head, *tail = ast.unparse(node).split(".")
            dotted = ".".join([names.get(head, head), *tail])
            if dotted in OPENING:
                yield dotted, node


def strays(relative: str, source: str) -> list[str]:
    """Where a file opens media by itself."""
    tree = ast.parse(source)
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = []
    for name, node in openings(tree):
        call = calls.get(id(node))
        named = call is not None and any(word.arg == "formats" for word in call.keywords)
        bounded = named or name != "PIL.Image.open"
        ours = name in OWN_FILES.get(relative, ())
        if not (bounded and ours):
            found.append(f"{relative}:{node.lineno} {name}")
    return found


def sources() -> list[Path]:
    return [ROOT / "main.py", *(p for folder in PRODUCT for p in (ROOT / folder).rglob("*.py"))]


def test_no_other_module_opens_media():
    found = [
        stray
        for path in sources()
        if (relative := str(path.relative_to(ROOT))) != OPENER
        for stray in strays(relative, path.read_text())
    ]
    assert not found
    opener = (ROOT / OPENER).read_text()
    assert {name for name, _ in openings(ast.parse(opener))} == {"av.open", "PIL.Image.open"}


def test_ffmpeg_gets_its_inputs_from_the_opener_or_the_runner():
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value == "-i"
    ]
    assert set(found) == {OPENER, RUNNER, PIPING, MADE_UP}


DECODING = {"open_picture", "open_medium", "read_frames", "read_sound", "masks"}
ELSEWHERE = ("studio/media", "tools/engines", "benchmarks")


def decoding(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """The functions that open media to decode them, and whether each is done in a media worker."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            marks = {ast.unparse(mark) for mark in node.decorator_list}
            if used & DECODING:
                yield node.name, "confined" in marks


def test_media_are_decoded_in_media_workers():
    trees = {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in sources()}
    assert not [
        f"{path} {name}"
        for path, tree in trees.items()
        if not path.startswith(ELSEWHERE)
        for name, is_confined in decoding(tree)
        if not is_confined
    ]
    here = sorted(
        path
        for path, tree in trees.items()
        if path.endswith("engine.py")
        and "InProcessEngine" in {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    )
    assert here == [f"tools/engines/{name}/engine.py" for name in ("atmosphere", "music")]


@pytest.mark.parametrize(
    "source",
    [
        "import av\nav.open(path)",
        "from av import open as look\nlook(path)",
        "from PIL import Image\nImage.open(path)",
        "import PIL.Image\nPIL.Image.open(path, formats=['PNG'])",
        "import soundfile as sf\nread = sf.read",
        "import cv2\ncv2.VideoCapture(path)",
    ],
)
def test_the_search_finds(source):
    assert strays("tools/some.py", source)
    assert strays("sandbox/some.py", source)
