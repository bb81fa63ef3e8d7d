"""The plan's rows as fields: all that the plan declares, with its ranges and words, and no more."""

from staging import film

from interfaces.page.fields import fields_of
from interfaces.report.build import UNSHOWN
from studio.plan import Asked, Caption, Change, Picture, Role, apply_changes
from studio.plan.parameters import parameters_of
from studio.plan.shots import Take


def test_every_parameter_of_a_shot_is_a_field_that_takes_a_change():
    plan = film(0.0)
    shot = plan.shots[0].model_copy(update={"captions": [Caption(text="The sea")]})
    plan = plan.model_copy(update={"shots": [shot]})
    fields = fields_of(plan, shot, ["Giulia", "Luca"])
    declared = {one.path.replace("*", "0") for one in parameters_of(Take)} - UNSHOWN
    assert {field.path.partition(".")[2] for field in fields} == declared
    for field in fields:
        done = apply_changes(plan, [Change(path=field.path, value=field.value)], keep_fixed=False)
        assert not done.refused and done.idle, field.path


def test_a_field_has_the_words_and_the_range_that_the_plan_declares():
    plan = film(0.9).model_copy(
        update={"asked": [Asked(path="luca_waving.place.set", words="harbour")]}
    )
    found = {one.path.partition(".")[2]: one for one in fields_of(plan, plan.shots[0], ["Luca"])}
    exposure = found["exposure"]
    assert (exposure.control, exposure.parameter.least, exposure.parameter.most) == (
        "number",
        -3,
        3,
    )
    assert exposure.value == 0.9 and not exposure.is_rare and found["speed"].is_rare
    assert found["place.set"].words == ["harbour"] and found["place.set"].is_named
    assert found["cast.0.character"].choices == ("Luca",)
    assert found["lines.0.language"].may_be_none and found["cast.0.expression"].control == "choice"
    assert found["cast.0.expression"].name == "Luca expression"
    whole = {one.path: one for one in fields_of(plan, plan, [])}
    assert whole["film.sound.music"].may_be_none and whole["film.subtitles"].control == "flag"
    still = Picture(id="luca", cast=[Role(character="Luca")], passes=["depth"])
    passes = {one.path: one for one in fields_of(plan, still, [])}["luca.passes"]
    assert passes.control == "choices" and passes.value == ["depth"] and "depth" in passes.choices
