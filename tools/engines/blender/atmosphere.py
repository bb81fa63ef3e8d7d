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
        sun_from=(0.88, -0.12, 0.42),
        sun=5.5,
        sun_colour="#FFD9A3",
        sun_softness=2.5,
        sky=("#FFE6C8", "#D9E6EA", "#93C6EC", "#4F93CF"),
        sky_strength=0.75,
        cloud="#FFF1E4",
        cloud_cover=0.42,
        stars=0.0,
        key=34.0,
        key_colour="#FFE8CC",
        fill=5.0,
        fill_colour="#C9DEFF",
        rim=42.0,
        rim_colour="#FFE0B0",
        lamps=0.0,
        exposure=0.4,
    ),
    "day": Atmosphere(
        sun_from=(0.60, -0.48, 0.70),
        sun=7.5,
        sun_colour="#FFE9C6",
        sun_softness=2.0,
        sky=("#E3F1F7", "#A3D2F2", "#4FA3E6", "#1F68C0"),
        sky_strength=0.62,
        cloud="#FFFFFF",
        cloud_cover=0.45,
        stars=0.0,
        key=20.0,
        key_colour="#FFEBD3",
        fill=4.0,
        fill_colour="#CDE2FF",
        rim=38.0,
        rim_colour="#FFE6C0",
        lamps=0.0,
        exposure=0.3,
    ),
    "sunset": Atmosphere(
        sun_from=(-0.86, -0.26, 0.26),
        sun=5.0,
        sun_colour="#FF9A52",
        sun_softness=3.0,
        sky=("#FFC46B", "#FF9A72", "#C684AE", "#5668B4"),
        sky_strength=0.85,
        cloud="#FFC79C",
        cloud_cover=0.5,
        stars=0.0,
        key=30.0,
        key_colour="#FFD2A8",
        fill=5.0,
        fill_colour="#B9B4FF",
        rim=70.0,
        rim_colour="#FFA45C",
        lamps=0.45,
        exposure=0.45,
    ),
    "night": Atmosphere(
        sun_from=(-0.55, -0.35, 0.75),
        sun=0.75,
        sun_colour="#8FB0FF",
        sun_softness=2.0,
        sky=("#4E66A8", "#2C4383", "#1A2A62", "#0D1742"),
        sky_strength=0.75,
        cloud="#6F83BC",
        cloud_cover=0.4,
        stars=1.0,
        key=27.0,
        key_colour="#FFD3A3",
        fill=4.0,
        fill_colour="#7E9BFF",
        rim=38.0,
        rim_colour="#8FB2FF",
        lamps=1.0,
        exposure=0.6,
    ),
}
