"""The coder's examples: the programs of two of the director's plans, and the change of another's
after a review."""

from agents.examples import director
from agents.examples.example import Example
from agents.turns.plans import failed_alone, to_make
from studio.nouns.program import Program, ProgramAgain, Replacement
from studio.nouns.review import Fault, Review
from studio.plan import Change, apply_changes

_PICTURE = """from tools import render_character

still = await render_character(
    cast=[{"character": "Mina", "action": "wave", "expression": "happy"}],
    set="meadow", time_of_day="morning", framing="full", seed=7,
)
{"mina_waving": still["image"]}
"""

_FILM = Program(
    plan="Films luca_runs and luca_talks, and puts them together with music.",
    code="""from tools import (
    assemble_film, compose_video, lip_sync, make_music, mix_audio, render_take, speak,
)

run = await render_take(
    cast=[{"character": "Luca", "action": "run"}], set="meadow", framing="full", length=4.0, seed=3,
)
line = await speak(character="Luca", text="What a day!", language="en")
mouth = await lip_sync(phonemes=line["phonemes"], start=0.3)
talk = await render_take(
    cast=[{"character": "Luca", "action": "sit", "visemes": [mouth["visemes"]]}],
    set="bedroom", time_of_day="night", length=mouth["duration"] + 0.5, seed=3,
)
voice = await mix_audio(tracks=[{"audio": line["audio"], "start": 0.3}], duration=talk["duration"])
spoken = await compose_video(clips=[talk["video"]], audio=voice["audio"])
music = await make_music(mood="cheerful", duration=run["duration"] + spoken["duration"], seed=3)
film = await assemble_film(
    shots=[
        {"name": "luca_runs", "shown": run["video"]},
        {"name": "luca_talks", "shown": spoken["video"]},
    ],
    sound={"music": "cheerful"}, music=music["audio"],
)
{
    "luca_runs": run["video"],
    "luca_talks": spoken["video"],
    "film": [film["video"], film["timeline"]],
}
""",
)

_EDIT = Program(
    plan="Exaggerates the faces of the source, then slows down its peak.",
    code="""from tools import exaggerate_faces, find_moments, retime_video

funny = await exaggerate_faces(video="video:0123456789abcdef", amount=2.0)
peak = (await find_moments(video=funny["video"]))["peak"]
slow = await retime_video(
    video=funny["video"],
    speeds=[{"start": peak["start"], "end": peak["end"], "speed": 0.25}], ease=0.2,
)
{"parody": slow["video"]}
""",
)


_STRONGER = Change(path="mina_waving.cast.Mina.strength", value=1.4)
_REVIEW = Review(
    scores=[],
    faults=[
        Fault(
            shot="mina_waving",
            criterion="expression",
            description="Mina hardly smiles.",
            change=_STRONGER,
        )
    ],
    approved=False,
)
_AGAIN = ProgramAgain(
    plan="Mina smiles more strongly.",
    replace=[
        Replacement(find='"expression": "happy"}', by='"expression": "happy", "strength": 1.4}')
    ],
)

FIRST = (
    Example({"PLAN": to_make(director.FILM)}, _FILM),
    Example({"PLAN": to_make(director.EDIT)}, _EDIT),
)
AGAIN = Example(
    {
        "PLAN": to_make(apply_changes(director.PICTURE, [_STRONGER]).film),
        "PROGRAM": _PICTURE,
        "REVIEW": failed_alone(_REVIEW),
    },
    _AGAIN,
)
EXAMPLES = (*FIRST, AGAIN)
