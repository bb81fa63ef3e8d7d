"""A picture that comes out of a colour and goes into it, its sound with it."""

from studio.errors import ToolError
from studio.plan.wording import counted
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read, write
from tools.engines.ffmpeg.edit.picture.requests import Fade
from tools.engines.ffmpeg.requests import MadeVideo


def fade(request: Fade, progress: Progress) -> MadeVideo:
    """Fade in and out: the very first and last frames are the colour alone. ToolError where the
    two would meet."""
    footage = read(request.video)
    come, go = (round(one * footage.rate) for one in (request.fade_in, request.fade_out))
    if come + go > footage.frames or (come + go and footage.frames < 2):
        raise ToolError(
            f"fades of {request.fade_in:g} s and {request.fade_out:g} s do not fit "
            f"{footage.path.name}, which lasts {footage.duration:g} s.",
            f"Use shorter ones; it has {counted(footage.frames, 'frame')}.",
        )
    pictures, sounds = [footage.picture()], [footage.sound()]
    if come:
        pictures.append(f"fade=in:start_frame=0:nb_frames={come}:color={request.colour}")
        sounds.append(f"afade=in:ns={footage.samples(come)}")
    if go:
        steps = min(go, footage.frames - 1)  # from the whole picture to the colour alone
        first = footage.frames - 1 - steps
        pictures.append(f"fade=out:start_frame={first}:nb_frames={steps}:color={request.colour}")
        begin = footage.samples(footage.frames - go)
        sounds.append(f"afade=out:ss={begin}:ns={footage.samples(footage.frames) - begin}")
    graph = [f"{','.join(pictures)},format=yuv420p,{footage.clock()}[picture]"]
    if footage.has_audio:
        graph.append(f"{','.join(sounds if request.sound else sounds[:1])}[sound]")
    return write(footage, graph, footage.frames, request.out, progress, "fading", footage.has_audio)
