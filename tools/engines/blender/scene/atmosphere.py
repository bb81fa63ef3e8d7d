"""What each time of day is like: sun, sky, lamps and exposure."""

from dataclasses import dataclass
from typing import NamedTuple

Vector3 = tuple[float, float, float]


class Light(NamedTuple):
    """Energy in Blender's units (W/m² of a sun, W of an area light) and sRGB colour."""

    energy: float
    colour: str


@dataclass(frozen=True)
class Atmosphere:
    """Light of one time of day. Colours are sRGB, energies Blender's (W/m² sun, W area lights).

    `sun_from` points from the stage to the sun (or moon); the camera stands at -Y. Sky colours go
    from horizon to zenith. `key`, `fill` and `rim` are watts at the reference distance of the
    light rig. `lamps` scales the practical lights of a set (0 off, 1 night).
    """

    sun_from: Vector3
    sun: Light
    sun_softness: float  # angular diameter, degrees
    sky: tuple[str, str, str, str]
    sky_strength: float
    cloud: str
    cloud_cover: float  # 0 clear to 1 overcast
    stars: float
    key: Light
    fill: Light
    rim: Light
    lamps: float
    exposure: float  # stops


ATMOSPHERES: dict[str, Atmosphere] = {
    "morning": Atmosphere(
        sun_from=(0.88, -0.12, 0.42),
        sun=Light(5.5, "#FFD9A3"),
        sun_softness=2.5,
        sky=("#FFE6C8", "#D9E6EA", "#93C6EC", "#4F93CF"),
        sky_strength=0.75,
        cloud="#FFF1E4",
        cloud_cover=0.42,
        stars=0.0,
        key=Light(34.0, "#FFE8CC"),
        fill=Light(5.0, "#C9DEFF"),
        rim=Light(42.0, "#FFE0B0"),
        lamps=0.0,
        exposure=0.4,
    ),
    "day": Atmosphere(
        sun_from=(0.60, -0.48, 0.70),
        sun=Light(7.5, "#FFE9C6"),
        sun_softness=2.0,
        sky=("#E3F1F7", "#A3D2F2", "#4FA3E6", "#1F68C0"),
        sky_strength=0.62,
        cloud="#FFFFFF",
        cloud_cover=0.45,
        stars=0.0,
        key=Light(20.0, "#FFEBD3"),
        fill=Light(4.0, "#CDE2FF"),
        rim=Light(38.0, "#FFE6C0"),
        lamps=0.0,
        exposure=0.3,
    ),
    "sunset": Atmosphere(
        sun_from=(-0.86, -0.26, 0.26),
        sun=Light(5.0, "#FF9A52"),
        sun_softness=3.0,
        sky=("#FFC46B", "#FF9A72", "#C684AE", "#5668B4"),
        sky_strength=0.85,
        cloud="#FFC79C",
        cloud_cover=0.5,
        stars=0.0,
        key=Light(30.0, "#FFD2A8"),
        fill=Light(5.0, "#B9B4FF"),
        rim=Light(70.0, "#FFA45C"),
        lamps=0.45,
        exposure=0.45,
    ),
    "night": Atmosphere(
        sun_from=(-0.55, -0.35, 0.75),
        sun=Light(0.75, "#8FB0FF"),
        sun_softness=2.0,
        sky=("#4E66A8", "#2C4383", "#1A2A62", "#0D1742"),
        sky_strength=0.75,
        cloud="#6F83BC",
        cloud_cover=0.4,
        stars=1.0,
        key=Light(27.0, "#FFD3A3"),
        fill=Light(4.0, "#7E9BFF"),
        rim=Light(38.0, "#8FB2FF"),
        lamps=1.0,
        exposure=0.6,
    ),
}
