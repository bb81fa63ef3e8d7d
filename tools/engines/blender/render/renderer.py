"""One render of the scene as linear pixels, timed by part."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import bpy
import numpy as np
import OpenEXR

from tools.engines.blender.render.filters import Box

INSIDE = 0.25  # pixels: Blender cuts a border's ends to whole pixels, and floats fall short
Report = Callable[[float, str], None]


@dataclass
class Timings:
    """Wall seconds by part, and CPU seconds of all threads together.

    `sample` holds the denoising too: Cycles does not report when the one ends.
    """

    build: float = 0.0
    sync: float = 0.0
    sample: float = 0.0
    encode: float = 0.0
    cpu: float = 0.0
    renders: int = 0

    def as_dict(self) -> dict[str, float]:
        """The timings as JSON, to the millisecond."""
        return {name: round(value, 3) for name, value in vars(self).items()}


@dataclass
class Layers:
    """Linear pixels, top row first: `colour` (h, w, 4) premultiplied; passes by name."""

    colour: np.ndarray
    passes: dict[str, np.ndarray] = field(default_factory=dict)


class Renderer:
    """Renders the scene as it stands, by way of the file `scratch`."""

    def __init__(self, scene: bpy.types.Scene, scratch: Path):
        self._scene = scene
        self._file = scratch.with_suffix(".exr")
        self._marks: list[tuple[float, str]] = []
        self._report: Report | None = None
        self.timings = Timings()
        self.spoiled = False  # by renders with other passes: what is kept gives other pixels now
        bpy.app.handlers.render_stats.append(self._note)

    def forget(self) -> None:
        """Drop what Cycles kept of earlier renders: the next one depends on the scene alone.

        Cycles keeps lights and objects in the order in which it met them; a scene that changed
        would sample its lights in another order than a fresh process, and give other pixels.
        """
        self._scene.render.use_persistent_data = False
        self._scene.render.use_persistent_data = True
        self.spoiled = False

    def render(
        self,
        width: int,
        height: int,
        samples: int,
        box: Box | None = None,
        denoise: bool = True,
        report: Report | None = None,
    ) -> Layers:
        """Render `box` (x0, y0, x1, y1 in pixels from the top left; all of it if None)."""
        scene, render = self._scene, self._scene.render
        render.resolution_x, render.resolution_y = width, height
        scene.cycles.samples = samples
        scene.cycles.use_denoising = denoise
        render.use_border = render.use_crop_to_border = box is not None
        if box is not None:
            left, top, right, bottom = box
            render.border_min_x = (left + INSIDE) / width
            render.border_max_x = min(1.0, (right + INSIDE) / width)
            render.border_min_y = (height - bottom + INSIDE) / height
            render.border_max_y = min(1.0, (height - top + INSIDE) / height)
        settings = render.image_settings
        settings.file_format = "OPEN_EXR_MULTILAYER"
        settings.color_depth, settings.exr_codec = "32", "NONE"
        render.filepath = str(self._file)
        self._report = report
        start, busy = time.perf_counter(), time.process_time()
        self._marks = [(start, "Synchronizing")]
        with _hushed():
            bpy.ops.render.render(write_still=True)
        layers = self._read()
        self._account(start, time.perf_counter())
        self.timings.cpu += time.process_time() - busy
        self.timings.renders += 1
        return layers

    @contextmanager
    def encoding(self) -> Iterator[None]:
        """Count the time of a block as encoding."""
        start, busy = time.perf_counter(), time.process_time()
        yield
        self.timings.encode += time.perf_counter() - start
        self.timings.cpu += time.process_time() - busy

    def _note(self, text: str, *_: object) -> None:
        message = text.rsplit("|", 1)[-1].strip()
        self._marks.append((time.perf_counter(), message))
        if self._report and message.startswith("Sample"):
            done, of = message.split(",")[0].removeprefix("Sample ").split("/")
            self._report(int(done) / max(1, int(of)), "sampling")

    def _account(self, start: float, end: float) -> None:
        """Split the time from `start` to `end` by what Cycles said that it was doing."""
        sampling = next((t for t, m in self._marks if m.startswith("Sample")), end)
        finished = next((t for t, m in reversed(self._marks) if m.startswith("Finished")), end)
        self.timings.sync += sampling - start
        self.timings.sample += finished - sampling
        self.timings.encode += end - finished

    def _read(self) -> Layers:
        with OpenEXR.File(str(self._file), separate_channels=True) as file:
            channels = {name: np.array(made.pixels) for name, made in file.channels().items()}
        self._file.unlink()
        grouped: dict[str, dict[str, np.ndarray]] = {}
        for name, pixels in channels.items():
            _, layer, channel = name.rsplit(".", 2)
            grouped.setdefault(layer, {})[channel.upper()] = pixels
        passes = {}
        for layer, parts in grouped.items():
            order = [c for c in ("R", "G", "B", "A", "X", "Y", "Z") if c in parts]
            passes[layer] = (
                parts[order[0]] if len(parts) == 1 else np.stack([parts[c] for c in order], -1)
            )
        return Layers(passes.pop("Combined"), passes)


@contextmanager
def _hushed() -> Iterator[None]:
    """Blender prints a line per step of a render on file descriptor 1, from C: drop them."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
