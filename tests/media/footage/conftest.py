"""Footage as people have it, small and made from nothing, once for all tests.

A white flash and a beep stand at each whole second: whatever is edited must keep them together.
"""

import random
import subprocess
from collections.abc import Callable, Iterator
from math import sin
from pathlib import Path

import imageio_ffmpeg
import pytest

from studio.settings import settings

SIZE = "160x90"
_X264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "25")
_WHITE = "drawbox=w=iw:h=ih:color=white:t=fill:enable="


def _pattern(seconds: float, later: float = 0.0, rate: int = 25, size: str = SIZE) -> list[str]:
    flashes = f"{_WHITE}'lt(mod(t+{later}\\,1)\\,0.08)'"
    return ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds},{flashes}"]


def _beeps(seconds: float, later: float = 0.0) -> list[str]:
    wave = f"0.6*sin(2*PI*1000*(t+{later}))*lt(mod(t+{later}\\,1)\\,0.08)"
    return ["-f", "lavfi", "-i", f"aevalsrc='{wave}':s=48000:d={seconds}"]


def _ffmpeg(*arguments: str | Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    subprocess.run([*command, *map(str, arguments)], check=True)


def _clap(out: Path) -> None:
    _ffmpeg(*_pattern(4), *_beeps(4), *_X264, "-c:a", "aac", "-shortest", out)


def _late_audio(out: Path) -> None:
    late = ["-itsoffset", "0.7", *_beeps(3.3, 0.7)]
    _ffmpeg(*_pattern(4), *late, *_X264, "-c:a", "aac", out)


def _late_loud(out: Path) -> None:
    wave = "0.02*sin(600*PI*t)+0.6*sin(2000*PI*t)*between(t+1.5\\,2.9\\,3.3)"
    bang = ["-itsoffset", "1.5", "-f", "lavfi", "-i", f"aevalsrc='{wave}':s=48000:d=2.5"]
    still = ["-f", "lavfi", "-i", f"testsrc2=s={SIZE}:r=25:d=4"]
    _ffmpeg(*still, *bang, *_X264, "-c:a", "aac", out)


def _late_video(out: Path) -> None:
    late = ["-itsoffset", "0.84", *_pattern(3.16, 0.84)]
    _ffmpeg(*late, *_beeps(4), *_X264, "-c:a", "aac", out)


def _late_ts(out: Path) -> None:
    late = ["-itsoffset", "0.36", *_beeps(3.64, 0.36)]
    _ffmpeg(*_pattern(4), *late, *_X264, "-c:a", "aac", "-muxdelay", "1", out)


def _early_ts(out: Path) -> None:
    """The sound begins half a frame before the picture, as the coder of AAC leaves it."""
    _ffmpeg(*_pattern(2), *_beeps(2), *_X264, "-c:a", "aac", "-muxdelay", "1", out)


def _twice_ts(out: Path) -> None:
    """Two recordings put one after the other as files: the clock begins again."""
    _ffmpeg(*_pattern(1), *_beeps(1), *_X264, "-c:a", "aac", out)
    out.write_bytes(2 * out.read_bytes())


def _uneven(out: Path) -> None:
    """Pictures at 25 a second at first, then at 3."""
    drop = "select='lt(t\\,2)+not(mod(n\\,8))'"
    _ffmpeg(*_pattern(4), *_beeps(4), "-vf", drop, "-fps_mode", "vfr", *_X264, "-c:a", "aac", out)


def _rounded(out: Path) -> None:
    """24 pictures a second, some of which are gone, at times in whole milliseconds."""
    drop = ["-vf", "select='lt(mod(n\\,24)\\,3)+mod(n\\,5)'", "-fps_mode", "vfr"]
    _ffmpeg(*_pattern(4, rate=24), *_beeps(4), *drop, *_X264, "-c:a", "aac", out)


def _gridless(out: Path) -> None:
    """Pictures at times of no rate, up to 14 ms beside the even ones, and their beeps with them."""
    flashes = f"testsrc2=s={SIZE}:r=25:d=4,{_WHITE}'lt(mod(t\\,1)\\,0.08)'"
    beside = "setpts='(N/25+0.014*sin(3*N))/TB',settb=1/90000"
    begun = [whole + 0.014 * sin(75 * whole) for whole in range(4)]
    sounds = "+".join(f"between(t\\,{at}\\,{at + 0.08})" for at in begun)
    beeps = ["-f", "lavfi", "-i", f"aevalsrc='0.6*sin(2*PI*1000*t)*({sounds})':s=48000:d=4"]
    shown = ["-f", "lavfi", "-i", f"{flashes},settb=1/90000,{beside}", "-fps_mode", "passthrough"]
    _ffmpeg(*shown[:4], *beeps, *shown[4:], "-enc_time_base", "1/90000", *_X264, "-c:a", "aac", out)


def _inside(out: Path) -> None:
    """Cut without coding it anew, so that its edit list begins inside a frame."""
    whole = out.with_name("whole.mp4")
    _clap(whole)
    _ffmpeg("-ss", "0.53", "-i", whole, "-c", "copy", out)


def _phone(out: Path) -> None:
    flat = out.with_suffix(".mp4")
    bar = ["-f", "lavfi", "-i", "testsrc2=s=90x160:r=30:d=1,drawbox=w=iw:h=20:color=red:t=fill"]
    _ffmpeg(*bar, "-vf", "transpose=2", *_X264, flat)
    _ffmpeg("-display_rotation", "-90", "-i", flat, "-c", "copy", out)


def _hanging(out: Path) -> None:
    flat = out.with_name("standing.mp4")
    bar = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=0.2,drawbox=w=iw:h=15:color=red:t=fill"]
    _ffmpeg(*bar, "-vf", "vflip", *_X264, flat)
    _ffmpeg("-display_vflip", "-i", flat, "-c", "copy", out)


def _anamorphic(out: Path) -> None:
    _ffmpeg(*_pattern(1), "-vf", "setsar=4/3", *_X264, out)


def _interlaced(out: Path) -> None:
    bar = "if(between(X\\,50*T\\,50*T+20)\\,240\\,40)"
    lines = f"color=gray:s=160x96:r=50:d=2,format=gray,geq=lum='{bar}'"
    fields = "tinterlace=interleave_top,fieldorder=tff"
    coded = [*_X264[:-2], "-flags", "+ilme+ildct", "-x264opts", "tff=1"]
    _ffmpeg("-f", "lavfi", "-i", lines, "-vf", fields, *coded, out)


def _fast(out: Path) -> None:
    """As a telephone has it: at 240 a second, but for some that it lost."""
    fast = ["-f", "lavfi", "-i", f"testsrc2=s={SIZE}:r=240:d=1"]
    lost = ["-vf", "select='mod(n+3\\,37)'", "-fps_mode", "vfr"]
    _ffmpeg(*fast, *_beeps(1), *lost, *_X264, out)


def _longer_sound(out: Path) -> None:
    _ffmpeg(*_pattern(2), *_beeps(4), *_X264, "-c:a", "aac", out)


def _corrupt(out: Path) -> None:
    _clap(out)
    data = bytearray(out.read_bytes())
    start = data.find(b"mdat")
    start += int((len(data) - start) * 0.45)
    data[start : start + 1500] = random.Random(1).randbytes(1500)
    out.write_bytes(data)


def _flash(out: Path) -> None:
    lit = f"testsrc2=s={SIZE}:r=25:d=2,{_WHITE}'between(n\\,25\\,25)'"
    _ffmpeg("-f", "lavfi", "-i", lit, *_X264, out)


def _two_sounds(out: Path) -> None:
    silence = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=4"]
    marks = ["-disposition:a:0", "0", "-disposition:a:1", "default"]
    maps = ["-map", "0:v", "-map", "2:a", "-map", "1:a"]
    _ffmpeg(*_pattern(4), *_beeps(4), *silence, *maps, *marks, *_X264, "-c:a", "aac", out)


def _moving(out: Path) -> None:
    coder = {".webp": ["-c:v", "libwebp_anim"], ".apng": ["-plays", "0"]}.get(out.suffix, [])
    _ffmpeg("-f", "lavfi", "-i", f"testsrc2=s={SIZE}:r=20:d=1", *coder, "-loop", "0", out)


_PATCHES = (
    f"color=gray:s={SIZE}:r=25:d=1,drawbox=x=0:w=80:h=90:color=0x808080:t=fill,"
    "drawbox=x=80:w=80:h=90:color=0xC04030:t=fill,format=yuv444p"
)


def _patches(out: Path) -> None:
    tags = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
    coded = ["-vf", "scale=out_color_matrix=bt709,format=yuv420p", *_X264, *tags]
    _ffmpeg("-f", "lavfi", "-i", _PATCHES, *coded, out)


def _unnamed(out: Path) -> None:
    """High definition in BT.709 that does not say so."""
    large = "trim=end_frame=12,scale=1280:720:flags=neighbor:out_color_matrix=bt709:out_range=tv"
    silent = "format=yuv420p,setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown"
    coder = ["-c:v", "libx265", "-x265-params", "log-level=none"] if "hevc" in out.name else _X264
    _ffmpeg("-f", "lavfi", "-i", _PATCHES, "-vf", f"{large},{silent}", *coder, out)


def _hdr(out: Path) -> None:
    transfer = "smpte2084" if "pq" in out.name else "arib-std-b67"
    to_hdr = (
        "zscale=matrixin=709:transferin=709:primariesin=709:rangein=tv:matrix=2020_ncl"
        f":transfer={transfer}:primaries=2020:range=tv:npl=203,format=yuv420p10le"
    )
    quiet = ["-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1"]
    tags = ["-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc"]
    _ffmpeg("-f", "lavfi", "-i", _PATCHES, "-vf", to_hdr, *quiet, *tags, out)


def _full_range(out: Path) -> None:
    full = "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p"
    tags = ["-color_range", "pc", "-colorspace", "smpte170m"]
    _ffmpeg("-f", "lavfi", "-i", _PATCHES, "-vf", full, *_X264[:4], "-g", "25", *tags, out)


def _aside(out: Path) -> None:
    """Something white that goes up and down at the right of a grey picture."""
    box = "if(between(X\\,120\\,140)*between(Y\\,20+15*sin(6*T)\\,40+15*sin(6*T))\\,235\\,90)"
    lines = f"color=gray:s={SIZE}:r=25:d=1,format=gray,geq=lum='{box}'"
    _ffmpeg("-f", "lavfi", "-i", lines, *_X264, out)


MAKERS: dict[str, Callable[[Path], None]] = {
    "clap.mp4": _clap,
    "late_audio.mp4": _late_audio,
    "late_loud.mp4": _late_loud,
    "late_video.mp4": _late_video,
    "late.ts": _late_ts,
    "early.ts": _early_ts,
    "twice.ts": _twice_ts,
    "uneven.mkv": _uneven,
    "rounded.mkv": _rounded,
    "gridless.mp4": _gridless,
    "inside.mp4": _inside,
    "phone.mov": _phone,
    "hanging.mp4": _hanging,
    "anamorphic.mp4": _anamorphic,
    "interlaced.mp4": _interlaced,
    "fast.mp4": _fast,
    "longer_sound.mp4": _longer_sound,
    "longer_sound.mkv": _longer_sound,
    "corrupt.mp4": _corrupt,
    "flash.mp4": _flash,
    "two_sounds.mp4": _two_sounds,
    "moving.webp": _moving,
    "moving.gif": _moving,
    "moving.apng": _moving,
    "patches.mp4": _patches,
    "unnamed.mp4": _unnamed,
    "unnamed_hevc.mp4": _unnamed,
    "pq.mov": _hdr,
    "hlg.mov": _hdr,
    "full_range.mp4": _full_range,
    "aside.mp4": _aside,
}


@pytest.fixture(scope="session")
def footage(tmp_path_factory) -> Callable[[str], Path]:
    """The file of one of MAKERS' names, made when it is first asked for."""
    folder = tmp_path_factory.mktemp("footage")

    def made(name: str) -> Path:
        path = folder / name
        if not path.exists():
            MAKERS[name](path)
        return path

    return made


@pytest.fixture(autouse=True)
def own_copies(tmp_path_factory, monkeypatch) -> Iterator[None]:
    """The plain copies of this session's tests, beside the user's own."""
    folder = tmp_path_factory.getbasetemp() / "data"
    monkeypatch.setattr(settings().paths, "data", folder)
    yield
