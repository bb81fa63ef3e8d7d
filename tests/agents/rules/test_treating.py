"""How the director treats a parody: by what was found, and only where the brief left it open."""

import pytest

from agents.rules import treating
from agents.rules.treating import comedy, is_open, treated
from studio.errors import SettingsError
from studio.plan import Asked, Criterion, Edit, EditStep, Film

SOURCE = "video:0123456789abcdef"
FACE = {"face": 0.4, "grows": 1.9, "motion": 4.0, "moves": 1.0, "sound": 1.0, "new_frames": 1.0}
TIMES = {"moment": 2.0, "liveliest": 3.0}
USUAL = [
    EditStep(kind="exaggerate", amount=2.5),
    EditStep(kind="zoom", where="peak", amount=1.6),
    EditStep(kind="speed", where="peak", amount=0.25),
]


def parody(**more) -> Film:
    judged = [
        Criterion(name="source_kept"),
        Criterion(name="speed", target="0.25"),
        Criterion(name="effect", target="shake"),
    ]
    shot = Edit(id="s", source=SOURCE, steps=USUAL, criteria=judged)
    return Film(intent="An edit.", shots=[shot], **more)


MOVE = ["speed", "sound_effect", "shake", "sound_effect"]
MOVE_JUDGED = ["speed", "sound_placed", "effect"]


@pytest.mark.parametrize(
    "found, name, kinds, judged",
    [
        (
            {},
            "face",
            ["exaggerate", "zoom", "freeze", "sound_effect"],
            ["exaggeration", "zoom", "hold", "sound_placed"],
        ),
        ({"grows": 1.3}, "move", MOVE, MOVE_JUDGED),  # drawn
        ({"face": 0.05, "grows": 0}, "move", MOVE, MOVE_JUDGED),
        (
            {"face": 0, "grows": 0, "motion": 0.1},
            "sound",
            ["freeze", "zoom", "shake"],
            ["hold", "zoom", "effect"],
        ),
        (  # a photograph before which the camera drifts
            {"grows": 1.0, "moves": 0.0},
            "sound",
            ["freeze", "zoom", "shake"],
            ["hold", "zoom", "effect"],
        ),
        (
            {"face": 0, "motion": 0, "sound": 0},
            "stillness",
            ["freeze", *2 * ["shake"], *2 * ["sound_effect"], "zoom", "sound_effect"],
            ["hold", "effect", "sound_placed", "zoom"],
        ),
    ],
)
def test_what_is_found_decides(found, name, kinds, judged):
    film = treated(parody(), {SOURCE: FACE | TIMES | found})
    shot = film.shots[0]
    assert [step.kind for step in shot.steps] == kinds
    assert film.intent.startswith(f"A parody: the {name} is the joke, since ")
    assert [one.name for one in shot.criteria] == ["source_kept", *judged]


def test_the_times_are_those_of_the_rules():
    rules = comedy().rules
    steps = {s.kind: s for s in treated(parody(), {SOURCE: FACE | TIMES}).shots[0].steps}
    assert steps["zoom"].where == steps["exaggerate"].where == "time"
    assert steps["exaggerate"].start == pytest.approx(2.0 - rules["exaggeration"].lead)
    assert steps["zoom"].start == pytest.approx(2.0 - rules["anticipation"].lead)
    assert steps["freeze"].start == pytest.approx(2.0 - rules["hold"].lead)
    assert steps["freeze"].amount == rules["hold"].seconds
    scratch = steps["sound_effect"]
    assert (scratch.sound, scratch.start) == ("record_scratch", steps["freeze"].start)
    drawn = {"grows": 1.3, "new_frames": 0.5}
    film = treated(parody(), {SOURCE: FACE | TIMES | drawn})
    assert not film.shots[0].smooth, "drawings are held"
    slow, down, _, impact = film.shots[0].steps
    assert slow.start == down.start == pytest.approx(3.0 - rules["slow_in"].lead)
    assert slow.start + slow.seconds == pytest.approx(impact.start) == pytest.approx(3.0)
    still = {"face": 0, "motion": 0, "sound": 0}
    knocks = [
        s
        for s in treated(parody(), {SOURCE: FACE | TIMES | still}).shots[0].steps
        if s.kind == "shake"
    ]
    last = 2.0 - rules["repeat_and_vary"].lead
    first = last - rules["repeat_and_vary"].every
    assert [knock.start for knock in knocks] == pytest.approx([first, last])
    early = treated(parody(), {SOURCE: FACE | {"moment": 0.2, "liveliest": 0.2}})
    assert [step.kind for step in early.shots[0].steps] == ["exaggerate", "freeze", "sound_effect"]
    brief = {"grows": 0, "moment": 0.1, "liveliest": 0.1, "duration": 0.5}
    slow, *hit = treated(parody(), {SOURCE: FACE | brief}).shots[0].steps
    assert (slow.kind, slow.start, slow.seconds) == ("speed", 0.0, 0.5), "within the footage"
    assert [step.kind for step in hit] == ["shake", "sound_effect"]
    few = FACE | TIMES | {"grows": 0, "duration": 3.0, "frame": 1.0}
    slow, *_ = treated(parody(), {SOURCE: few}).shots[0].steps
    assert (slow.start, slow.seconds) == (1.0, 2.0), "of two frames at least"


def test_what_the_brief_names_stays():
    named = parody(asked=[Asked(path="s.steps.speed", words="in slow motion")])
    assert not is_open(named, named.shots[0]) and treated(named, {SOURCE: FACE | TIMES}) is None
    one = parody().model_copy(update={"shots": [Edit(id="s", source=SOURCE, steps=USUAL[:1])]})
    assert treated(one, {SOURCE: FACE | TIMES}) is None, "one effect was asked for"
    assert treated(parody(), {}) is None, "nothing was found out"


def test_every_rule_names_its_source_and_a_broken_file_is_told(tmp_path, monkeypatch):
    assert len(comedy().rules) >= 6 and all(r.says and r.source for r in comedy().rules.values())
    broken = tmp_path / "comedy.yaml"
    broken.write_text(treating.PATH.read_text().replace("rule: hold}", "rule: holding}"))
    monkeypatch.setattr(treating, "PATH", broken)
    comedy.cache_clear()
    with pytest.raises(SettingsError, match="holding"):
        comedy()
    comedy.cache_clear()
