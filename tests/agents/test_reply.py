"""Replies of a model: read out of many wrappings, or refused."""

import pytest

from agents.endpoint.reply import ReplyError, read_reply
from studio.nouns.program import Program


@pytest.mark.parametrize(
    "text",
    [
        '{"code": "1"}',
        'Sure!\n```json\n{"code": "1"}\n```',
        '```\n{"code": "1"}\n```',
        'The program: {"code": "1"} as asked.',
        "```python\n1\n```",
        "```py\r\n1\r\n```",
        "```\n1\n```",
        "```python\n1",
        '{"code": "```python\\n1\\n```"}',
    ],
)
def test_programs_in_many_wrappings(text):
    assert read_reply(text, Program).code == "1"


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "empty"),
        ("no", "no JSON"),
        ("[1]", "valid dictionary"),
        ('{"code": ""}', "code:"),
        ('{"kode": "1"}', "code: Field required"),
    ],
)
def test_replies_that_are_no_program(text, told):
    with pytest.raises(ReplyError, match=told):
        read_reply(text, Program)


@pytest.mark.parametrize(
    "said, kept",
    [
        ('{"code": "a\tb\nc"}', "a\tb\nc"),  # literal, as guided decoding may put them
        ('{"code": "\\u001b[2Ja\x1b[0m"}', "a"),
        ('{"code": "a\\ud800b\\udfff"}', "ab"),
        ('{"code": "a\u202e)b\u2066"}', "a)b"),
        ('{"code": "\\ud83d\\ude00"}', "\U0001f600"),
    ],
)
def test_what_a_terminal_or_a_database_cannot_take_is_left_out(said, kept):
    assert read_reply(said, Program).code == kept


def test_json_without_end_is_no_reply():
    with pytest.raises(ReplyError, match="no JSON"):
        read_reply('{"code": ' + "[" * 100_000, Program)
