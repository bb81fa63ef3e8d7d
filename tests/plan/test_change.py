"""Changes to a plan."""

import pytest

from studio.plan import (
    Asked,
    Change,
    Edit,
    EditStep,
    Film,
    Line,
    Role,
    Take,
    apply_changes,
    is_fixed,
)


@pytest.fixture
def film() -> Film:
    return Film(
        intent="a film",
        shots=[
            Take(id="s1", cast=[Role(character="Luca", action="run")], fixed=["cast.Luca.action"]),
            Take(
                id="s2",
                cast=[Role(character="Giulia"), Role(character="Luca")],
                lines=[Line(character="Luca", text="What a day")],
            ),
            Take(id="s3", cast=[Role(character="Giulia", action="cheer")]),
        ],
    )


def ids(film: Film) -> list[str]:
    return [shot.id for shot in film.shots]


def test_a_value_is_set_by_its_path(film):
    done = apply_changes(
        film,
        [
            Change(path="s2.camera.framing", value="close_up"),
            Change(path="film.sound.music", value="epic"),
            Change(path="s2.cast.Luca.expression", value="excited"),
            Change(path="s2.lines.0.rate", value=1.2),
        ],
    )
    shot = done.film.shot("s2")
    assert shot.camera.framing == "close_up" and done.film.sound.music == "epic"
    assert [role.expression for role in shot.cast] == ["neutral", "excited"]
    assert shot.lines[0].rate == 1.2 and len(done.made) == 4 and not done.refused
    assert film.shot("s2").camera.framing == "medium"  # the plan itself is left as it was


def test_a_star_means_all_of_them(film):
    done = apply_changes(film, [Change(path="*.place.time_of_day", value="night")])
    assert {shot.place.time_of_day for shot in done.film.shots} == {"night"}
    done = apply_changes(film, [Change(path="s2.cast.*.expression", value="sad")])
    assert [role.expression for role in done.film.shot("s2").cast] == ["sad", "sad"]


def test_shots_are_moved_inserted_and_removed(film):
    assert ids(apply_changes(film, [Change(path="s3", op="move", value=1)]).film) == [
        "s1",
        "s3",
        "s2",
    ]
    assert ids(apply_changes(film, [Change(path="s2", op="remove")]).film) == ["s1", "s3"]
    new = Take(id="s4", cast=[Role(character="Mina")]).model_dump(mode="json")
    for place, order in (("0", "s4 s1 s2 s3"), ("end", "s1 s2 s3 s4")):
        done = apply_changes(film, [Change(path=f"film.shots.{place}", op="insert", value=new)])
        assert ids(done.film) == order.split()


def test_a_line_is_added_at_the_end(film):
    line = {"character": "Giulia", "text": "Ciao!"}
    done = apply_changes(film, [Change(path="s3.lines.end", op="insert", value=line)])
    assert [one.text for one in done.film.shot("s3").lines] == ["Ciao!"]


def test_what_the_brief_named_is_kept_from_critics_and_not_from_people(film):
    change = Change(path="s1.cast.Luca.action", value="walk")
    kept = apply_changes(film, [change])
    assert kept.film == film and "brief's own choice" in kept.refused[0][1]
    by_person = apply_changes(film, [change], keep_fixed=False)
    assert by_person.film.shot("s1").cast[0].action == "walk"
    # a star skips what is fixed, and changes the rest
    rest = apply_changes(film, [Change(path="*.cast.*.action", value="walk")])
    assert [shot.cast[0].action for shot in rest.film.shots] == ["run", "walk", "walk"]


def test_what_a_person_sets_counts_as_named(film):
    done = apply_changes(film, [Change(path="s2.camera.framing", value="wide")], keep_fixed=False)
    again = apply_changes(done.film, [Change(path="s2.camera.framing", value="medium")])
    assert again.film.shot("s2").camera.framing == "wide" and again.refused


def test_a_part_of_what_is_fixed_is_fixed_too(film):
    whole = film.model_copy(deep=True)
    whole.shots[2].fixed.append("camera")
    assert apply_changes(whole, [Change(path="s3.camera.framing", value="wide")]).refused


