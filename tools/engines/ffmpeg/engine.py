"""The FFmpeg engine: filter graphs on the binary that comes with imageio-ffmpeg."""

import functools

from studio.errors import EngineError
from studio.settings import Settings
from tools.engines.base import EngineStatus
from tools.engines.ffmpeg import compose, encode, mix, runner, stills
from tools.engines.ffmpeg.edit import freeze, grade, reframe, retime, shake, trim
from tools.engines.ffmpeg.edit.parts import cut_out, loop
from tools.engines.ffmpeg.edit.picture import crop, denoise, fade, stabilize
from tools.engines.ffmpeg.edit.sound import dub, levels
from tools.engines.ffmpeg.edit.together import insets
from tools.engines.ffmpeg.edit.together import join as joining
from tools.engines.ffmpeg.edit.words import lay
from tools.engines.ffmpeg.export import export
from tools.engines.ffmpeg.film import join, pieces, stems
from tools.engines.ffmpeg.graph import write
from tools.engines.media.confined import ConfinedEngine
from tools.engines.registry import engine
from tools.engines.version import digest_of


@engine
def in_this_studio(settings: Settings) -> ConfinedEngine:
    """The engine of this studio."""
    return ffmpeg_engine()


@functools.cache
def ffmpeg_engine() -> ConfinedEngine:
    """The engine of this studio."""
    return ConfinedEngine(
        "ffmpeg",
        digest_of(__name__, packages=("imageio-ffmpeg", "Pillow")),
        "FFmpeg filter graphs: encodes, mixes, normalises loudness, titles, edits, contact sheets.",
        [
            encode.encode_frames,
            mix.mix,
            compose.compose,
            pieces.encode_piece,
            join.join_pieces,
            stems.split_stems,
            stills.letter_picture,
            stills.contact_sheet,
            trim.trim,
            trim.reverse,
            retime.retime,
            retime.stretch_sound,
            reframe.reframe,
            shake.shake,
            freeze.freeze,
            grade.grade,
            cut_out.cut_out,
            loop.loop,
            crop.crop,
            fade.fade,
            stabilize.stabilize,
            denoise.denoise,
            levels.mute,
            levels.set_volume,
            dub.dub,
            joining.join_videos,
            insets.inset,
            insets.split_screen,
            lay.lay_words,
            write.write_graph,
            export.export_video,
            export.take_stills,
        ],
        _status,
    )


def _status() -> EngineStatus:
    try:
        runner.binary()
    except EngineError as error:
        return EngineStatus(False, error.message, error.fix)
    return EngineStatus(True)
