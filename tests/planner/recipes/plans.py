"""Any film at all, for hypothesis."""

from hypothesis import strategies as st

from studio.nouns import vocabulary as known
from studio.plan import (
    Camera,
    Caption,
    Edit,
    EditStep,
    Film,
    Line,
    Picture,
    Place,
    Role,
    Shape,
    Shot,
    Size,
    Sound,
    Take,
    Title,
    Transition,
    Viewpoint,
    VoiceLine,
)
from tests.planner.recipes.playing import SCENE

NAMES = ["Luca", "Giulia", "Mina", 'O"Brien\\', "a narrator\n"]
IDS = ["s1", "s2", "render", "speak", "sum", "length", "film1", "class", "music", "len", "a_take"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def one_of(vocabulary: object) -> st.SearchStrategy[str]:
    """A word of a vocabulary."""
    return st.sampled_from(known.words(vocabulary))


def number(low: float, high: float) -> st.SearchStrategy[float]:
    """A number as people name them."""
    return st.floats(low, high).map(lambda value: min(high, max(low, round(value, 2))))


names = st.sampled_from(NAMES)
roles = st.builds(
    Role,
    character=names,
    action=one_of(known.Action),
    expression=one_of(known.Emotion),
    strength=number(0, 2),
)
lines = st.builds(
    Line,
    character=names,
    text=TEXTS,
    language=st.none() | one_of(known.Language),
    emotion=one_of(known.Emotion),
    strength=number(0, 2),
    rate=number(0.5, 2),
)
places = st.builds(Place, set=one_of(known.SetName), time_of_day=one_of(known.TimeOfDay))
seen = {
    "framing": one_of(known.Framing),
    "angle": one_of(known.CameraAngle),
    "view": one_of(known.View),
}
captions = st.lists(
    st.builds(
        Caption,
        text=TEXTS,
        start=number(0, 600),
        seconds=number(0, 600),
        where=one_of(known.CaptionPlace),
    ),
    max_size=3,
)
transitions = st.builds(Transition, kind=one_of(known.TransitionKind), seconds=number(0.1, 3))
OTHER = {  # handles of what a step has beside the footage
    **dict.fromkeys(("dub", "lip_sync"), "audio:00000000000000ab"),
    **dict.fromkeys(("background", "split_screen", "picture_in_picture"), "video:00000000000000ab"),
}
steps = st.builds(
    EditStep,
    kind=one_of(known.EditKind),
    where=one_of(known.EditPlace).filter(lambda where: where != "scene"),  # it is found before
    start=number(0, 7200),
    seconds=number(0, 7200),
    amount=number(0, 100),
    look=st.none() | one_of(known.Look),
    style=st.none() | one_of(known.DrawnLook),
    sound=st.none() | one_of(known.SoundEffect),
    side=st.none() | one_of(known.Side),
).map(lambda step: step.model_copy(update={"other": OTHER.get(step.kind)}))
lengths = st.just(0.0) | number(0, 600)
every = {"length": lengths, "captions": captions, "transition": transitions}
rendered = {
    "cast": st.lists(roles, min_size=1, max_size=3),
    "place": places,
    "exposure": number(-3, 3),
    "seed": st.integers(0, 2**31 - 1),
    "quality": st.sampled_from(["draft", "final"]),
}


def shots(identifier: str) -> st.SearchStrategy[Shot]:
    """A shot of any kind."""
    return st.one_of(
        st.builds(
            Picture,
            id=st.just(identifier),
            separate=st.booleans(),
            camera=st.builds(Viewpoint, **seen),
            size=st.builds(Size, width=st.integers(64, 4096)),
            passes=st.lists(one_of(known.PassName), max_size=5, unique=True),
            transparent=st.booleans(),
            **rendered,
            **every,
        ),
        st.builds(VoiceLine, id=st.just(identifier), lines=st.lists(lines, min_size=1, max_size=4)),
        st.builds(
            Take,
            id=st.just(identifier),
            separate=st.booleans(),
            camera=st.builds(Camera, move=one_of(known.CameraMove), **seen),
            lines=st.lists(lines, max_size=4),
            speed=st.just(1.0) | number(0.1, 8),
            **rendered,
            **every,
        ),
        st.builds(
            Edit,
            id=st.just(identifier),
            source=st.just(SCENE),
            separate=st.booleans(),
            steps=st.lists(steps, min_size=1, max_size=8),
            smooth=st.booleans(),
            **every,
        ),
    )


titles = st.none() | st.builds(Title, text=TEXTS, seconds=number(0.5, 10))
films = st.builds(
    Film,
    intent=st.just("Anything."),
    title=TEXTS | st.just(""),
    shots=st.lists(st.sampled_from(IDS), min_size=1, max_size=8, unique=True).flatmap(
        lambda ids: st.tuples(*map(shots, ids)).map(list)
    ),
    shape=st.builds(Shape, width=st.integers(64, 4096), fps=st.integers(6, 60)),
    sound=st.builds(
        Sound,
        music=st.none() | one_of(known.Mood),
        atmosphere=st.none() | one_of(known.Atmosphere),
        loudness=number(-40, -9),
    ),
    subtitles=st.booleans(),
    opening=titles,
    closing=titles,
)
