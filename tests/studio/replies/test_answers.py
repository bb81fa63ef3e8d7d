"""What a model said, read as what it means: in the wrappings of real models, never guessed."""

from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field

from studio.replies.answer import NoAnswer, programs_in
from studio.replies.loose_json import read_json
from studio.replies.noun import read_noun


class Card(BaseModel):
    """A small noun."""

    model_config = ConfigDict(extra="forbid")

    title: str
    size: Annotated[int, Field(ge=0)] = 1
    bright: bool | None = None


CARD = Card(title="A </think> card", size=2)
JSON = '{"title": "A </think> card", "size": 2}'
WRAPPINGS = {
    "bare": JSON,
    "mark of byte order": f"\ufeff{JSON}",
    "thoughts": f'<think>Maybe {{"title": "no"}}? No.</think>\n{JSON.replace("</think> ", "")}',
    "thoughts that are empty": f"<think>\n\n</think>\n\n{JSON.replace('</think> ', '')}",
    "thoughts without a beginning": f'I try {{"size": 9}}.</think>{JSON.replace("</think> ", "")}',
    "other thoughts": f"[THINK]Well {{}}[/THINK]{JSON.replace('</think> ', '')}",
    "channels": "<|channel|>analysis<|message|>So {x}.<|end|><|start|>assistant"
    f"<|channel|>final<|message|>{JSON.replace('</think> ', '')}<|return|>",
    "fence": f"```json\n{JSON.replace('</think> ', '')}\n```",
    "fence in words": f"Here:\n~~~\n{JSON.replace('</think> ', '')}\n~~~\nGood luck!",
    "fence in one line": f"```json {JSON.replace('</think> ', '')} ```",
    "words before and after": f"Sure {{really}}: {JSON.replace('</think> ', '')} Is it {{good}}?",
    "twice": JSON + JSON,
    "twice, once in a fence": f"{JSON.replace('</think> ', '')}\n```json\n"
    f"{JSON.replace('</think> ', '')}\n```",
    "twice, written otherwise": '{"title": "A card", "size": 2}\n{"size": 2, "title": "A card",}',
    "its name around it": f'{{"card": {JSON}}}',
    "a string of JSON": '"{\\"title\\": \\"A card\\", \\"size\\": 2}"',
    "a call as text": '<tool_call>\n{"name": "Card", "arguments": {"title": "A card", "size": 2}}\n'
    "</tool_call>",
    "comma at the end": '{"title": "A card", "size": 2,}',
    "comments": '// a card\n{"title": "A card", /* two */ "size": 2 # big\n}',
    "Python": "{'title': 'A card', 'size': 2, 'bright': None}",
    "keys without quotes": '{title: "A card", size: +2}',
    "the same key twice": '{"title": "A card", "size": 2, "size": 2}',
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_one_meaning_is_read(name):
    read = read_noun(WRAPPINGS[name], Card)
    assert read.title.replace("</think> ", "") == "A card" and read.size == 2


UNCERTAIN = {
    "empty": ("", "it is empty"),
    "blank": (" \n", "it is empty"),
    "words": ("I had rather not.", "no JSON"),
    "thoughts alone": ('<think>I make {"title": "x"} of it', "within its thoughts"),
    "nothing behind the thoughts": (f"{JSON[:9]}</think>", "within its thoughts"),
    "two that differ": ('{"title": "a"} or {"title": "b"}', "2 different objects"),
    "two fences that differ": (
        '```json\n{"title": "a"}\n```\n```json\n{"title": "b"}\n```',
        "2 different objects",
    ),
    "a missing comma": ('{"title": "a" "size": 2}', "Expecting ','"),
    "a missing quote": ('{"title": "a, "size": 2}', "Expecting ','"),
    "quotes within quotes": ("{'title': 'it's a card'}", "Expecting ','"),
    "no end": ('{"title": "a", "size": 2', "Expecting ','"),
    "a part that would do": ('{"cards": [{"title": "a"} {"title": "b"}]}', "Expecting ','"),
    "a key twice": ('{"title": "a", "title": "b"}', "'title' stands twice"),
    "a number of its own": ('{"title": "a", "size": Infinity}', "Expecting value"),
    "a number without bounds": ('{"title": "a", "size": 1e999}', "no number of JSON"),
    "a number in octal": ('{"title": "a", "size": 010}', "Expecting ','"),
    "an escape of its own": ('{"title": "\\d"}', "Invalid .escape"),
    "another noun": ('{"name": "a"}', "title: Field required"),
    "a list": ('["a"]', "valid dictionary"),
    "too deep": ('{"title": ' + "[" * 100_000, "Nested too deeply"),
    "braces for ever": ("{" * 100_000, "no JSON"),
}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_may_mean_two_things_or_none_is_not_guessed(name):
    text, told = UNCERTAIN[name]
    with pytest.raises(NoAnswer, match=told):
        read_noun(text, Card)


@pytest.mark.parametrize(
    "text, value",
    [
        ('{"a": "one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
        ("{'a': 'one\ntwo', 'b': 'say \"hi\"'}", {"a": "one\ntwo", "b": 'say "hi"'}),
        ("[True, False, None, .5, 5., 1e3, -2,]", [True, False, None, 0.5, 5.0, 1000.0, -2]),
        (
            "{'a': 'it\\'s \\u0041 \\ud83d\\ude00 // no comment'}",
            {"a": "it's A \U0001f600 // no comment"},
        ),
        ("{}", {}),
        ("[/* none */]", []),
    ],
)
def test_loose_json(text, value):
    assert read_json(text) == value


PROGRAM = 'from tools import paint\ncard = await paint("""\n  ```not an end\n""")\n{"a": card}'


@pytest.mark.parametrize(
    "text",
    [
        f"```python\n{PROGRAM}\n```",
        f"I paint it:\n```py\n{PROGRAM}\n```\nThat is all.",
        f"<think>\n```python\nimport os\n```\n</think>\n```python\n{PROGRAM}\n```",
        f"It prints:\n```\nnothing\n```\nso:\n```python\n{PROGRAM}\n```",
        f"```python\n{PROGRAM}\n```\nOnce more:\n```python\n{PROGRAM}\n```",
        f"```python\r\n{PROGRAM}\r\n```",
        f"```python\n{PROGRAM}",
        PROGRAM,
    ],
)
def test_one_program_is_read(text):
    assert programs_in(text) == [PROGRAM]


def test_several_programs_are_all_told_and_words_are_none():
    assert programs_in("```python\n1\n```\n```python\n2\n```") == ["1", "2"]
    assert programs_in("No") == [] and programs_in("<think>```python\n1\n```") == []


def test_half_a_program_is_none():
    assert programs_in("```python\nimport a\nb = a.", cut_off=True) == []
    assert programs_in("import a\nb = a", cut_off=True) == []
    assert programs_in("```python\n1\n```\nThis prog", cut_off=True) == ["1"]
