"""The system prompts: what each tells of the plan and of its reply."""

import json

import pytest

from agents.endpoint.reply_format import reply_format
from agents.prompting import NOUNS, clip, prompt
from agents.rules.revision import NOT_THE_CRITICS
from studio.conversation import REPLIES
from studio.plan import Film
from studio.plan.digest import digest, vocabulary
from studio.plan.outline import outline
from studio.plan.parameters import parameters_of
from studio.plan.shots import SHOT_KINDS


def test_clip_keeps_head_and_tail():
    assert clip("abc", 3) == "abc"
    assert clip("a" * 50 + "z" * 50, 25) == "a" * 10 + " ... " + "z" * 10


@pytest.mark.parametrize("role", REPLIES)
def test_prompts_name_the_role_and_its_reply(role):
    text = prompt(role)
    assert text.startswith(f"You are the {role} ")
    assert f"{REPLIES[role]} schema" in text and "REPAIR" in text
    assert NOUNS[role].__name__ == REPLIES[role]
    json.dumps(text)


@pytest.mark.parametrize("role", REPLIES)
def test_each_prompt_tells_all_words_of_the_plan_the_shape_of_its_reply_and_examples(role):
    text = prompt(role)
    for model in (Film, *SHOT_KINDS.values()):
        for parameter in parameters_of(model):
            its_own = role != "critic" or not NOT_THE_CRITICS & set(parameter.path.split("."))
            if len(parameter.words) > 1 and its_own:
                assert ", ".join(parameter.words) in text, f"{role}: {parameter.path}"
    needed = NOUNS[role].model_json_schema()["required"]
    for name in NOUNS[role].model_fields:
        assert f"{name}{'' if name in needed else '?'}" in text
    assert 2 <= text.count("Sent:") == text.count("\nReply:\n") <= 3
    assert "{" + "examples}" not in text and "{" + "schema}" not in text


def test_the_words_are_told_once_and_with_the_parameters_that_they_are_of():
    told = vocabulary().splitlines()
    assert len(told) == len({line.partition(": ")[2] for line in told})
    assert any(line.startswith("- `cast.expression`, `lines.emotion`: ") for line in told)
    assert set(digest().splitlines()) > {"picture:", "every shot:"}


def test_an_outline_tells_every_model_once_with_what_may_be_left_out():
    lines = outline(Film, keys_only=True).splitlines()
    names = [line.partition(" = ")[0] for line in lines]
    assert lines[0].startswith("Film = {intent, title?, shots: [Picture | ")
    assert names[0] == "Film" and len(names) == len(set(names)) and "EditStep" in names
    [take] = [line for line in lines if line.startswith("Take = ")]
    assert 'kind: "take"' in take and "cast: [Role, ...]" in take and "place?: Place" in take


def test_a_reply_must_tell_the_kind_of_each_member_of_a_union():
    schema = reply_format(Film)["json_schema"]["schema"]
    for kind in ("Picture", "VoiceLine", "Take", "Edit", "EditStep"):
        assert "kind" in schema["$defs"][kind]["required"], kind
    assert schema["required"] == ["intent", "shots"]
