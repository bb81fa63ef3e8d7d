"""Every role's turn for plans of any number of shots, as the crew would send it; much is asked of
each shot, so that the turns are as long as they get."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import PIL.Image
from autogen_core import Image

from agents import analyst, coder, critic, director
from agents.endpoint.fitting import Thinner, without
from agents.flow.state import State, Version
from agents.flow.thread import LONGEST_SENT, MOST_SENT
from agents.prompting import prompt
from agents.rules.review_parts import parts_of
from agents.turns.measuring import told_tools
from llm.planner.critic import review as ruled_review
from llm.planner.reader import with_criteria
from sandbox.interface import Interface
from studio.nouns.artifact import MediaFacts
from studio.nouns.brief import Brief, SourceMedia
from studio.nouns.finding import Finding, Findings
from studio.nouns.program import Program, RunRecord
from studio.nouns.review import Lesson, Measurement
from studio.plan import (
    Asked,
    Caption,
    Change,
    Edit,
    EditStep,
    Film,
    Line,
    Picture,
    Place,
    Role,
    Shot,
    Sound,
    Take,
    Transition,
)
from studio.plan.parts import Camera, Title
from studio.plan.shots import Viewpoint
from tests.planner.conftest import shipped_cast
from tests.planner.recipes.studio import STUBS, written

MOST_SHOTS = 8
VIDEO = "video:0123456789abcdef"
SHEET = PIL.Image.new("RGB", (1292, 182))  # a film's contact sheet
LARGE = PIL.Image.new("RGB", (768, 768))  # the largest that is shown of a picture
# Tools that later versions may bring: a plan that names none of them is told no more for it, though
# a note has words in common with each, and a fourth of them measure.
MORE_TOOLS = 20
_MORE = "".join(
    f"""async def brighten_{number}(media: Video, *, amount: float = 1.0) -> Cut:
    \"\"\"Make the second shot happier, shorter or dreamy, with music, by {number} steps.

    {"What it does in each of its cases is told at length, with all ranges and units. " * 4}
    \"\"\"
    ...
