"""Looks at footage whose treatment the brief leaves open: what the director chooses by."""

from typing import Any

from agents.exchange.calls import called
from agents.flow.production import Production
from agents.rules.treating import comedy
from studio.errors import StudioError

_AROUND = 0.4  # seconds to both sides of the moment in which an expression is tried
_END = 0.3  # seconds that are left after it
_TRIED = 2.5  # as far as treatments exaggerate
_FACE = 0.1  # a smaller one is not tried


async def look_at(handle: str, production: Production) -> dict[str, float]:
    """What treatments ask for of a video (configs/comedy.yaml), and the `moment` of the punch and
    the `liveliest` one in seconds; nothing where it cannot be found out, which is told."""
    try:
        return await _found(handle, production)
    except StudioError as error:
        text = f"The footage is treated as it was planned: {error}"
        production.logbook.write("notice", "studio", {"text": text, "step": "measure"})
        return {}


async def _found(handle: str, production: Production) -> dict[str, float]:
    moments = await called("find_moments", {"video": handle}, production)
    measured = await called("measure_video", {"video": handle}, production)
    whole = float(moments["duration"])
    first, last = comedy().rules["set_up"].share * whole, whole - _END
    peak, motion = moments["peak"], moments["motion"]
    moment, liveliest = float(peak["at"]), float(motion["at"])
    outside = not (first <= moment <= last and first <= liveliest <= last)
    if outside and last - first > 2 * _END:
        part = {"video": handle, "start": round(first, 3), "end": round(last, 3)}
        cut = await called("trim_video", part, production)
        later = await called("find_moments", {"video": cut["video"]}, production)
        if not first <= moment <= last:
            peak, moment = later["peak"], cut["start"] + float(later["peak"]["at"])
        if not first <= liveliest <= last:
            liveliest = cut["start"] + float(later["motion"]["at"])
    face = float((moments["face"] or {}).get("size") or 0.0)
    return {
        "duration": whole,
        "frame": whole / max(1, measured["frames"]),
        "moment": round(moment, 3),
        "liveliest": round(liveliest, 3),
        "face": face,
        "grows": await _grows(handle, moment, face, peak, production),
        "motion": float(measured["motion"]),
        "moves": float(moments["moves"]),
        "new_frames": measured["unique_frames"] / max(1, measured["frames"]),
        "sound": float(moments["loud"] is not None),
        "black": float(measured["black"]),
    }


async def _grows(
    handle: str, moment: float, face: float, peak: dict[str, Any], production: Production
) -> float:
    """How far an expression comes when it is exaggerated around the moment; 0 where no face is."""
    if face < _FACE or not peak["size"]:
        return 0.0
    part = {"start": round(max(0.0, moment - _AROUND), 3), "end": round(moment + _AROUND, 3)}
    tried = {"video": handle, "amount": _TRIED} | part
    try:
        made = await called("exaggerate_faces", tried, production)
    except StudioError:  # no face that can be followed
        return 0.0
    return float(made["strength"])
