"""The system prompts, and what of the tools and of the chat a model is sent."""

import json
import re

import pytest

from agents.prompting import MOST_STUBS, clip, fitting_stubs, how_made, prompt
from studio.conversation import REPLIES
from studio.plan.shots import SHOT_KINDS
from tools.registry import all_tools
from tools.stubs import stub_module


def test_long_stubs_lose_their_details_first():
    stub = 'async def f() -> None:\n    """First line.\n\n    Details.\n    """\n    ...\n'
    assert fitting_stubs(stub) == stub
    cut = fitting_stubs(stub * (MOST_STUBS // len(stub) + 1))
    assert "First line." in cut and "Details" not in cut and "async def f() -> None:" in cut


def test_stubs_of_tools_that_the_prompt_names_keep_their_details():
    def stub(name: str, times: int) -> str:
        return (
            f'async def {name}(\n    a: int,\n) -> None:\n    """First of {name}.\n\n    '
            + f"Details of {name}.\n    " * times
            + '"""\n    ...\n\n'
        )

    long = MOST_STUBS // 20
    cut = fitting_stubs(stub("named", 2) + stub("other", long), "Use `named` for `all` of it.")
    assert "Details of named." in cut and "First of other." in cut and "Details of other" not in cut
    cut = fitting_stubs(stub("named", long) + stub("other", long), "Use `named`.")
    assert "Details" not in cut and len(cut) < MOST_STUBS


@pytest.mark.parametrize("kind", SHOT_KINDS)
def test_the_coder_is_told_all_of_the_tools_that_a_kind_of_shot_needs(kind):
    told = how_made(frozenset([kind]))
    stubs = stub_module(all_tools().values())
    named = all_tools().keys() & set(re.findall(r"`(\w+)`", told))
    assert named and told.startswith(f"- `{kind}`:") and len(stubs) > MOST_STUBS
    fitting = fitting_stubs(stubs, named_in=told)
    for name in named:
        whole = stubs[stubs.index(f"async def {name}(") :].split("    ...")[0]
        assert whole in fitting, f"{name} lost its details"
    assert len(fitting) <= MOST_STUBS


def test_clip_keeps_head_and_tail():
    assert clip("abc", 3) == "abc"
    assert clip("a" * 50 + "z" * 50, 25) == "a" * 10 + " ... " + "z" * 10


@pytest.mark.parametrize("role", REPLIES)
def test_prompts_name_the_role_and_its_reply(role):
    text = prompt(role)
    assert text.startswith(f"You are the {role} ")
    assert f"{REPLIES[role]} schema" in text and "REPAIR" in text
    json.dumps(text)
