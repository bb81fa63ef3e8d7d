"""What each time of day is like: sun, sky, lamps and exposure."""

from dataclasses import dataclass

Vector3 = tuple[float, float, float]


@dataclass(frozen=True)
class Atmosphere:
    """Light of one time of day. Colours are sRGB, energies Blender's (W/m² sun, W area lights).

    `sun_from` points from the stage to the sun (or moon); the camera stands at -Y. Sky colours go
    from horizon to zenith. `key`, `fill` and `rim` are watts at the reference distance of the
    light rig. `lamps` scales the practical lights of a set (0 off, 1 night).
    """

    sun_from: Vector3
    sun: float
    sun_colour: str
    sun_softness: float  # angular diameter, degrees
    sky: tuple[str, str, str, str]
    sky_strength: float
    cloud: str
    cloud_cover: float  # 0 clear to 1 overcast
    stars: float
    key: float
    key_colour: str
    fill: float
    fill_colour: str
    rim: float
    rim_colour: str
    lamps: float
    exposure: float  # stops


ATMOSPHERES: dict[str, Atmosphere] = {
    "morning": Atmosphere(
        sun_from=(0.86, 0.42, 0.42), sun=2.6, sun_colour="#FFDDB0", sun_softness=2.5,
        sky=("#FFE3C2", "#CFE3EC", "#8FC3E8", "#4F93CF"), sky_strength=0.75,
        cloud="#FFF1E4", cloud_cover=0.42, stars=0.0,
        key=30.0, key_colour="#FFEBD2", fill=7.0, fill_colour="#CFE2FF",
        rim=40.0, rim_colour="#FFDFAE", lamps=0.0, exposure=0.35,
    ),
    "day": Atmosphere(
        sun_from=(0.60, -0.48, 0.70), sun=3.2, sun_colour="#FFEBCB", sun_softness=2.0,
        sky=("#E6F1F4", "#A9D3EF", "#5BA8E5", "#2670C4"), sky_strength=0.8,
        cloud="#FFFFFF", cloud_cover=0.45, stars=0.0,
        key=20.0, key_colour="#FFF0DC", fill=6.0, fill_colour="#D3E6FF",
        rim=34.0, rim_colour="#FFE9C8", lamps=0.0, exposure=0.3,
    ),
    "sunset": Atmosphere(
        sun_from=(-0.80, 0.62, 0.24), sun=3.0, sun_colour="#FF9A4E", sun_softness=3.0,
        sky=("#FFB35C", "#FF8F6B", "#B877A6", "#4A5FA8"), sky_strength=0.62,
        cloud="#FFB98A", cloud_cover=0.5, stars=0.0,
        key=34.0, key_colour="#FFCB9A", fill=7.0, fill_colour="#B9B4FF",
        rim=70.0, rim_colour="#FF9C50", lamps=0.45, exposure=0.3,
    ),
    "night": Atmosphere(
        sun_from=(-0.5, 0.5, 0.75), sun=0.32, sun_colour="#9DBBFF", sun_softness=2.0,
        sky=("#3A4F86", "#22356B", "#141F49", "#0A1030"), sky_strength=0.38,
        cloud="#56689C", cloud_cover=0.4, stars=1.0,
        key=17.0, key_colour="#FFCF99", fill=4.5, fill_colour="#7E9BFF",
        rim=32.0, rim_colour="#8FB2FF", lamps=1.0, exposure=0.45,
    ),
}
