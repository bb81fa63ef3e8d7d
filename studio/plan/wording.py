"""The plan in words, as everybody tells it who speaks to a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from studio.plan.film import Film, OpenQuestion
from studio.plan.parameters import Parameter, parameters_of
from studio.plan.parts import EditStep, Line, Part, Role, Transition
from studio.plan.shots import Shot

# What is told of every shot that has it, though it be the usual value.
_ALWAYS = ("place.set", "place.time_of_day", "camera.framing")
_OF_ITS_OWN = ("title", "separate", "seed", "transition.seconds")


@dataclass(frozen=True)
class Row:
    """One parameter of a shot or film as a report shows it. `is_named`: the brief named it."""

    path: str
    name: str
    value: str
    is_named: bool


def sentence(words: str) -> str:
    """Words as a sentence: with a capital and one full stop."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def rows(owner: Shot | Film) -> list[Row]:
    """All plain parameters of a shot, or of a film apart from its shots, in the plan's order."""
    return [
        Row(p.path, p.name, told_value(p, value), p.path in owner.fixed)
        for p, value in _values(owner)
    ]


def told_film(film: Film) -> str:
    """What goes for a whole film: `512x288, 24 fps, epic music, opening title “The sea”`."""
    shape, sound = film.shape, film.sound
    parts = [f"{shape.width}x{shape.height}, {shape.fps} fps"]
    parts += [f"{film.length:g} s"] if film.length else []
    parts += [f"{sound.music} music"] if sound.music else []
    parts += [f"the sound of {spaced(sound.atmosphere)}"] if sound.atmosphere else []
    parts += ["subtitles"] if film.subtitles else []
    parts += [f"also as {one}" for one in film.exports]
    for name in ("opening", "closing"):
        card = getattr(film, name)
        parts += [f"{name} title “{card.text.replace(chr(10), ' / ')}”"] if card else []
    return ", ".join(parts)


def told_left_out(film: Film) -> list[str]:
    """Each part of the brief that the plan does not hold: `Left out: “a dragon”: there is none.`"""
    return [f"Left out: “{one.words}”: {one.reason.rstrip('.')}." for one in film.left_out]


def told_reading(film: Film) -> str:
    """How words in doubt were read, where nobody said which way: `Read “Lica” as Luca; it could
    also be Lina.`"""
    return told_choice(film.question) if film.question and not film.refused else ""


def told_choice(question: OpenQuestion) -> str:
    """The same of one question; "" where nothing was chosen."""
    if not question.choices:
        return ""
    taken, *others = question.choices
    words = f"Read “{question.words}” as {taken}" if question.words else f"Read as {taken}"
    return words + (f"; it could also be {' or '.join(others)}." if others else ".")


def told_shot(shot: Shot) -> str:
    """A shot in one line: what, who, where, how it is seen."""
    parts = [f"{shot.id}: {spaced(shot.kind)}"]
    parts += [told_role(role) for role in getattr(shot, "cast", [])]
    parts += [told_line(line) for line in getattr(shot, "lines", [])]
    parts += [told_step(step) for step in getattr(shot, "steps", [])]
    for parameter, value in _values(shot):
        if parameter.path in _OF_ITS_OWN or parameter.path.startswith("transition"):
            continue
        if value != parameter.default or parameter.path in _ALWAYS:
            parts.append(_told_parameter(parameter, value))
    parts += [f"caption “{caption.text}”" for caption in shot.captions]
    parts += told_transition(shot.transition)
    return ", ".join(parts)


def told_transition(transition: Transition) -> list[str]:
    """`dissolve of 0.5 s into the next`; nothing for a cut."""
    if transition.kind == "cut":
        return []
    return [f"{spaced(transition.kind)} of {transition.seconds:g} s into the next"]


def told_role(role: Role) -> str:
    """`Luca, excited (1.2), run`."""
    strength = "" if role.strength == 1 else f" ({role.strength:g})"
    return f"{role.character} {spaced(role.expression)}{strength}, {spaced(role.action)}"


def told_line(line: Line) -> str:
    """`Luca says “Silenzio, Bruno!” (it, determined, rate 0.9)`; `Luca says what is recorded`."""
    how: list[str] = [line.language] if line.language else []
    how += [spaced(line.emotion)]
    how += [f"strength {line.strength:g}"] if line.strength != 1 else []
    how += [f"rate {line.rate:g}"] if line.rate != 1 else []
    said = f"“{line.text}”" if line.text else "what is recorded"
    how += ["in the recorded voice"] if line.recording else []
    return f"{line.character} says {said} ({', '.join(how)})"


