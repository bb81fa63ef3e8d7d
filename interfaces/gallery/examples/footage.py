"""What is found in footage."""

from PIL import Image

from interfaces.gallery.drawing import (
    COLOURS,
    Lane,
    Panel,
    beside,
    board,
    boxed,
    evenly,
    frames_at,
    lanes,
    picture_of,
    row,
    strip,
    swatches,
    table,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.examples.films import film
from interfaces.gallery.workshop import Workshop


@example("detect_scenes")
async def detect_scenes(shop: Workshop) -> Shown:
    made, seconds = await film(shop)
    found = await shop.call("detect_scenes", video=made)
    shots = [(one["start"], one["end"], f"{n}") for n, one in enumerate(found["shots"], 1)]
    joints = [(one["start"], one["end"], one["kind"]) for one in found["transitions"]]
    return Shown(
        board(
            row(strip(shop.path(made), evenly(seconds, 6))),
            lanes(seconds, Lane("shots", shots), Lane("joined by", joints, COLOURS[1])),
        ),
        "The shots of a film, and what joins them.",
    )


@example("describe_shots")
async def describe_shots(shop: Workshop) -> Shown:
    made, _ = await film(shop)
    parts = []
    for shot in (await shop.call("describe_shots", video=made))["shots"][-3:]:
        middle = (shot["start"] + shot["end"]) / 2
        facts = [
            ("time", f"{shot['start']:.1f} to {shot['end']:.1f} s"),
            ("size, faces", f"{shot['size']}, {shot['faces']}"),
            ("camera", shot["camera"]),
            ("light", f"{shot['light']['brightness']}, {shot['light']['tone']}"),
            ("colours", ", ".join(one["name"] for one in shot["palette"][:4])),
        ]
        shown = frames_at(shop.path(made), [middle])[0].resize((320, 180))
        colours = swatches([one["colour"] for one in shot["palette"][:8]]).resize((320, 24))
        both = Image.new("RGB", (320, 204))
        both.paste(shown, (0, 0))
        both.paste(colours, (0, 180))
        parts.append(beside(both, facts))
    return Shown(board(*parts), "Three shots, and what is told of each.")


@example("find_character")
async def find_character(shop: Workshop) -> Shown:
    made, seconds = await film(shop)
    seen = (await shop.call("find_character", video=made, character="Luca"))["appearances"]
    return _over_time(shop, made, seconds, seen, [f"{one['certainty']:.2f}" for one in seen])


@example("track_face")
async def track_face(shop: Workshop) -> Shown:
    made, seconds = await film(shop)
    seen = (await shop.call("track_face", video=made))["faces"]
    labels = [f"turned {one['yaw']:.0f}°" for one in seen]
    return _over_time(shop, made, seconds, seen, labels)


def _over_time(
    shop: Workshop, video: str, seconds: float, seen: list[dict], labels: list[str]
) -> Shown:
    """Of each that is seen the frame in the middle of its time, with its box, and the times."""
    shown = []
    for one, label in [*zip(seen, labels, strict=True)][:3]:
        middle = (one["start"] + one["end"]) / 2
        frame = frames_at(shop.path(video), [middle])[0]
        shown.append(Panel(boxed(frame, [(one["box"], label)]), f"{middle:.2f} s"))
    spans = [(o["start"], o["end"], label) for o, label in zip(seen, labels, strict=True)]
    return Shown(
        board(
            row(strip(shop.path(video), evenly(seconds, 6))),
            lanes(seconds, Lane("seen", spans, COLOURS[1])),
            row(shown, 200),
        ),
        "When, and where in the middle of that time.",
    )


@example("find_moments")
async def find_moments(shop: Workshop) -> Shown:
    talk = shop.talk()
    found = await shop.call("find_moments", video=talk)
    names = [name for name in ("peak", "motion", "loud", "face") if found[name]]
    kinds = [
        Lane(n, [(found[n]["start"], found[n]["end"], "")], COLOURS[k]) for k, n in enumerate(names)
    ]
    frames = frames_at(shop.path(talk), sorted(found[name]["at"] for name in names))
    order = sorted(names, key=lambda name: found[name]["at"])
    shown = [
        Panel(one, f"{n} {found[n]['at']:.2f} s") for one, n in zip(frames, order, strict=True)
    ]
    return Shown(board(row(shown), lanes(found["duration"], *kinds)), found["peak"]["reason"])


@example("find_scene")
async def find_scene(shop: Workshop) -> Shown:
    made, seconds = await film(shop)
    found = (await shop.call("find_scene", video=made, search="the fastest part"))["candidates"]
    spans = [(one["start"], one["end"], f"{one['certainty']:.2f}") for one in found]
    first = found[0]
    return Shown(
        board(
            row(strip(shop.path(made), evenly(seconds, 6))),
            lanes(seconds, Lane("found", spans, COLOURS[1])),
            table([("why", why) for why in first["why"][:3]]),
        ),
        "The surest first, with a certainty.",
    )


@example("pick_frames")
async def pick_frames(shop: Workshop) -> Shown:
    made, seconds = await film(shop)
    frames = (await shop.call("pick_frames", video=made, count=6))["frames"]
    shown = [Panel(picture_of(shop.path(one["image"])), f"{one['at']:.2f} s") for one in frames]
    marks = [(one["at"], one["at"], f"shot {one['shot']}") for one in frames]
    return Shown(board(row(shown[:3]), row(shown[3:]), lanes(seconds, Lane("picked", marks))), "")
