import io

import pytest
from rich.console import Console

from interfaces.console.chat import ConsoleChat
from interfaces.console.person import ConsoleGates
from interfaces.console.style import THEME
from interfaces.console.summary import print_summary
from interfaces.format.changes import differences
from interfaces.format.history import history_of
from interfaces.format.text import joined
from interfaces.format.wording import Narrator
from studio.nouns.event import Event
from studio.plan import Edit, EditStep, Film, OpenQuestion, Picture, Place, Role
from studio.plan.wording import counted


def console(**about) -> Console:
    plain = {"width": 100, "highlight": False, "markup": False}
    return Console(file=io.StringIO(), theme=THEME, **plain, **about)


def told(events: list[Event], **about) -> str:
    out = console(**about)
    chat = ConsoleChat(out)
    for event in events:
        chat.on_event(event)
    chat.close()
    print_summary(out, history_of(events), None)
    return out.file.getvalue()


def test_the_chat_says_who_does_what_and_why(stage):
    text = told(stage())
    assert "\x1b" not in text
    for part in (
        "director  plan",
        "Luca says “Silenzio, Bruno!” (en, determined)",
        "coder  program, take 1",
        "from tools import compose_video",
        "render_take  Luca, wave, determined, 3 s (31.2 s)",
        "(from the store)",
        "asks for changes",
        "Set exposure of luca_waving to 0.9",
        "exposure 0.0 becomes 0.9",
        "critic  approves",
        "mean luminance of the face 0.42",
        "5 model calls",
        "luca_waving.mp4",
    ):
        assert part in text, part
    assert text.index("asks for changes") < text.index("critic  approves") < text.index("take 2  ")


def test_colours_on_a_terminal_and_none_under_no_color(stage, monkeypatch):
    events = stage()
    assert "\x1b[" in told(events, force_terminal=True, color_system="standard")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in told(events, force_terminal=True, color_system="standard")


def test_hostile_text_cannot_command_the_terminal(stage):
    events = stage(words="Luca \x1b]0;owned\x07 waves [bold]now[/bold] \x9b31m")
    text = told(events, force_terminal=True, color_system=None)
    assert "\x1b]0" not in text and "\x07" not in text and "\x9b" not in text
    assert "[bold]now[/bold]" in text


def test_printed_lines_and_progress_without_a_terminal():
    out = console()
    chat = ConsoleChat(out)
    chat.on_output("first\nsecond half ")
    chat.on_output("joined\x1b[2J\nlast")
    chat.on_progress("render_take", 0.5, "frame 3 of 6")
    chat.close()
    lines = out.file.getvalue().splitlines()
    assert [line.strip() for line in lines] == [
        "prints first",
        "prints second half joined\N{REPLACEMENT CHARACTER}[2J",
        "prints last",
    ]


def test_a_long_program_is_folded(stage):
    text = told(stage(program="\n".join(f"line_{n} = {n}" for n in range(60))))
    assert "line_15 = 15" in text and "line_16 = 16" not in text
    assert "44 more lines" in text


def test_a_revision_is_told_by_what_changed():
    def plan(**changes) -> Film:
        shot = Picture(id="nico", cast=[Role(character="Nico")]).model_copy(update=changes)
        return Film(intent="i", shots=[shot])

    assert differences(plan(), plan()) == []
    changed = differences(plan(), plan(exposure=0.8, place=Place(time_of_day="night")))
    assert changed == ["nico: time of day day becomes night", "nico: exposure 0.0 becomes 0.8"]

    def edit(*steps: EditStep, **more) -> Film:
        cut = Edit(id="nico", source="video:0123456789abcdef", steps=list(steps), **more)
        return Film(intent="i", shots=[cut])

    slow, slower = (EditStep(kind="speed", amount=amount) for amount in (0.5, 0.25))
    grey = EditStep(kind="grade", look="black_and_white")
    edited = differences(edit(slow, fixed=["steps"]), edit(grey, slower))
    assert edited == [
        "nico: now black and white look",
        "nico: now 4 times slower",
        "nico: no longer 2 times slower",
    ]
    renamed = differences(plan(), plan(id="mina"))
    assert renamed[0].startswith("new: mina: picture") and renamed[1] == "nico is dropped"


def event(kind: str, data: dict, session: str = "s", actor: str = "director") -> Event:
    return Event(session=session, number=1, kind=kind, actor=actor, data=data)


def test_a_resumed_session_s_revision_is_told_as_one(stage):
    events = stage()
    second = [at for at, event in enumerate(events) if event.kind == "plan"][1]
    out = console()
    chat = ConsoleChat(out)
    chat.recall(events[:second])
    assert out.file.getvalue() == ""
    chat.on_event(events[second])
    assert "revised plan" in out.file.getvalue()
    assert "exposure 0.0 becomes 0.9" in out.file.getvalue()


