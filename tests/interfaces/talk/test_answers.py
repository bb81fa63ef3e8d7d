"""Questions about a piece: told from briefs and notes, and answered from the record alone."""

import pytest

from interfaces.answers.choices import asked_about, told_why
from interfaces.answers.question import question_in
from interfaces.answers.record import answer
from interfaces.format.history import History, history_of
from studio.errors import InputError
from studio.plan import Film

QUESTIONS = [
    "why the meadow?",
    "Why the meadow",
    "@critic why 7?",
    "@director, why at night",
    "what did you change in take 2?",
    "how long did the render take?",
    "and who is in it?",
    "perché il prato?",
    "quanto dura?",
]
BRIEFS = [
    "make him more excited",
    "Luca asks 'Why the meadow?' in the harbour",
    "Can you make it shorter?",
    "What about night?",
    "what if Giulia was there?",
    "Why not at night?",
    "Could Luca wave?",
    "where Luca stands, put Giulia",
    "A picture of Luca wondering why",
    "the same but at night",
]


@pytest.mark.parametrize("line", QUESTIONS)
def test_questions_are_known(line):
    assert question_in(line)


@pytest.mark.parametrize("line", BRIEFS)
def test_briefs_and_notes_are_none(line):
    assert question_in(line) is None


@pytest.mark.parametrize(("line", "named"), [("@bob why?", "@bob"), ("@critic", "@critic")])
def test_who_is_not_there_and_what_is_not_asked(line, named):
    with pytest.raises(InputError, match=named):
        question_in(line)


@pytest.fixture
def said(stage):
    """said(line): who answers about the recorded session, and what."""
    told = history_of(stage())

    def of(line):
        question = question_in(line)
        assert question, line
        return answer(told, question)

    return of


@pytest.mark.parametrize(
    ("line", "who", "parts"),
    [
        ("why the harbour?", "director", ["luca_waving is seaside town", "usual one"]),
        ("why is he waving?", "director", ["action of luca_waving is wave"]),
        ("why this framing?", "director", ["framing of luca_waving is medium"]),
        ("why this exposure?", "critic", ["exposure of luca_waving 8.8", "0.42"]),
        ("@critic why 8.8?", "critic", ["exposure of luca_waving 8.8"]),
        ("why that score?", "critic", ["is the mean of 4 scores", "expression of luca_waving 8.3"]),
        ("what did you change in take 2?", "critic", ["exposure 0.0 becomes 0.9", "set exposure"]),
        ("what changed in take 1?", "director", ["Take 1 is the first"]),
        ("what changed in take 9?", "director", ["There is no take 9"]),
        ("what was left out?", "director", ["Nothing of the brief"]),
        ("how long did the render take?", "coder", ["62.4 s, in 2 calls of render_take"]),
        ("how long did the voice take?", "coder", ["0.9 s, in 2 calls of speak, 1 of them taken"]),
        ("how long is the film?", "coder", ["luca_waving: 1.2 s"]),
        ("who is in it?", "director", ["Luca."]),
        ("where are the files?", "studio", ["luca_waving.mp4"]),
        ("which model was asked?", "studio", ["5 replies of models"]),
        ("what did you find?", "analyst", ["Luca speaks with a child's voice"]),
        ("which seed?", "studio", ["The seed is 0"]),
        ("@coder tell me", "coder", ["Speak, sync, render, mix, compose."]),
        ("@critic are you happy?", "critic", ["8.8 of 10", "Reads well"]),
        ("@director why the dragon?", "director", ["silences his doubts"]),
        ("why the dragon?", "studio", ["does not say", "You can ask"]),
    ],
)
def test_answers_are_those_of_the_record(said, line, who, parts):
    by, text = said(line)
    assert by == who and all(part in text for part in parts), (by, text)


def test_the_words_of_the_brief_are_the_reason(answered, own_data):
    """Of a real plan, by the offline planner."""
    answer, _ = answered("plan", "Luca waves in the meadow at night, sad", "--json")
    film = Film.model_validate(answer["plan"])

    def why(question, name):
        history = History("s", None, None, None, film=film)
        return {told_why(history, one) for one in asked_about(film, question) if one.name == name}

    [place], [time] = why("why the meadow", "set"), why("why at night", "time_of_day")
    assert "meadow: you asked for it, with “meadow”" in place
    assert "night: you asked for it" in time
    [framing] = why("why this framing", "framing")
    assert "usual" in framing or "director chose" in framing


def test_asking_on_the_command_line(call, answered, shared_data):
    assert call("ask", "last", "why?").exit_code == 2
    made, _ = answered("run", "Luca says 'Ciao'", "--json")
    asked = call("ask", "last", "@bob why?")
    assert asked.exit_code == 2
    asked, _ = answered("ask", "last", "which seed?", "--json")
    assert asked == {"session": made["session"], "who": "studio", "answer": "The seed is 0."}


def test_questions_and_undo_in_a_chat(call, shared_data):
    lines = [
        "@critic why?",
        "Luca says 'Ciao'",
        "@director why Luca?",
        "which seed?",
        "/undo",
        "/artifacts",
        "/open 1",
        "/why",
        "make it sad",
        "why sad?",
        "/undo",
        "why sad?",
        "/quit",
    ]
    done = call("chat", input="\n".join(lines))
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Nothing was made yet that could be asked about" in said
    assert "director answers The character of luca_says_ciao is Luca: you asked for it" in said
    assert "studio answers The seed is 0." in said
    assert "There is no piece before this one." in said
    assert "1 " in said and "audio:" in said and "luca_says_ciao.wav" in said
    assert "critic answers" in said and "is the mean of" in said
    assert "director answers The emotion of luca_says_ciao is sad: you asked for it" in said
    assert "Back at “Luca says 'Ciao'”" in said
    assert said.count("is sad: you asked") == 1 and said.endswith("or where the files are.")


def test_commands_of_a_chat_before_anything_was_made(call, own_data):
    lines = ["/help", "/fly", "/udno", "/open", "/open 3", "/why", "/artifacts", "/budget"]
    done = call("chat", input="\n".join([*lines, "/characters", "/models", "/quit"]))
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    for part in (
        "/undo go back to the piece that this one came from",
        "There is no command '/fly'. There are /with,",
        "There is no command '/udno'. Did you mean /undo? There are /with,",
        "/open N: open a file of that list.",
        "There is no file '3' (none yet)",
        "Nothing was made yet that could be asked about.",
        "Nothing was made yet. ",
        "So far 0 pieces",
        "Luca Paguro",
        "kokoro-82m",
    ):
        assert part in said, part
