"""Captions from the scene's own truth: what is said of a picture is what was rendered."""

from studio.nouns.sheet import OWN, CharacterSheet
from studio.packs.registry import registry
from studio.plan.wording import spaced
from tools.adapters import trigger
from tools.dataset.outfits import worded
from tools.dataset.variations import Variation

STYLE = "3D animated film still"
_FRAMINGS = {"close_up": "close-up", "medium": "medium shot", "full": "full body", "wide": "wide"}
_ANGLES = {"eye_level": "", "low": "seen from below", "high": "seen from above"}


def caption_of(sheet: CharacterSheet, one: Variation) -> str:
    """The trigger word and what may change from picture to picture. The traits and the character's
    own clothes are left out, so that the word alone comes to mean them."""
    feeling = "" if one.expression == "neutral" else f"{spaced(one.expression)} expression"
    seen = "from behind" if one.view == "back" else f"{spaced(one.view)} view"
    where = registry("sets")[one.set].facts["description"]
    parts = [
        trigger(sheet),
        STYLE,
        f"{spaced(one.action)} pose",
        feeling,
        "" if one.outfit == OWN else worded(sheet.wardrobe[one.outfit]),
        seen,
        _FRAMINGS.get(one.framing, spaced(one.framing)),
        _ANGLES.get(one.angle, spaced(one.angle)),
        f"plain {one.ground} background" if one.ground else where,
        f"{spaced(one.time_of_day)} light",
    ]
    return ", ".join(part for part in parts if part)


def sample_prompts(sheet: CharacterSheet) -> list[str]:
    """Four pictures by which a training is followed: the face, the whole body, a feeling in another
    light, and what no dataset shows, which tells whether it can do more than repeat."""
    shown = [
        "front view, close-up, plain grey background",
        "run pose, happy expression, three quarter view, full body, day light",
        "surprised expression, three quarter view, medium shot, night light",
        "riding a bicycle through a snowy forest, full body",
    ]
    return [f"{trigger(sheet)}, {STYLE}, {one}" for one in shown]
