"""A character's colours under a shot's light, against those of its sheet.

The light of a shot is unknown, so it is fitted: one gain per channel of linear light that takes the
expected colours to those seen, kept near grey. It falls on one part a little brighter than on
another, and a part shades itself: a third of a stop each way. There is seldom one light alone: a
lamp before and the moon behind make one part warmer than another, by a sixth of a stop of red and
of blue each way; that counts once the light is fitted. What none of this explains is a difference.
"""

from dataclasses import dataclass

import numpy as np
import skimage

from tools.engines.vision.character.colours import regions
from tools.engines.vision.face import Face
from tools.engines.vision.picture.exposure import WEIGHTS
from tools.engines.vision.picture.palette import hexadecimal, lab_of, paints, srgb
from tools.engines.vision.subject import View

# Region -> linear RGB colours, the main one first; `stripes` of the clothes are to be seen as well.
Colours = dict[str, list[np.ndarray]]

_CLUSTERS = {"skin": 1, "eyes": 1, "hair": 2, "clothes": 3}
_WEIGHTS = {"skin": 1.0, "eyes": 0.55, "hair": 1.5, "clothes": 1.7}
_FEWEST = {"skin": 20, "eyes": 8, "hair": 60, "clothes": 120}  # pixels that make a reading
_SMALL = 0.15  # share under which a colour of the clothes may be anything
_FAR = 45.0  # CIEDE2000 beyond which colours are simply different
_TINT = 0.8  # how much of a colour cast the light is believed to have
_SHADE = 2 ** (1 / 3)  # times as bright as the whole a part may be lit
_WARMER = np.log(2) / 6  # of red, and the other way of blue, that a part may be lit by otherwise
_SAME_PAINT = 16.0  # distance in a*b*, at one brightness, up to which two colours of hair are one
_PASSES = 4
_FLARE = 0.004  # light that even black sends back


@dataclass(frozen=True)
class Look:
    """Region -> [(linear RGB (3,), share)], as seen in a picture."""

    seen: dict[str, list[tuple[np.ndarray, float]]]

    def words(self) -> dict[str, str]:
        """Region -> #RRGGBB of its main colour."""
        return {name: hexadecimal(srgb(parts[0][0])) for name, parts in self.seen.items()}

    def colours(self) -> Colours:
        """What another picture of the same character is expected to show."""
        return {
            name: [colour for colour, share in parts if share >= _SMALL]
            for name, parts in self.seen.items()
        }


def read_look(view: View, face: Face) -> Look:
    """The colours of the face's owner."""
    pixels = {
        "skin": regions.skin(view, face),
        "eyes": regions.irises(view, face),
        "hair": regions.hair(view, face),
        "clothes": regions.clothes(view, face),
    }
    seen = {}
    for name, found in pixels.items():
        if len(found) >= _FEWEST[name]:
            seen[name] = paints(found, _CLUSTERS[name])
    if "hair" in seen:
        seen["hair"] = _joined(seen["hair"])
    return Look(seen)


def _joined(parts: list[tuple[np.ndarray, float]]) -> list[tuple[np.ndarray, float]]:
    """Two colours of hair as one where they are the same paint, lit and in shade; not hair and
    hat."""
    if len(parts) < 2:
        return parts
    (one, most), (other, less) = parts
    dark, bright = sorted((one, other), key=_luminance)
    dimmed = bright * (_luminance(dark) / max(_luminance(bright), 1e-6))
    if np.hypot(*(lab_of(dark) - lab_of(dimmed))[1:]) > _SAME_PAINT:
        return parts
    return [((most * one + less * other) / (most + less), most + less)]


