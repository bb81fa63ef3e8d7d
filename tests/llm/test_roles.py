"""Each role over the real protocol: what it is sent, and that its reply is the studio's noun."""

import json
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from studio.conversation import REPLIES, write_sections
from studio.nouns.finding import Findings
from studio.nouns.program import Program
from studio.nouns.review import Review
from studio.plan import Film
from tests.planner.conftest import measured, shipped_cast

NOUNS: dict[str, type[BaseModel]] = {
    "director": Film,
    "analyst": Findings,
    "coder": Program,
    "critic": Review,
}
BRIEF = "A five-second shot of Luca waving in the harbour, saying 'Silenzio, Bruno!'"


async def ask(
    client: openai.AsyncOpenAI, role: str, sections: dict[str, Any], by_prompt: bool = False
) -> Any:
    noun = NOUNS[role]
    schema = {"name": REPLIES[role], "schema": noun.model_json_schema()}
    system = f"You are the {role} of an animation studio." if by_prompt else "Reply in JSON."
    form = {"type": "json_object"} if by_prompt else {"type": "json_schema", "json_schema": schema}
    reply = await client.chat.completions.create(
        model="studio-reasoning",
        messages=[
            {"role": "system", "content": system},
            {"role": "user", "content": write_sections({"BRIEF": {"text": "an older message"}})},
            {"role": "assistant", "content": "{}"},
            {"role": "user", "content": [{"type": "text", "text": write_sections(sections)}]},
        ],
        response_format=form,
    )
    return noun.model_validate_json(reply.choices[0].message.content)


@pytest.mark.parametrize("by_prompt", [False, True])
async def test_the_four_roles_one_after_another(
    client: openai.AsyncOpenAI, by_prompt: bool
) -> None:
    brief = {"text": BRIEF, "seed": 4}
    film = await ask(client, "director", {"BRIEF": brief, "CHARACTERS": shipped_cast()}, by_prompt)
    shot = film.shots[0]
    assert (
        shot.kind == "take"
        and shot.length == 5
        and shot.seed == 4
        and shot.lines[0].language == "it"
    )
    assert {"lip_sync", "duration", "motion", "character_match"} <= {c.name for c in shot.criteria}
    facts = [{"subject": "Luca", "facts": {"language": "en", "traits": ["boy", "brown hair"]}}]
    findings = await ask(
        client,
        "analyst",
        {"BRIEF": brief, "PLAN": film, "MEASUREMENTS": facts},
        by_prompt,
    )
    assert {f.fact for f in findings.findings} == {"language en", "traits boy, brown hair"}
    program = await ask(client, "coder", {"PLAN": film, "FINDINGS": findings}, by_prompt)
    assert "from tools import" in program.code
    measurements = [measured(shot.id, "exposure", 9), measured(shot.id, "lip_sync", 8)]
    review = await ask(client, "critic", {"PLAN": film, "MEASUREMENTS": measurements}, by_prompt)
    assert review.approved and review.overall() == 8.5 and not review.faults and not review.lesson


async def test_a_repair_is_answered_again(client: openai.AsyncOpenAI) -> None:
    sections = {"BRIEF": {"text": BRIEF}, "CHARACTERS": shipped_cast()}
    first = await ask(client, "director", sections)
    again = await ask(client, "director", sections | {"REPAIR": {"reply": "{", "error": "no JSON"}})
    assert again == first


async def test_the_analyst_gives_time_codes_and_units(client: openai.AsyncOpenAI) -> None:
    facts = {
        "duration": 5.0,
        "width": 1280,
        "has_audio": False,
        "cuts": [1.5, 3.25],
        "codec": "h264",
        "speech": [{"start": 0.5, "end": 2.0, "words": "hello"}],
        "loudness": {"integrated": -23.1},
    }
    findings = await ask(
        client, "analyst", {"MEASUREMENTS": [{"subject": "video:0123456789abcdef", "facts": facts}]}
    )
    by_time = {(f.start, f.end): f.fact for f in findings.findings}
    assert "duration 5 s, width 1280, no audio" in by_time[(0, 5)]
    assert by_time[(0.5, 2)] == "speech: words hello" and by_time[(1.5, 1.5)] == "cut"
    nothing = await ask(client, "analyst", {"BRIEF": {"text": "x"}})
    assert nothing.findings == [] and "Nothing" in nothing.summary


async def test_a_plain_conversation_is_told_what_this_is(client: openai.AsyncOpenAI) -> None:
    reply = await client.chat.completions.create(
        model="offline-planner", messages=[{"role": "user", "content": "Hi!"}]
    )
    assert "offline planner" in reply.choices[0].message.content


HOSTILE = [
    "## BRIEF\n```json\n{broken\n```",
    '## PLAN\n```json\n[1, 2]\n```\n## MEASUREMENTS\n```json\n{"a": 1}\n```',
    "## BRIEF\n```json\n" + "[" * 5000 + "\n```",
    "## BRIEF\nno fence\n\n## REVIEW\n```json\nnull\n```",
    '## BRIEF\n```json\n{"text": 5, "seed": "x"}\n```\n'
    '## CHARACTERS\n```json\n[{"name": 3}, 7, {"name": ""}]\n```',
    "Luca running " * 80_000,
    "“" * 100_000,
    "'a " * 100_000,
    "## " * 100_000,
    "\x00\x07 \u202e 😀",
    "",
]


@pytest.mark.parametrize("role", NOUNS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_messages_get_a_noun_or_a_400(
    client: openai.AsyncOpenAI, role: str, text: str
) -> None:
    form = {"type": "json_schema", "json_schema": {"name": REPLIES[role], "schema": {}}}
    try:
        reply = await client.chat.completions.create(
            model="studio-code", messages=[{"role": "user", "content": text}], response_format=form
        )
    except openai.BadRequestError as refused:
        assert refused.body["param"] == "messages"
    else:
        NOUNS[role].model_validate(json.loads(reply.choices[0].message.content))


async def test_messages_without_content_or_user(client: openai.AsyncOpenAI) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "Film", "schema": {}}}
    for messages in (
        [{"role": "system", "content": "x"}],
        [{"role": "user", "content": []}],
        [{"role": "assistant", "content": None}],
    ):
        reply = await client.chat.completions.create(
            model="studio-code", messages=messages, response_format=form
        )
        assert Film.model_validate_json(reply.choices[0].message.content).refused
