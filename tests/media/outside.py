"""Files that want to make a reader open something else, or that are not what their names say."""

import os
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg

SECRET = "inner.ts"  # what lies beside each of them, and must not be opened


def encode(path: Path, *arguments: str, seconds: float = 1.0, size: str = "64x48") -> Path:
    """Test picture and tone, written by FFmpeg as `arguments` say."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-threads", "1"]
    picture = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration={seconds}"]
    sound = ["-f", "lavfi", "-i", f"sine=440:sample_rate=44100:duration={seconds}"]
    subprocess.run([*command, *picture, *sound, *arguments, str(path)], check=True)
    return path


def _written(name: str, text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        encode(folder / SECRET)
        (folder / name).write_text(text)
        return folder / name

    return write


def outside_reference(folder: Path, entry: bytes = b"url ") -> Path:
    """An MP4 whose tracks' data lie, as its `dref` says, in another file."""
    path = encode(folder / "elsewhere.mp4")
    data = path.read_bytes()
    moov = data.index(b"moov") - 4  # behind the samples, so that their places stay true
    head = data[:moov]
    path.write_bytes(head + _rebuilt(data[moov:], entry))
    return path


def _rebuilt(boxes: bytes, entry: bytes) -> bytes:
    made = b""
    while boxes:
        size, kind = struct.unpack(">I4s", boxes[:8])
        body, boxes = boxes[8:size], boxes[size:]
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
            body = _rebuilt(body, entry)
        elif kind == b"dref":
            where = f"file:{SECRET}".encode() + bytes(40)
            one = struct.pack(">I4sI", 12 + len(where), entry, 0) + where
            body = bytes(4) + struct.pack(">I", 1) + one
        made += struct.pack(">I4s", 8 + len(body), kind) + body
    return made


def _alias(folder: Path) -> Path:
    return outside_reference(folder, b"alis")


def _numbered(folder: Path) -> Path:
    """A name that FFmpeg takes for a row of files; the letter under that name is no picture."""
    for number in range(1, 4):
        encode(folder / f"still{number:03d}.png", "-frames:v", "1", "-update", "1")
    path = folder / "still%03d.png"
    path.write_text("no picture, only words " * 20)
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "pipe.mp4"
    os.mkfifo(path)
    return path


def _device(folder: Path) -> Path:
    path = folder / "device.mp4"
    path.symlink_to("/dev/zero")
    return path


_PLAYLIST = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{SECRET}\n#EXT-X-ENDLIST\n"
_DRAWING = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="64" height="48">'
    '<image href="/etc/hostname" width="9" height="9"/><rect width="9" height="9"/></svg>'
)
_POSTSCRIPT = "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 48\n0 0 32 24 rectfill showpage\n"

HOSTILE: dict[str, Callable[[Path], Path]] = {
    "playlist named mp4": _written("list.mp4", _PLAYLIST),
    "playlist": _written("list.m3u8", _PLAYLIST),
    "list of files": _written("concat.mp4", f"ffconcat version 1.0\nfile {SECRET}\n"),
    "data in another file": outside_reference,
    "data in another file, by alias": _alias,
    "drawing named mp4": _written("drawing.mp4", _DRAWING),
    "drawing named png": _written("drawing.png", _DRAWING),
    "PostScript named png": _written("page.png", _POSTSCRIPT),
    "row of pictures": _numbered,
    "pipe": _pipe,
    "device": _device,
}
