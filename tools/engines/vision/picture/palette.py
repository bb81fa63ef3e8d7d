"""The few colours that a picture consists of."""

import cv2
import numpy as np

from tools.engines.vision.picture.exposure import linear

_PIXELS = 4096
_SHADES = 0.2  # weight of lightness where shades of one paint are one colour


def palette(pixels: np.ndarray, count: int, seed: int = 0) -> list[tuple[np.ndarray, float]]:
    """The `count` main colours of RGB uint8 `pixels` (n, 3): (colour 0..255 float (3,), share),
    largest share first; k-means in CIE L*a*b*."""
    if len(pixels) == 0:
        return []
    if len(pixels) == 1:  # which OpenCV would take for a picture of one channel
        return [(pixels[0].astype(float), 1.0)]
    lab, labels, centres = _clusters(pixels, count, seed, 1.0)
    shares = np.bincount(labels, minlength=len(centres)) / len(lab)
    colours = cv2.cvtColor(centres[None].astype(np.float32), cv2.COLOR_LAB2RGB)[0] * 255
    return [(colours[i], float(shares[i])) for i in np.argsort(-shares)]


def paints(pixels: np.ndarray, count: int, seed: int = 0) -> list[tuple[np.ndarray, float]]:
    """The `count` main paints of RGB uint8 `pixels` (n, 3): (mean linear RGB (3,), share), largest
    share first. One paint in light and in shade is one colour: lightness counts little here."""
    if len(pixels) < 2:
        return [(linear(colour), 1.0) for colour in pixels]
    lab, labels, _ = _clusters(pixels, count, seed, _SHADES)
    rgb = linear(255 * cv2.cvtColor(lab[None], cv2.COLOR_LAB2RGB)[0])
    found = [(rgb[labels == i].mean(0), float((labels == i).mean())) for i in np.unique(labels)]
    return sorted(found, key=lambda part: -part[1])


def _clusters(
    pixels: np.ndarray, count: int, seed: int, lightness: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(L*a*b* (n, 3) of some of the pixels, the cluster (n,) of each, centres (k, 3)) by k-means,
    where a difference of L* counts `lightness` times as much as one of a* or b*."""
    rng = np.random.default_rng(seed)
    if len(pixels) > _PIXELS:
        pixels = pixels[rng.choice(len(pixels), _PIXELS, replace=False)]
    lab = cv2.cvtColor(pixels[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]
    space = lab * np.array([lightness, 1, 1], np.float32)
    count = min(count, len(np.unique(space.round(1), axis=0)))
    cv2.setRNGSeed(seed)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    _, labels, centres = cv2.kmeans(space, count, None, stop, 2, cv2.KMEANS_PP_CENTERS)
    return lab, labels[:, 0], centres / np.array([lightness, 1, 1], np.float32)


def hexadecimal(colour: np.ndarray) -> str:
    """#RRGGBB."""
    return "#" + "".join(f"{int(c):02X}" for c in np.clip(colour.round(), 0, 255))


def srgb(value: np.ndarray) -> np.ndarray:
    """Linear light 0..1 to 8-bit sRGB levels, as floats."""
    low = np.clip(value, 0, 1)
    return 255 * np.where(low <= 0.0031308, 12.92 * low, 1.055 * low ** (1 / 2.4) - 0.055)


def lab_of(value: np.ndarray) -> np.ndarray:
    """Linear RGB (..., 3) to CIE L*a*b* (..., 3)."""
    rgb = (srgb(value) / 255).astype(np.float32)
    return cv2.cvtColor(rgb.reshape(1, -1, 3), cv2.COLOR_RGB2LAB).reshape(rgb.shape)
