"""The entries of configs/weights.yaml that the motion engine uses."""

from dataclasses import dataclass

from tools.engines.diffusion.requests import ControlKind


@dataclass(frozen=True)
class Family:
    """A base, the adapter that makes it move, and the ControlNets that steer it; `longest` clip in
    frames."""

    base: str
    adapter: str
    controls: dict[ControlKind, str]
    longest: int

    @property
    def entries(self) -> tuple[str, ...]:
        """All of them."""
        return (self.base, self.adapter, *self.controls.values())


CONTEXT = 16  # frames that an adapter was trained on; longer clips are made by FreeNoise
FAMILIES = {
    "sd15": Family(
        "sd15-base",
        "animatediff-sd15",
        {
            "depth": "controlnet-depth-sd15",
            "edge": "controlnet-canny-sd15",
            "openpose": "controlnet-openpose-sd15",
        },
        longest=96,
    ),
    # No pipeline steers it, and none goes on for longer.
    "sdxl": Family("sdxl-base", "animatediff-sdxl", {}, longest=CONTEXT),
}
