"""A file made plain: an MP4 of H.264 and FLAC at a constant rate from time 0, upright, with square
pixels, in BT.709. It is made by the FFmpeg binary, in a process of its own under limits."""

import resource
import subprocess
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from pathlib import Path

import imageio_ffmpeg

from studio.errors import MediaError
from studio.fork_server import end_with_parent
from studio.media.survey import Survey
from studio.threads import FILTERING

SOUND_RATE = 48000
QUALITY = 10  # of x264: no eye tells it from the original, and it is edited once more
TIME_LIMIT = 1800.0  # seconds
MEMORY = 12 * 2**30  # bytes
_NO_MEMORY = ("Cannot allocate memory", "get_buffer() failed")
REFERENCE_WHITE = 203  # cd/m2, ITU-R BT.2408: where HDR has the white of a usual screen
# Light up to 0.8 of that white stays as it is; what is brighter, up to 1000 cd/m2, is pressed in.
_TONE = "tonemap=mobius:param=0.8:desat=0:peak=4.93"
_TO_709 = "zscale=primaries=709:transfer=709:matrix=709:range=tv"
_ZIMG = {"PQ": "smpte2084", "HLG": "arib-std-b67"}


_NOTHING = ("received no packets", "with return code")  # of FFmpeg, where it could not begin


def conform(survey: Survey, opened: list[str], out: Path, name: str) -> None:
    """Write the plain video of a surveyed file, or the plain sound (FLAC) of one without picture,
    to `out`. `opened` are FFmpeg's arguments for the file. MediaError names it by `name`."""
    begins = ["-itsoffset", f"{-survey.early:.6f}"] if survey.early else []
    arguments = [*opened[:-2], *begins, *opened[-2:]]
    if survey.video is not None:
        arguments += ["-map", f"0:{survey.video}", "-frames:v", str(survey.frames)]
        arguments += _copied(survey) if survey.copied else _encoded(survey)
    if survey.audio is not None:
        arguments += ["-map", f"0:{survey.audio}", "-af", ",".join(_sound(survey)), *_FLAC]
    run([*arguments, *_PLAIN, str(out)], name)


def encode(
    pictures: Iterable[bytes], size: tuple[int, int], rate: Fraction, out: Path, name: str
) -> None:
    """Write a plain video of pictures in RGB24, all of one size. MediaError names it by `name`."""
    raw = ["-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", f"{size[0]}x{size[1]}"]
    arguments = [
        *("-protocol_whitelist", "pipe", *raw, "-framerate", str(rate), "-i", "pipe:0"),
        *("-vf", f"{_EVEN},{_CODED},format=yuv420p", *_h264(rate), *_PLAIN, str(out)),
    ]
    run(arguments, name, pictures)


def run(
    arguments: list[str],
    name: str,
    pictures: Iterable[bytes] | None = None,
    memory: int = MEMORY,
) -> list[str]:
    """Run the FFmpeg binary in so much `memory` (bytes), or in what this process may take where
    that is less; its complaints, a line each. MediaError names the file when it fails, or takes too
    long or too much."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-y"]
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        process = subprocess.Popen(
            [*command, "-loglevel", "error", *FILTERING, *arguments],
            stdin=subprocess.DEVNULL if pictures is None else subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            preexec_fn=partial(_limit, memory),
        )
        try:
            if process.stdin is not None:
                for picture in pictures or ():
                    process.stdin.write(picture)
                process.stdin.close()
            code = process.wait(TIME_LIMIT)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            code = -1
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        lines = [line.strip() for line in log.read(1_000_000).splitlines() if line.strip()]
    if any(said in line for line in lines for said in _NO_MEMORY):
        raise MediaError(
            f"{name} takes too much memory to decode.",
            "Export it again as H.264, smaller or with fewer reference pictures.",
        )
    if code:
        why = lines[-1].rpartition("] ")[2] if lines else "it took too long or too much memory"
        why = "nothing in it can be read" if any(one in why for one in _NOTHING) else why
        raise MediaError(
            f"{name} cannot be decoded ({why.rstrip('.')}).",
            "Export it again, as H.264 with AAC for a video or as WAV for a sound.",
        )
    return lines


def _limit(memory: int) -> None:
    # What is only reserved is no memory: an arena and a stack for each of FFmpeg's threads.
    reserved = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (reserved, reserved))
    allowed = resource.getrlimit(resource.RLIMIT_DATA)[0]
    most = memory if allowed == resource.RLIM_INFINITY else min(memory, allowed)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end_with_parent()


_EVEN = "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0"
_CODED = "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int"
_TAGGED = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_NAMED_HEVC = "hevc_metadata=colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1"
_FLAC = ("-c:a", "flac", "-compression_level", "2")
_PLAIN = (
    *("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"),
    *("-max_muxing_queue_size", "9999"),
)


def _copied(survey: Survey) -> list[str]:
    return ["-c:v", "copy", *(["-bsf:v", _NAMED_HEVC] if survey.unnamed else [])]


def _encoded(survey: Survey) -> list[str]:
    return ["-vf", ",".join(_picture(survey)), "-r", str(survey.rate), *_h264(survey.rate)]


def _h264(rate: Fraction) -> list[str]:
    return [
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(QUALITY), "-pix_fmt", "yuv420p"),
        *("-g", str(max(1, round(rate))), "-bf", "0", "-threads", "4", "-color_range", "tv"),
        *("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
    ]


def _picture(survey: Survey) -> list[str]:
    """Filters from the stored picture (FFmpeg turns it upright by itself) to the plain one."""
    filters = [_TAGGED] if survey.unnamed else []
    if survey.interlaced:
        filters.append("bwdif=mode=send_field:deint=all")
    filters.append(f"fps={survey.rate}:start_time=0")
    if survey.transfer:
        source = f"transferin={_ZIMG[survey.transfer]}:primariesin={survey.primaries}"
        filters += [
            f"zscale={source}:matrixin=2020_ncl:npl={REFERENCE_WHITE}:transfer=linear",
            "format=gbrpf32le",
            "zscale=primaries=709",
            _TONE,
            _TO_709,
        ]
    elif survey.primaries:
        matrix = "2020_ncl" if survey.primaries == "2020" else "709"
        source = f"primariesin={survey.primaries}:transferin=709:matrixin={matrix}"
        filters += [f"zscale={source}:primaries=709:transfer=linear", "format=gbrpf32le", _TO_709]
    if survey.aspect != 1:
        filters.append(f"scale={survey.width}:{survey.height}:flags=lanczos")
    return [
        *filters,
        f"tpad=stop_mode=clone:stop=-1,trim=end_frame={survey.frames}",
        _EVEN,
        *([] if survey.transfer or survey.primaries else [_CODED]),
        f"format=yuv420p,setsar=1,{_TAGGED}",
    ]


def _sound(survey: Survey) -> list[str]:
    """Filters that place the sound by its times, as long as the picture."""
    filters = [f"aresample={SOUND_RATE}:async=1:min_hard_comp=0.02:first_pts=0"]
    if survey.slip:
        filters.append(f"atrim=start={survey.slip:.6f},asetpts=PTS-STARTPTS")
    if survey.video is not None:
        samples = round(float(survey.frames / survey.rate) * SOUND_RATE)
        filters.append(f"apad,atrim=end_sample={samples}")
    return filters
