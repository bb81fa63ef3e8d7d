"""What is rendered, found in pictures and done to them."""

import numpy as np

from interfaces.gallery.drawing import (
    Panel,
    beside,
    board,
    boxed,
    evenly,
    picture_of,
    row,
    strip,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.workshop import Workshop


@example("look_up_character")
async def look_up_character(shop: Workshop) -> Shown:
    card = await shop.call("look_up_character", name="Luca")
    told = [("name", card["name"]), ("language", card["language"])]
    told += [("" if number else "traits", trait) for number, trait in enumerate(card["traits"][:6])]
    face = picture_of(shop.path(shop.plate("luca_neutral.jpg")))
    return Shown(beside(face, told), card["description"])


@example("render_character")
async def render_character(shop: Workshop) -> Shown:
    cast = [
        {"character": "Luca", "action": "wave", "expression": "happy"},
        {"character": "Giulia", "action": "hands_on_hips", "expression": "playful"},
    ]
    passes = ["depth", "normal", "mask", "edge", "openpose"]
    place = {"set": "meadow", "time_of_day": "sunset", "framing": "full", "view": "front"}
    made = await shop.call(
        "render_character", cast=cast, **place, width=512, height=384, passes=passes
    )
    shown = [Panel(picture_of(shop.path(made["passes"][name])), name) for name in passes]
    return Shown(
        board(row([Panel(picture_of(shop.path(made["image"])), "the picture")], 330), row(shown)),
        "The picture, and the passes that steer a painting.",
    )


@example("render_take")
async def render_take(shop: Workshop) -> Shown:
    video = shop.path(await shop.jump())
    return Shown(row(strip(video, evenly(2.0))), "Five of its frames.")


@example("detect_edges")
async def detect_edges(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    made = await shop.call("detect_edges", image=image)
    return _pair(shop, image, made["image"], "Outlines, as an edge control wants them.")


@example("detect_pose")
async def detect_pose(shop: Workshop) -> Shown:
    image = shop.plate("luca_happy_full.jpg")
    made = await shop.call("detect_pose", image=image)
    told = f"The skeleton; several looks agree to {100 * made['agreement']:.0f} %."
    return _pair(shop, image, made["image"], told)


@example("find_faces")
async def find_faces(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    picture = picture_of(shop.path(image))
    [face, *_] = (await shop.call("find_faces", image=image))["faces"]
    facts = [
        (
            "yaw, pitch, roll",
            ", ".join(f"{face[n]:.0f}°" for n in ("yaw", "pitch", "roll")),
        ),
        ("mouth open", f"{face['open']:.2f}"),
        ("corners lifted", f"{face['lift']:.2f}"),
        ("score", f"{face['score']:.2f}"),
    ]
    shown = boxed(picture, [(_in_pixels(face["box"], picture.size), "face")])
    return Shown(beside(shown, facts), "The face, and some of what is told of it.")


@example("find_hands")
async def find_hands(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    picture = picture_of(shop.path(image))
    hands = (await shop.call("find_hands", image=image))["hands"]
    boxes = [(_in_pixels(hand["box"], picture.size), hand["side"]) for hand in hands]
    facts = [(hand["side"], ", ".join(hand["fingers"]) or "no finger stretched") for hand in hands]
    return Shown(beside(boxed(picture, boxes), facts), "Hands, and the fingers that are stretched.")


def _in_pixels(box: list[float], size: tuple[int, int]) -> list[float]:
    """A box that may be in shares of the picture."""
    scale = size if max(box) <= 1 else (1, 1)
    return [side * scale[number % 2] for number, side in enumerate(box)]


@example("remove_background")
async def remove_background(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    made = await shop.call("remove_background", image=image)
    files = [(image, "before"), (made["image"], "cut out"), (made["mask"], "mask")]
    panels = [Panel(picture_of(shop.path(handle)), name) for handle, name in files]
    return Shown(row(panels), f"The figure is {100 * made['share']:.0f} % of the picture.")


@example("inpaint")
async def inpaint(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    height, width = np.asarray(picture_of(shop.path(image))).shape[:2]
    rows, columns = np.indices((height, width))
    hole = abs(rows - 0.3 * height - 0.2 * columns) < 0.012 * height
    hole |= (rows > 0.72 * height) & (columns < 0.22 * width)
    mask = shop.picture((hole * 255).astype(np.uint8), "mask")
    made = await shop.call("inpaint", image=image, mask=mask)
    files = [(image, "before"), (mask, "mask"), (made["image"], "filled")]
    panels = [Panel(picture_of(shop.path(handle)), name) for handle, name in files]
    return Shown(row(panels), f"A scratch and a corner, filled by {made['method']}.")


@example("upscale_image")
async def upscale_image(shop: Workshop) -> Shown:
    whole = picture_of(shop.path(shop.plate("luca_happy.jpg")))
    small = whole.crop((70, 40, 198, 168)).resize((64, 64))
    image = shop.picture(np.asarray(small), "image")
    made = await shop.call("upscale_image", image=image, factor=4)
    panels = [
        Panel(small, f"{small.width}x{small.height}"),
        Panel(picture_of(shop.path(made["image"])), f"{made['width']}x{made['height']}"),
    ]
    return Shown(row(panels, 340), f"Four times as large, by {made['method']}.")


@example("caption_picture")
async def caption_picture(shop: Workshop) -> Shown:
    image = shop.plate("luca_waves.jpg")
    captions = [{"text": "We won!", "where": "top"}, {"text": "Luca, 1959", "where": "bottom"}]
    made = await shop.call("caption_picture", image=image, captions=captions)
    return _pair(shop, image, made["image"], "")


def _pair(shop: Workshop, before: str, after: str, told: str) -> Shown:
    files = [(before, "before"), (after, "after")]
    panels = [Panel(picture_of(shop.path(handle)), name) for handle, name in files]
    return Shown(row(panels, 300), told)