@pytest.mark.parametrize(
    ("fixed", "path"),
    [
        ("cast.Luca.action", "s2.cast.1.action"),
        ("cast.1", "s2.cast.Luca.action"),
        ("lines.0.rate", "s2.lines.Luca.rate"),
    ],
)
def test_what_is_fixed_is_so_by_every_name_that_it_goes_by(film, fixed, path):
    film.shots[1].fixed.append(fixed)
    change = Change(path=path, value="walk" if "action" in path else 1.2)
    assert apply_changes(film, [change]).refused and is_fixed(film, change)
    other = Change(path="s2.cast.Giulia.action", value="walk")
    assert apply_changes(film, [other]).made and not is_fixed(film, other)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (Change(path="s9.length", value=3), "there is no shot 's9': there are s1, s2, s3"),
        (Change(path="s1.camera.framing", value="from the moon"), "s1.camera.framing"),
        (Change(path="s1.length", value=10_000), "less than or equal to 60"),
        (Change(path="s1.wings", value=2), "nothing at 's1.wings'"),
        (Change(path="s1", value=2), "names no parameter"),
        (Change(path="s1.cast.Mina.action", value="run"), "nothing at"),
        (Change(path="s3.cast.0", op="remove"), "at least 1 item"),
        (Change(path="s1", op="move", value=7), "a number from 0 to 2"),
        (Change(path="s1.length", op="remove"), "nothing can be done"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_rest_is_made(film, change, word):
    done = apply_changes(film, [change, Change(path="film.subtitles", value=True)])
    assert word in done.refused[0][1]
    assert done.film.subtitles and len(done.made) == 1


def test_what_is_so_already_is_idle(film):
    done = apply_changes(film, [Change(path="s1.camera.framing", value="medium")])
    assert done.film == film and len(done.idle) == 1 and not done.made


@pytest.mark.parametrize("path", ["s1.cast.0.action", "s1.cast.Luca.action", "*.cast.*.action"])
def test_what_a_person_sets_anew_was_not_asked_for_by_the_words_before(film, path):
    words = [
        Asked(path="s1.cast.Luca.action", words="running", start=5, end=12),
        Asked(path="s1.cast.Luca.expression", words="sad"),
        Asked(path="film.sound.music", words="epic"),
    ]
    film = film.model_copy(update={"asked": words})
    changed = apply_changes(film, [Change(path=path, value="wave")], keep_fixed=False)
    assert [one.words for one in changed.film.asked] == ["sad", "epic"]
    music = apply_changes(film, [Change(path="film.sound.music", value="sad")], keep_fixed=False)
    assert [one.words for one in music.film.asked] == ["running", "sad"]
    by_critic = apply_changes(film, [Change(path="s1.exposure", value=1)])
    assert by_critic.film.asked == words


def test_words_stay_with_their_step_when_one_is_put_before_it_and_go_with_it(film):
    steps = [EditStep(kind="stabilize"), EditStep(kind="grade", look="black_and_white")]
    words = [Asked(path=f"e.steps.{n}", words=said) for n, said in enumerate(["steady", "grey"])]
    edit = Edit(id="e", source=f"video:{'0' * 16}", steps=steps, fixed=["steps.0", "steps.1"])
    film = film.model_copy(update={"shots": [edit], "asked": words})
    trim = Change(path="e.steps.0", op="insert", value={"kind": "trim", "seconds": 1})
    more = apply_changes(film, [trim], keep_fixed=False).film
    assert [(one.path, one.words) for one in more.asked] == [
        ("e.steps.1", "steady"),
        ("e.steps.2", "grey"),
    ]
    assert more.shots[0].fixed == ["steps.1", "steps.2"]
    less = apply_changes(more, [Change(path="e.steps.1", op="remove")], keep_fixed=False).film
    assert [(one.path, one.words) for one in less.asked] == [("e.steps.1", "grey")]
    assert less.shots[0].fixed == ["steps.1"]
