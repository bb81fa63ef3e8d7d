"""Tables of colours that others wrote: Adobe's and DaVinci Resolve's .cube files. Only numbers are
taken from them; no other program is given the file."""

import numpy as np
import scipy

from studio.errors import ToolError
from tools.engines.ffmpeg.edit.colours import Colours

_LARGEST = {"LUT_3D_SIZE": 129, "LUT_1D_SIZE": 65536}  # nodes along an edge
_FIX = "Pass the text of a .cube file: LUT_3D_SIZE or LUT_1D_SIZE, then lines of three numbers."


class Cube:
    """A function of R'G'B' from 0 to 1, shape (..., 3); between its nodes it is linear."""

    def __init__(self, table: np.ndarray, low: np.ndarray, high: np.ndarray):
        self._table = table  # (n, 3), or (blue, green, red, 3)
        self._low, self._high = low, high

    def __call__(self, colours: Colours) -> Colours:
        share = (np.clip(colours, self._low, self._high) - self._low) / (self._high - self._low)
        at = share.reshape(-1, 3).T * (len(self._table) - 1)
        if self._table.ndim == 2:
            nodes = np.arange(len(self._table))
            made = [np.interp(at[n], nodes, self._table[:, n]) for n in range(3)]
        else:
            made = [
                scipy.ndimage.map_coordinates(self._table[..., n], at[::-1], order=1)
                for n in range(3)
            ]
        return np.stack(made, -1).reshape(colours.shape)


def read_cube(text: str) -> Cube:
    """The table in the text of a .cube file. ToolError says what is wrong with one."""
    kind, size = "", 0
    low, high = np.zeros(3), np.ones(3)
    rows: list[list[float]] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words or words[0] == "TITLE":
            continue
        try:
            if words[0] in _LARGEST:
                kind, size = words[0], int(words[1])
            elif words[0] == "DOMAIN_MIN":
                low = np.array([float(word) for word in words[1:4]])
            elif words[0] == "DOMAIN_MAX":
                high = np.array([float(word) for word in words[1:4]])
            elif words[0] in ("LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE"):
                low, high = (np.full(3, float(word)) for word in words[1:3])
            else:
                rows.append([float(word) for word in words])
        except (ValueError, IndexError) as error:
            raise _wrong(f"its line {number} is {line.strip()[:60]!r}") from error
        if size > _LARGEST.get(kind, 0) or len(rows) > size ** (3 if kind == "LUT_3D_SIZE" else 1):
            raise _wrong("it has more numbers than it says, or more than are read")
    return _checked(kind, size, rows, low, high)


def _checked(
    kind: str, size: int, rows: list[list[float]], low: np.ndarray, high: np.ndarray
) -> Cube:
    nodes = size**3 if kind == "LUT_3D_SIZE" else size
    if not kind:
        raise _wrong("it says no size")
    if size < 2:
        raise _wrong(f"its size is {size}, and two colours are the least")
    if short := next((row for row in rows if len(row) != 3), None):
        raise _wrong(f"a colour has {len(short)} numbers in it")
    if len(rows) != nodes:
        raise _wrong(f"it says {nodes} colours and holds {len(rows)}")
    table = np.array(rows)
    whole = np.isfinite(table).all() and np.isfinite(low).all() and np.isfinite(high).all()
    if not whole or low.shape != (3,) or high.shape != (3,) or (high <= low).any():
        raise _wrong("its numbers or its domain are not such as colours have")
    return Cube(table.reshape(size, size, size, 3) if kind == "LUT_3D_SIZE" else table, low, high)


def _wrong(what: str) -> ToolError:
    return ToolError(f"the table of colours cannot be read: {what}.", _FIX)
