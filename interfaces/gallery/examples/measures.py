"""What is measured."""

from typing import Any

from interfaces.gallery.drawing import (
    COLOURS,
    Lane,
    Panel,
    beside,
    board,
    evenly,
    lanes,
    picture_of,
    row,
    strip,
    swatches,
    table,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.hearing import wave
from interfaces.gallery.workshop import Workshop


def told(found: dict[str, Any], names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Some of what was found, for a table."""
    return [(name, word(found[name])) for name in names]


def word(value: Any) -> str:
    """A value, shortly."""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, list):
        return ", ".join(map(word, value)) or "none"
    return "-" if value is None else str(value)


@example("probe_media")
async def probe_media(shop: Workshop) -> Shown:
    talk = shop.talk()
    found = await shop.call("probe_media", media=talk)
    names = (
        "kind",
        "width",
        "height",
        "duration",
        "fps",
        "codec",
        "sample_rate",
        "channels",
        "bytes",
    )
    return Shown(beside(strip(shop.path(talk), [1.0])[0].image, told(found, names)), "")


@example("measure_image")
async def measure_image(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    found = await shop.call("measure_image", image=image)
    names = ("sharpness", "luminance", "subject_luminance", "face_luminance", "clipped_white")
    names += ("clipped_black", "contrast", "faces", "subject_share", "subject_found_by")
    return Shown(
        board(
            beside(picture_of(shop.path(image)), told(found, names)),
            row([Panel(swatches(found["palette"]), "its palette")], 40),
        ),
        "",
    )


@example("measure_video")
async def measure_video(shop: Workshop) -> Shown:
    talk = shop.talk()
    found = await shop.call("measure_video", video=talk)
    names = ("frames", "fps", "black", "frozen", "unique_frames", "motion", "flicker", "cuts")
    names += ("sharpness", "luminance", "contrast", "sync_offset", "sync_confidence")
    return Shown(beside(strip(shop.path(talk), [1.0])[0].image, told(found, names)), "")


@example("measure_motion")
async def measure_motion(shop: Workshop) -> Shown:
    video = await shop.jump()
    found = await shop.call("measure_motion", video=video)
    spans = [
        (one["start"], one["end"], f"{one['speed']:.2f} widths a second, {one['direction']:.0f}°")
        for one in found["spans"]
    ]
    fast = [(one["at"], one["at"], "") for one in found["spans"]]
    return Shown(
        board(
            row(strip(shop.path(video), evenly(2.0))),
            lanes(2.0, Lane("moves", spans), Lane("fastest", fast, COLOURS[1])),
        ),
        f"Something moves in {found['moving']:.0%} of the time.",
    )


@example("check_sync")
async def check_sync(shop: Workshop) -> Shown:
    talk = shop.talk()
    found = await shop.call("check_sync", video=talk)
    names = ("sync_offset", "sync_correlation", "sync_confidence", "sync_evidence")
    return Shown(
        board(
            row(strip(shop.path(talk), evenly(4.75))),
            wave(shop.path(talk), "its sound"),
            table(told(found, names)),
        ),
        "How much later the voice comes than the mouth moves, in milliseconds.",
    )


@example("compare_to_sheet")
async def compare_to_sheet(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    found = await shop.call("compare_to_sheet", media=image, character="Luca", expression="happy")
    facts = [
        ("nearest sheet", found["nearest"]),
        ("difference, CIEDE2000", word(found["difference"])),
    ]
    facts += [(f"from {name}", word(value)) for name, value in found["differences"].items()]
    facts += [("expression", f"{found['expression']} ({word(found['expression_belief'])})")]
    facts += [("pose", f"{found['pose_seen'] or '-'}")]
    colours = swatches([*found["colours"].values()])
    return Shown(
        board(
            beside(picture_of(shop.path(image)), facts),
            row([Panel(colours, "  ".join(found["colours"]))], 40),
        ),
        "",
    )


@example("compare_to_scene")
async def compare_to_scene(shop: Workshop) -> Shown:
    asked = {"cast": [{"character": "Luca"}], "width": 256, "height": 256, "quality": "draft"}
    scene = await shop.toolbox.call("render_character", {**asked, "passes": ["mask"]})
    image, mask = shop.named("scene", scene["image"]), shop.named("mask", scene["passes"]["mask"])
    short = await shop.toolbox.call("compose_video", {"clips": [image], "still_duration": 0.2})
    drawn = await shop.toolbox.call("stylize", {"video": short["video"], "look": "watercolour"})
    [frame] = [one.image for one in strip(shop.path(drawn["video"]), [0.1])]
    frame.save(shop.folder / "painting.png")
    painting = shop.toolbox.artifacts.add(shop.folder / "painting.png", "image").handle
    shop.named("painting", painting)
    found = await shop.call("compare_to_scene", image=painting, scene=image, mask=mask)
    files = [(image, "the scene"), (mask, "its mask"), (painting, "painted over it")]
    names = ("overlap", "overlap_of_scene", "pose_error", "palette_difference", "depth_order")
    return Shown(
        board(
            row([Panel(picture_of(shop.path(one)), name) for one, name in files]),
            table(told(found, names)),
        ),
        "",
    )


@example("compare_to_source")
async def compare_to_source(shop: Workshop) -> Shown:
    source = shop.named("source", await shop.jump())
    slow = {"video": source, "speeds": [{"start": 0.6, "end": 1.4, "speed": 0.5}]}
    video = shop.named("video", (await shop.toolbox.call("retime_video", slow))["video"])
    found = await shop.call("compare_to_source", video=video, source=source)
    spans = [(one["start"], one["end"], f"speed {one['speed']:.2f}") for one in found["parts"]]
    names = ("matched", "slowest", "fastest", "held", "backwards", "zoom", "colour")
    shop.named("video", source)
    return Shown(
        board(
            row(strip(shop.path(video), evenly(2.8))),
            lanes(2.8, Lane("parts", spans)),
            table(told(found, names)),
        ),
        "A slowed part is found again from the pictures alone.",
    )


@example("measure_effects")
async def measure_effects(shop: Workshop) -> Shown:
    source = shop.named("source", await shop.jump())
    faded = (await shop.toolbox.call("fade", {"video": source, "fade_out": 0.8}))["video"]
    box = {"x": 0, "y": 0, "width": 0.6, "height": 1}
    video = (await shop.toolbox.call("crop", {"video": faded, **box}))["video"]
    video = shop.named("video", video)
    found = await shop.call(
        "measure_effects", video=video, source=source, wanted=["fades", "window"]
    )
    return Shown(
        board(
            row(strip(shop.path(video), evenly(1.9))),
            table(told(found, ("fade_in", "fade_out", "window"))),
        ),
        "A fade and a crop are found in the result.",
    )


@example("locate_sound")
async def locate_sound(shop: Workshop) -> Shown:
    boing = (await shop.toolbox.call("make_sfx", {"kind": "boing"}))["audio"]
    boing = shop.named("boing", boing)
    laid = {"video": shop.talk(), "audio": boing, "start": 2.5, "duck_db": 0.0}
    film = shop.named("film", (await shop.toolbox.call("dub", laid))["video"])
    found = await shop.call("locate_sound", media=film, sound=boing)
    place = found["places"][0]
    where = Lane("places", [(place["start"], place["start"], f"clear by {place['clear']:.0f}")])
    return Shown(
        board(wave(shop.path(film), "the film's sound"), lanes(4.75, where)),
        "An effect under a voice is found by its own sound.",
    )
