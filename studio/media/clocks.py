"""When the packets of each stream of a file are shown."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import av

from studio.media.medium import Medium

LATE = 0.005  # seconds: a stream that begins later than this is late
BACK, AHEAD = 0.1, 10.0  # seconds by which a clock that begins again jumps, at least
GAP = 0.02  # seconds without sound between two packets that are a hole


@dataclass
class Clock:
    """When the packets of one stream are shown, in s from the beginning of the file. `restarts`:
    the file's clock begins again on the way, as in recordings that were put one after the other."""

    spans: list[tuple[float, float]] = field(default_factory=list)
    restarts: bool = False

    @property
    def begins(self) -> float:
        return self.spans[0][0] if self.spans else 0.0

    @property
    def ends(self) -> float:
        return max((start + length for start, length in self.spans), default=0.0)

    def has_holes(self) -> bool:
        ends = self.begins
        for start, length in self.spans:
            if length and start - ends > GAP:
                return True
            ends = max(ends, start + length)
        return False


def clocks_of(medium: Medium) -> tuple[dict[int, Clock], av.VideoFrame | None]:
    """The clock of each stream, and the first picture that can be decoded."""
    first: av.VideoFrame | None = None
    streams = [stream for stream in (medium.video, medium.audio) if stream is not None]
    clocks = {stream.index: Clock() for stream in streams}
    later = _Restarts(medium.container.format.name)
    for packet in _packets(medium, streams):
        if first is None and packet.stream is medium.video:
            with contextlib.suppress(av.error.InvalidDataError):
                first = next(iter(packet.decode()), None)
        if packet.pts is None or not packet.size or packet.is_discard:
            continue
        start = float(packet.pts * packet.time_base) - medium.origin + later.of(packet)
        length = float((packet.duration or 0) * packet.time_base)
        clocks[packet.stream.index].spans.append((start, length))
    for clock in clocks.values():
        clock.spans.sort()
        clock.restarts = later.seconds != 0
    return clocks, first


class _Restarts:
    """By how many `seconds` packets come later than a clock that has begun again says. FFmpeg's
    binary goes on in the same way, in the containers whose clocks may."""

    def __init__(self, container: str):
        self.seconds = 0.0
        self._may = container in ("mpegts", "mpeg")
        self._due: dict[int, float] = {}

    def of(self, packet: av.Packet) -> float:
        if not self._may or packet.dts is None:
            return self.seconds
        time = float(packet.dts * packet.time_base) + self.seconds
        due = self._due.get(packet.stream.index, time)
        if time + BACK < due or time > due + AHEAD:
            self.seconds += due - time
            time = due
        self._due[packet.stream.index] = time + float((packet.duration or 0) * packet.time_base)
        return self.seconds


def begin_with_picture(medium: Medium, clocks: dict[int, Clock]) -> float:
    """Let time begin with the picture where that is less than a frame after the sound, as encoders
    of sound leave it; by how much, in s."""
    video, audio = medium.video, medium.audio
    if video is None or audio is None:
        return 0.0
    early = clocks[video.index].begins
    if not LATE < early < float(1 / (video.average_rate or 25)):
        return 0.0
    for clock in clocks.values():
        clock.spans = [(start - early, length) for start, length in clock.spans]
    return early


def _packets(medium: Medium, streams: list[av.VideoStream | av.AudioStream]) -> Iterator[av.Packet]:
    """Up to where the file can be read."""
    packets = medium.container.demux(streams)
    seen = False
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.error.FFmpegError:
            if not seen:
                raise
            return
        seen = True
        yield packet
