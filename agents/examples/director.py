"""The director's examples: a picture, a film of which something is left out, an edit."""

from agents.examples.example import Example
from studio.plan import (
    Asked,
    Criterion,
    Edit,
    EditStep,
    Film,
    LeftOut,
    Line,
    Picture,
    Place,
    Role,
    Sound,
    Take,
    Viewpoint,
)
from studio.plan.parts import Camera

VIDEO = "video:0123456789abcdef"

PICTURE = Film(
    intent="Mina waves in the meadow in the morning, happy.",
    shots=[
        Picture(
            id="mina_waving",
            cast=[Role(character="Mina", action="wave", expression="happy")],
            place=Place(set="meadow", time_of_day="morning"),
            camera=Viewpoint(framing="full"),
            seed=7,
            fixed=["cast.Mina.action", "place.set", "place.time_of_day", "cast.Mina.expression"],
            criteria=[
                Criterion(name="character_match", target="Mina"),
                Criterion(name="expression", target="happy"),
                Criterion(name="pose", target="wave"),
                Criterion(name="sharpness"),
                Criterion(name="exposure"),
            ],
        )
    ],
    criteria=[Criterion(name="brief")],
    asked=[
        Asked(path="mina_waving.cast.Mina.action", words="waving"),
        Asked(path="mina_waving.place.set", words="in the meadow"),
        Asked(path="mina_waving.place.time_of_day", words="in the morning"),
        Asked(path="mina_waving.cast.Mina.expression", words="happy"),
    ],
)

_TAKE = ["sharpness", "exposure"]
_LINE = ["loudness", "clipping", "intelligibility", "voice_similarity", "speech_quality"]
FILM = Film(
    intent="Luca runs through the meadow, then sits in his bedroom and speaks; cheerful music.",
    shots=[
        Take(
            id="luca_runs",
            cast=[Role(character="Luca", action="run")],
            place=Place(set="meadow"),
            camera=Camera(framing="full"),
            length=4,
            seed=3,
            fixed=["cast.Luca.action", "place.set"],
            criteria=[
                Criterion(name="character_match", target="Luca"),
                Criterion(name="action", target="run"),
                *(Criterion(name=name) for name in [*_TAKE, "motion", "flicker"]),
            ],
        ),
        Take(
            id="luca_talks",
            cast=[Role(character="Luca", action="sit")],
            place=Place(set="bedroom", time_of_day="night"),
            lines=[Line(character="Luca", text="What a day!", language="en")],
            seed=3,
            fixed=["cast.Luca.action", "place.set", "place.time_of_day", "lines.0.text"],
            criteria=[
                Criterion(name="character_match", target="Luca"),
                Criterion(name="action", target="sit"),
                *(Criterion(name=name) for name in [*_TAKE, "flicker"]),
                Criterion(name="loudness", target="-16"),
                *(Criterion(name=name) for name in _LINE[1:]),
                Criterion(name="lip_sync"),
            ],
        ),
    ],
    sound=Sound(music="cheerful"),
    fixed=["sound.music"],
    criteria=[
        *(Criterion(name=name) for name in ["brief", "cuts", "continuity", "gaps"]),
        Criterion(name="loudness", target="-16"),
    ],
    asked=[
        Asked(path="luca_runs.cast.Luca.action", words="runs"),
        Asked(path="luca_runs.place.set", words="across the meadow"),
        Asked(path="luca_talks.cast.Luca.action", words="sits"),
        Asked(path="luca_talks.place.set", words="in his bedroom"),
        Asked(path="luca_talks.place.time_of_day", words="at night"),
        Asked(path="luca_talks.lines.0.text", words="What a day!"),
        Asked(path="film.sound.music", words="cheerful music"),
    ],
    left_out=[LeftOut(words="under fireworks", reason="No fireworks can be shown.")],
)

EDIT = Film(
    intent="The scene with exaggerated faces, slowed down at its peak.",
    shots=[
        Edit(
            id="parody",
            source=VIDEO,
            steps=[
                EditStep(kind="exaggerate", amount=2),
                EditStep(kind="speed", where="peak", amount=0.25),
            ],
            fixed=["steps.exaggerate", "steps.speed"],
            criteria=[
                Criterion(name="source_kept"),
                Criterion(name="exaggeration", target="2"),
                Criterion(name="speed", target="0.25"),
            ],
        )
    ],
    criteria=[Criterion(name="brief")],
    asked=[
        Asked(path="parody.steps.exaggerate", words="exaggerate the faces"),
        Asked(path="parody.steps.speed", words="slow it down at the best moment"),
    ],
)

EXAMPLES = (
    Example(
        {
            "BRIEF": {
                "text": "A picture of Mina waving in the meadow in the morning, happy",
                "seed": 7,
            }
        },
        PICTURE,
    ),
    Example(
        {
            "BRIEF": {
                "text": "Luca runs across the meadow under fireworks, then he sits in his bedroom "
                "at night and says 'What a day!', with cheerful music",
                "seed": 3,
            }
        },
        FILM,
    ),
    Example(
        {
            "BRIEF": {
                "text": "exaggerate the faces, and slow it down at the best moment",
                "media": [{"handle": VIDEO, "name": "scene.mp4"}],
            }
        },
        EDIT,
    ),
)