def test_another_session_s_plan_is_no_revision():
    narrator = Narrator()

    def plan(name: str, session: str):
        shots = [Picture(id=name, cast=[Role(character=name)])]
        data = Film(intent="i", shots=shots).model_dump(mode="json")
        return narrator.tell(event("plan", data, session))

    assert plan("nico", "first").about == "plan"
    assert plan("mina", "first").about == "revised plan"
    other = plan("luca", "second")
    assert other.about == "plan" and not any("dropped" in point for point in other.points)


async def test_a_gate_that_nobody_asked_for_is_passed_in_silence():
    out = console()
    gates = ConsoleGates(out, ConsoleChat(out), ["plan"])
    assert await gates.approve("delivery", None) is None
    passed = {"gate": "delivery", "approved": True, "note": "", "asked": False}
    assert Narrator().tell(event("gate", passed)) is None
    assert Narrator().tell(event("gate", passed | {"asked": True})).text == "goes ahead."


@pytest.mark.parametrize(
    ("gate", "typed", "answer"),
    [
        ("plan", "\n", (True, "")),
        ("plan", " n \n", (False, "")),
        ("plan", "at night\n", (False, "at night")),
        ("budget", "\n", (False, "")),
        ("budget", "Yes\n", (True, "")),
        ("budget", "five seconds\n", (False, "five seconds")),
        ("delivery", "\n", None),
        ("question", "\n", (True, "")),
        ("question", " n \n", (True, "n")),
        ("question", "the one on the left\n", (True, "the one on the left")),
    ],
)
async def test_a_person_answers_a_gate(gate, typed, answer):
    async def read() -> str:
        return typed

    out = console()
    gates = ConsoleGates(out, ConsoleChat(out), ["plan"], read)
    asked = OpenQuestion(text="Who is “him”?", choices=["Luca", "Nico"])
    assert await gates.approve(gate, asked if gate == "question" else None) == answer
    assert bool(out.file.getvalue()) == (answer is not None)
    if gate == "question":
        assert out.file.getvalue() == "Who is “him”? 1 Luca, 2 Nico, or say it: "


def test_after_an_answer_the_plan_is_told_whole():
    asked = OpenQuestion(text="Who is “He”?", words="He", choices=["Luca"])
    refused = Film(intent="none", refused=True, message="Nobody is named.", question=asked)
    made = Film(intent="Luca.", shots=[Picture(id="luca", cast=[Role(character="Luca")])])
    narrator = Narrator()
    narrator.tell(event("plan", refused.model_dump(mode="json")))
    said = {"gate": "question", "approved": True, "note": "Luca", "asked": True}
    assert narrator.tell(event("gate", said)).text == "Luca"
    told = narrator.tell(event("plan", made.model_dump(mode="json")))
    assert told.about == "plan" and not any("question" in point for point in told.points)


def test_what_was_left_out_is_said_again_at_the_end_and_first(stage):
    events = stage()
    for item in events:
        if item.kind == "plan":
            item.data |= {
                "message": "“Luka” is taken for Luca.",
                "left_out": [{"words": "flurbel", "reason": "nobody knows it"}],
            }
    out = console()
    print_summary(out, history_of(events), None)
    closing = out.file.getvalue().split("\nApproved\n")[1]
    missing, said = "Left out: “flurbel”: nobody knows it", "“Luka” is taken for Luca."
    assert missing in closing and said in closing
    assert closing.index(missing) < closing.index("Approved with") < closing.index(said)


def test_why_it_is_that_sandbox_is_told_to_the_curious_only():
    for verbose in (False, True):
        out = console()
        ConsoleChat(out, verbose=verbose).on_notice("Programs run in monty.", "No Docker.")
        assert ("No Docker." in out.file.getvalue()) == verbose


def test_where_words_are_typed_no_bar_is_drawn():
    out = console(force_terminal=True)
    chat = ConsoleChat(out, bars=False)
    chat.on_progress("render_take", 0.5, "frame 3 of 6")
    chat.close()
    assert out.file.getvalue() == ""


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (
            {
                "outcome": "type_error",
                "error": "speak() has no parameter 'speed'",
                "line": 4,
                "calls": 0,
                "seconds": 0.1,
            },
            "stopped at line 4 (type error)",
        ),
        (
            {"outcome": "timeout", "error": "cut off", "line": None, "calls": 1, "seconds": 9.0},
            "The program stopped (timeout)",
        ),
    ],
)
def test_failed_runs_are_told(data, part):
    event = Event(session="s", number=1, kind="run", actor="sandbox", data=data)
    message = Narrator().tell(event)
    assert part in message.text and message.points == [data["error"]]


def test_words_for_lists_and_numbers():
    assert joined([]) == "" and joined(["a"]) == "a" and joined(["a", "b", "c"]) == "a, b and c"
    assert counted(1, "take") == "1 take" and counted(2, "criterion", "criteria") == "2 criteria"