def difference(look: Look, wanted: Colours) -> tuple[float, dict[str, float]]:
    """(weighted mean CIEDE2000, the same per region) between what is seen and the `wanted`
    colours, under the light that suits them best.

    Each colour seen is compared with the nearest one wanted; of hair and clothes also the main
    colour wanted with the nearest one seen, and so are stripes, since what is missing counts too: a
    white shirt by warm light is as yellow as a plain yellow one.
    """
    gain = fitted_light(look, wanted)
    pairs = _pairs(look, wanted, gain)
    parts: dict[str, float] = {}
    for name in dict.fromkeys(pair[0] for pair in pairs):
        _, seen, albedo, shares = zip(*(p for p in pairs if p[0] == name), strict=True)
        gaps = _gaps(np.array(seen), np.array(albedo), gain, _WARMER)
        parts[name] = float(np.average(gaps, weights=shares))
    weight = sum(_WEIGHTS[name] for name in parts)
    mean = sum(_WEIGHTS[name] * gap for name, gap in parts.items()) / weight if weight else _FAR
    return mean, {name: round(gap, 1) for name, gap in parts.items()}


def fitted_light(look: Look, wanted: Colours) -> np.ndarray:
    """The gain (3,) of linear light under which the `wanted` colours come nearest to those seen."""
    gain = np.ones(3)
    for _ in range(_PASSES):  # which colour is which depends on the light, and the other way round
        gain = _light(_pairs(look, wanted, gain))
    return gain


Pair = tuple[str, np.ndarray, np.ndarray, float]  # region, seen, wanted, weight


def _pairs(look: Look, wanted: Colours, gain: np.ndarray) -> list[Pair]:
    pairs: list[Pair] = []
    for name in sorted(look.seen.keys() & wanted.keys()):
        seen = [part for part in look.seen[name] if part[1] >= _SMALL]
        if not seen:
            continue
        colours, known = np.array([colour for colour, _ in seen]), np.array(wanted[name])
        nearest = _gaps(colours[:, None], known, gain).argmin(axis=1)
        pairs += [
            (name, colour, known[i], share)
            for (colour, share), i in zip(seen, nearest, strict=True)
        ]
        if name in ("hair", "clothes"):
            stripes = wanted.get("stripes", []) if name == "clothes" else []
            due = np.array([wanted[name][0], *stripes])
            nearest = _gaps(colours[:, None], due, gain).argmin(axis=0)
            pairs += [(name, colours[i], one, 0.5) for one, i in zip(due, nearest, strict=True)]
    return pairs


def _light(pairs: list[Pair]) -> np.ndarray:
    """The gain of linear light, by least squares weighted towards bright colours: of dark ones
    gloss and flare decide how bright they look."""
    if not pairs:
        return np.ones(3)
    seen = np.array([pair[1] for pair in pairs])
    albedo = np.array([pair[2] for pair in pairs])
    shares = np.array([_WEIGHTS[pair[0]] * pair[3] for pair in pairs])
    weights = shares * np.sqrt(albedo.mean(1))
    ratios = np.log((seen + _FLARE) / (albedo + _FLARE))
    mean = (weights[:, None] * ratios).sum(0) / weights.sum()
    exposure = mean.mean()
    return np.exp(exposure + _TINT * (mean - exposure))


def _gaps(seen: np.ndarray, albedo: np.ndarray, gain: np.ndarray, most: float = 0.0) -> np.ndarray:
    """CIEDE2000 (...) of colours (..., 3) under the light, on a part that may be lit brighter or
    darker, and up to `most` warmer or cooler."""
    seen, lit = np.broadcast_arrays(seen, albedo * gain)
    brighter = _luminance(seen) / np.maximum(_luminance(lit), 1e-6)
    lit = _warmed(lit * np.clip(brighter, 1 / _SHADE, _SHADE)[..., None], seen, most)
    return np.minimum(skimage.color.deltaE_ciede2000(lab_of(seen), lab_of(lit)), _FAR)


def _warmed(lit: np.ndarray, seen: np.ndarray, most: float) -> np.ndarray:
    """Colours under a light as much warmer or cooler as takes them towards those seen, no brighter
    than before."""
    apart = np.log((seen + _FLARE) / (lit + _FLARE))
    warmer = np.clip((apart[..., :1] - apart[..., 2:]) / 2, -most, most)
    changed = lit * np.exp(warmer * (1, 0, -1))
    return changed * (_luminance(lit) / np.maximum(_luminance(changed), 1e-6))[..., None]


def _luminance(colour: np.ndarray) -> np.ndarray:
    return colour @ WEIGHTS
