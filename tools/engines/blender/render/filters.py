"""Small image filters on (h, w) or (h, w, c) float arrays."""

import numpy as np

Box = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels, from the top left


def blur(pixels: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur with mirrored borders; `sigma` in pixels."""
    radius = max(1, int(3 * sigma + 0.5))
    reach = np.arange(-radius, radius + 1)
    kernel = np.exp(-0.5 * (reach / sigma) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pad = [(0, 0)] * pixels.ndim
        pad[axis] = (radius, radius)
        wide = np.pad(pixels, pad, mode="symmetric" if pixels.shape[axis] >= radius else "edge")
        length = pixels.shape[axis]
        pixels = sum(
            weight * wide[(slice(None),) * axis + (slice(k, k + length),)]
            for k, weight in enumerate(kernel)
        )
    return pixels


def gradient(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sobel derivatives (along x, along y) of an (h, w) array."""
    wide = np.pad(pixels, 1, mode="edge")
    across = wide[:, 2:] - wide[:, :-2]
    down = wide[2:] - wide[:-2]
    return (across[:-2] + 2 * across[1:-1] + across[2:]) / 8, (
        down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    ) / 8


def thin(across: np.ndarray, down: np.ndarray) -> np.ndarray:
    """The gradient's length where it is a ridge along its own direction, else 0 (Canny, 1986)."""
    length = np.hypot(across, down)
    angle = (np.rad2deg(np.arctan2(down, across)) + 180) % 180
    wide = np.pad(length, 1)
    height, width = length.shape

    def shifted(dy: int, dx: int) -> np.ndarray:
        return wide[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width]

    ridge = np.zeros_like(length, bool)
    for centre, (dy, dx) in ((0, (0, 1)), (45, (1, 1)), (90, (1, 0)), (135, (1, -1))):
        near = np.abs((angle - centre + 90) % 180 - 90) <= 22.5
        ridge |= near & (length >= shifted(dy, dx)) & (length > shifted(-dy, -dx))
    return np.where(ridge, length, 0.0)


def hysteresis(strength: np.ndarray, low: float, high: float) -> np.ndarray:
    """Pixels over `high`, and those over `low` that are joined to one; boolean (h, w)."""
    weak, grown = strength > low, strength > high
    while True:
        wide = np.pad(grown, 1)
        spread = np.zeros_like(grown)
        for dy in range(3):
            for dx in range(3):
                spread |= wide[dy : dy + grown.shape[0], dx : dx + grown.shape[1]]
        spread &= weak
        if (spread == grown).all():
            return grown
        grown = spread