def told_value(parameter: Parameter, value: Any) -> str:
    """`1.5 s`, `three quarter`, `yes`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        value = f"{value:g}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{spaced(text)} {parameter.unit}".strip() if text else "none"


def _told_parameter(parameter: Parameter, value: Any) -> str:
    told = told_value(parameter, value)
    last = parameter.path.rpartition(".")[2]
    if last in ("set", "time_of_day", "length", "width", "height"):
        return told
    return f"{told} {spaced(last)}" if parameter.words else f"{spaced(last)} {told}"


def _values(owner: Part) -> Iterator[tuple[Parameter, Any]]:
    """Every parameter that is no member of a list, with its value."""
    for parameter in parameters_of(type(owner)):
        if "*" in parameter.path:
            continue
        value: Any = owner
        for name in parameter.path.split("."):
            value = getattr(value, name, None)
        if value is not None:
            yield parameter, value


def spaced(word: str) -> str:
    """A vocabulary word as people write it."""
    return word.replace("_", " ")


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 shot`, `3 shots`."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def told_step(step: EditStep) -> str:
    """`4 times slower at the peak`, `film noir look`, `only the first 3 s`."""
    if step.kind in ("trim", "cut_out"):
        return f"only {_kept(step)}" if step.kind == "trim" else _TOLD[step.kind](step)
    how = _TOLD[step.kind](step)
    return f"{how} {where}" if (where := _place(step)) else how


def _kept(step: EditStep) -> str:
    length = f"{step.seconds:g} s" if step.seconds else ""
    match step.where:
        case "time":
            return f"{length} from {step.start:g} s on".strip()
        case "peak":
            return f"{length or 'what lies'} around the peak"
        case "scene":
            return step.scene or "a scene"
        case "end":
            return f"the last {length}".strip()
        case _:
            return f"the first {length}".strip()


def _place(step: EditStep) -> str:
    if step.where == "all":
        return ""
    if step.where == "scene":
        return f"where it is found: {step.scene}"
    place = f"{step.start:g} s" if step.where == "time" else f"the {step.where}"
    return f"at {place}" + (f" ({step.seconds:g} s)" if step.seconds else "")


def _told_speed(step: EditStep) -> str:
    if not step.amount:
        return "another speed"
    slower = step.amount < 1
    times = 1 / step.amount if slower else step.amount
    return f"{times:.3g} times {'slower' if slower else 'faster'}"


def _times(word: str) -> Callable[[EditStep], str]:
    return lambda step: f"{word} {step.amount:g} times" if step.amount else word


def _more(more: str, less: str) -> Callable[[EditStep], str]:
    return lambda step: less if step.amount < 0 else more


def _said(words: str, name: str = "") -> Callable[[EditStep], str]:
    """The words, with what the step has for `name` in them."""
    return lambda step: words.format(spaced(str(getattr(step, name) or "another")) if name else "")


_TOLD: dict[str, Callable[[EditStep], str]] = {
    "cut_out": lambda step: f"without {_kept(step)}",
    "stabilize": _said("steadied"),
    "denoise": _said("without noise"),
    "background": lambda step: "before another background" if step.other else "cut out",
    "crop": lambda step: f"cropped to the {spaced(step.side or 'middle')}",
    "exaggerate": _times("faces exaggerated"),
    "exaggerate_motion": _times("motion exaggerated"),
    "grade": _said("{} look", "look"),
    "brightness": _more("brighter", "darker"),
    "contrast": _more("more contrast", "less contrast"),
    "saturation": _more("stronger colours", "weaker colours"),
    "stylize": _said("in {}", "style"),
    "zoom": _times("zoom"),
    "shake": _said("shaken"),
    "volume": lambda step: f"sound {step.amount:+g} dB" if step.amount else "another volume",
    "speed": _told_speed,
    "freeze": lambda step: f"held for {step.amount:g} s" if step.amount else "held",
    "mute": _said("without sound"),
    "dub": _said("dubbed"),
    "lip_sync": _said("lips after another voice"),
    "sound_effect": _said("the sound {}", "sound"),
    "reverse": _said("backwards"),
    "loop": lambda step: f"played {step.amount:g} times" if step.amount else "played again",
    "split_screen": _said("beside another video"),
    "picture_in_picture": _said("another video in the {}", "side"),
    "fade": _said("faded"),
}
