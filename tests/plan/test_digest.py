"""The plan told to a model: every parameter once, from the plan itself."""

from agents.prompting import prompt
from agents.rules.revision import NOT_THE_CRITICS
from studio.plan.digest import digest
from studio.plan.film import Film
from studio.plan.parameters import parameters_of
from studio.plan.shots import SHOT_KINDS


def test_every_parameter_is_told_with_its_words_and_range():
    text = digest()
    for model in (Film, *SHOT_KINDS.values()):
        for parameter in parameters_of(model):
            if parameter.type == "list" and not parameter.words:
                continue
            assert f"`{parameter.path}`" in text, parameter.path
            assert all(word in text for word in parameter.words)
    assert "dissolve, wipe" in text and "-40 to -9 LUFS" in text


def test_the_director_is_told_the_plan_as_it_is():
    assert digest() in prompt("director") and "{parameters}" not in prompt("director")
    assert len(prompt("director")) < 16_000  # letters; tests/llm/brain measures tokens, with turns


def test_the_critic_is_told_every_path_that_it_may_change_and_no_other():
    told = prompt("critic")
    told_paths = digest(without=NOT_THE_CRITICS)
    assert told_paths in told and "{changeable}" not in told and len(told) < 9_000
    for model in (Film, *SHOT_KINDS.values()):
        for parameter in parameters_of(model):
            if parameter.type != "list" or parameter.words:
                its_own = not NOT_THE_CRITICS & set(parameter.path.split("."))
                assert (f"`{parameter.path}`" in told_paths) == its_own, parameter.path