"""
    for number in range(MORE_TOOLS)
)
_NOTE = "Let Giulia be happier, and the second shot shorter; the music more dreamy."
_PROGRAM_ERROR = "error: argument `lenght` does not match any known parameter of render_take\n"


@dataclass(frozen=True)
class Turn:
    """One request. `name` says of what."""

    name: str
    role: str
    sections: dict[str, Any]
    thinner: tuple[Thinner, ...]
    room: int
    pictures: tuple[Image, ...] = ()

    @property
    def prompt(self) -> str:
        return prompt(self.role)


def turns() -> Iterator[Turn]:
    """All of them: plans of 1 to 8 shots of mixed kinds and of takes alone; the first turn, the one
    after a run that failed, and the one after a review; with and without pictures."""
    for count in range(1, MOST_SHOTS + 1):
        for kind, film in (("mixed", mixed(count)), ("takes", takes(count))):
            for turn in _of(f"{count} shots, {kind}", film):
                yield turn if turn.name.endswith("first plan") else _in_the_chat(turn)


def _in_the_chat(turn: Turn) -> Turn:
    """With as much as a role is sent of what the others said."""
    words = "Not approved, 6.4 of 10. exposure of s1: measured 0.412 where 0.5 was wanted; " * 4
    said = [{"who": "critic", "says": words[:LONGEST_SENT]}] * MOST_SENT
    thinner = (("what the others said", without("CHAT")), *turn.thinner)
    return replace(turn, sections=turn.sections | {"CHAT": said}, thinner=thinner)


def mixed(count: int) -> Film:
    """Shots of every kind: of four, two are takes, one an edit of five steps, one a picture."""
    return _film([_EVERY[number % 4](number) for number in range(count)])


def takes(count: int) -> Film:
    """Takes of two who speak."""
    return _film([_take(number) for number in range(count)])


def _take(number: int) -> Shot:
    return Take(
        id=f"luca_and_giulia_{number}",
        cast=[
            Role(character="Luca", action="walk", expression="determined", strength=1.2),
            Role(character="Giulia", action="point", expression="excited"),
        ],
        place=Place(set="seaside_town", time_of_day="sunset"),
        camera=Camera(framing="full", angle="low", move="push_in"),
        lines=[
            Line(character="Luca", text="Silenzio, Bruno! Andiamo al mare.", language="it"),
            Line(character="Giulia", text="Wait for me, the boat is leaving!", emotion="excited"),
        ],
        length=5,
        transition=Transition(kind="dissolve"),
        seed=7,
        fixed=["cast.Luca.action", "cast.Giulia.expression", "place.set", "place.time_of_day"],
    )


def _picture(number: int) -> Shot:
    return Picture(
        id=f"mina_waving_{number}",
        separate=False,
        cast=[Role(character="Mina", action="wave", expression="happy")],
        place=Place(set="meadow", time_of_day="morning"),
        camera=Viewpoint(framing="close_up", view="front"),
        captions=[Caption(text="The morning after", where="top")],
        length=3,
        seed=7,
        fixed=["cast.Mina.action", "place.set", "captions.0.text", "length"],
    )


def _edit(number: int) -> Shot:
    return Edit(
        id=f"parody_{number}",
        source=VIDEO,
        steps=[
            EditStep(kind="trim", where="time", start=1, seconds=6),
            EditStep(kind="exaggerate", amount=2),
            EditStep(kind="grade", look="film_noir"),
            EditStep(kind="zoom", where="peak", amount=1.6),
            EditStep(kind="speed", where="peak", amount=0.25),
        ],
        captions=[Caption(text="Meanwhile", seconds=2)],
        fixed=["steps.trim", "steps.exaggerate", "steps.grade", "steps.zoom", "steps.speed"],
    )


_EVERY = (_take, _edit, _picture, _take)


def _film(shots: list[Shot]) -> Film:
    film = Film(
        intent="Luca and Giulia on their way to the sea, with a picture and a parody between.",
        title="To the sea",
        shots=shots,
        sound=Sound(music="cheerful", atmosphere="sea"),
        subtitles=True,
        opening=Title(text="To the sea"),
        closing=Title(text="The end"),
        fixed=["sound.music", "sound.atmosphere", "subtitles", "opening.text"],
    )
    asked = [
        Asked(path=f"{shot.id}.{path}", words="by the harbour at sunset", start=12, end=36)
        for shot in shots
        for path in shot.fixed
    ]
    return with_criteria(film.model_copy(update={"asked": asked}))


def _of(name: str, film: Film) -> Iterator[Turn]:
    state = _planned(film)
    stubs = Interface({}, STUBS + _MORE).with_artifacts().stubs
    fresh = State(brief=state.brief, recall=state.recall)
    yield Turn(
        f"{name}: first plan", "director", director.turn(fresh), director.THINNER, director.ROOM
    )
    for looks, pictures in ((False, ()), (True, tuple(Image.from_pil(LARGE) for _ in range(4)))):
        seen = "seen" if looks else "read"
        tools = _measuring({VIDEO: "scene.mp4"})
        sections = analyst.turn(state, tools) | ({"PICTURES": _captions(4)} if looks else {})
        yield Turn(f"{name}: {seen}", "analyst", sections, analyst.THINNER, analyst.ROOM, pictures)
    whole = coder.room_for(state)
    part = min(whole, coder.A_CHANGE)
    first = coder.turn(state, stubs)
    yield Turn(f"{name}: first program", "coder", first, coder.THINNER, whole)
    state.program, state.attempt = Program(code=written(film)), 1
    state.run = RunRecord(outcome="type_error", error=_PROGRAM_ERROR * 12, line=9)
    failed = coder.turn(state, stubs)
    yield Turn(f"{name}: program that failed", "coder", failed, coder.THINNER, part)
    state.run, state.judged = None, _judged(film)
    yield from _reviews(name, state)
    state.versions.append(_version(state))
    state.program, state.freshly_planned = None, False
    revised = coder.turn(state, stubs)
    yield Turn(f"{name}: revised program", "coder", revised, coder.THINNER, part)
    state.notes = [_NOTE]
    yield Turn(
        f"{name}: program after a note", "coder", coder.turn(state, stubs), coder.THINNER, part
    )
    noted = director.turn(state)
    again = director.room_for(state)
    yield Turn(f"{name}: plan with a note", "director", noted, director.THINNER, again)


def _reviews(name: str, state: State) -> Iterator[Turn]:
    assert state.judged
    for shot, failed in parts_of(state.judged).items():
        tools = _measuring({VIDEO: shot, VIDEO.replace("video", "image"): shot})
        sections = critic.turn(state, shot, failed, tools)
        yield Turn(f"{name}: review of {shot}", "critic", sections, critic.THINNER, critic.ROOM)
        if shot == "film":
            continue
        for picture in (SHEET, LARGE):
            sections = sections | {"PICTURES": _captions(1)}
            seen = (Image.from_pil(picture),)
            yield Turn(
                f"{name}: review of {shot}, seen",
                "critic",
                sections,
                critic.THINNER,
                critic.ROOM,
                seen,
            )


def _captions(count: int) -> list[dict[str, Any]]:
    return [{"subject": VIDEO, "times": [0.62, 1.87, 3.12, 4.37]}] * count


def _planned(film: Film) -> State:
    media = [SourceMedia(handle=VIDEO, name="scene.mp4", facts=MediaFacts(duration=8.0, fps=25.0))]
    text = " Then Luca and Giulia walk by the harbour at sunset, and she points at a boat." * 12
    lesson = Lesson(
        text="In close up takes at night: exposure falls short; set exposure 0.5 from the start.",
        brief="A close-up of Luca at night in the street, whispering something to Giulia.",
        changes=[Change(path="s1.exposure", value=0.5, reason="the face is too dark at night")],
        similarity=0.7,
        context={"kind": "take", "time_of_day": "night", "framing": "close_up"},
    ).model_dump(mode="json")
    measured = [{"subject": VIDEO, "facts": _FACTS}]
    measured += [{"subject": one["name"], "facts": one} for one in shipped_cast()[:4]]
    found = Finding(subject=VIDEO, fact="duration 8 s, 1280 x 720 px, 25 frames/s, -23.4 LUFS")
    about = Finding(subject="Luca", fact="A shy boy with brown hair; speaks English and Italian")
    return State(
        brief=Brief(text=text.strip(), media=media, seed=7),
        recall={"characters": shipped_cast(), "lessons": [lesson] * 4},
        film=film,
        measured=measured,
        findings=Findings(summary="One video, large enough.", findings=[found] * 10 + [about] * 6),
    )


def _measuring(handles: dict[str, str]) -> str:
    more = [
        f"# measure_more_{number}(video, start, end): Measure what others do not."
        for number in range(MORE_TOOLS // 4)
    ]
    return "\n".join([*more, told_tools(handles)])


_FACTS = {
    "kind": "video",
    "width": 1280,
    "height": 720,
    "duration": 8.0,
    "fps": 25.0,
    "sample_rate": 48000,
    "cuts": [1.48, 2.96, 4.44, 5.92],
    "says": [
        {"text": "Now what is it that you want from me?", "start": 0.4, "end": 2.1}
        for _ in range(20)
    ],
}


def _judged(film: Film) -> list[Measurement]:
    """Two of three criteria fail."""
    return [
        Measurement(
            shot=owner,
            criterion=criterion.name,
            value=0.412 + number,
            unit="LUFS",
            target=criterion.target or "0.35 to 0.6",
            score=9.1 if number % 3 == 0 else 4.37,
            passed=number % 3 == 0,
            evidence="measured 0.412 over 96 of 120 frames, where 0.35 to 0.6 was wanted; "
            "the worst of them is at 2.46 s",
            change=None
            if number % 3 == 0
            else Change(path=f"{owner}.length", value=4, reason="what was measured is too long"),
        )
        for owner, criteria in [(s.id, s.criteria) for s in film.shots] + [("film", film.criteria)]
        for number, criterion in enumerate(criteria)
    ]


def _version(state: State) -> Version:
    assert state.film and state.program and state.judged
    reviewed = ruled_review({"PLAN": state.film, "MEASUREMENTS": _plain(state.judged)})
    return Version(1, state.film, state.program.code, {}, state.judged, reviewed)


def _plain(measured: list[Measurement]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in measured]
