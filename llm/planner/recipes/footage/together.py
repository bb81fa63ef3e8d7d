"""Steps that lay something else beside, behind or over the footage, and its ends."""

from llm.planner.data import amount_of, default
from llm.planner.recipes.footage.cutting import Cutting, Time
from llm.planner.recipes.footage.pacing import time_now
from llm.planner.recipes.layout import Code
from studio.plan import EditStep

_LONGEST = 20.0  # seconds of one sound of make_sfx()
_BOTH = 0.45  # most of a video that each of two fades takes


def background(made: Cutting, step: EditStep) -> None:
    """The subject before another picture or video; without one it is cut out at last."""
    if step.other:
        made.make("composite", "placed", "", _mask(made), over=step.other)


def cut_subject(made: Cutting) -> None:
    """The subject alone, with an alpha channel: no other tool would keep it."""
    made.make("separate_subject", "apart", "", _mask(made))


def _mask(made: Cutting) -> Code:
    found = made.call("segment_video", "subject", "Which pixels are its subject", made.video)
    return Code(found["mask"])


def dub(made: Cutting, step: EditStep) -> None:
    """Another sound in place of what is heard."""
    why, under = "Another sound over it", step.amount or amount_of("dub")
    made.make("dub", "dubbed", why, step.other, start=_begin(made, step), duck_db=under)


def lip_sync(made: Cutting, step: EditStep) -> None:
    """Lips that follow a recording."""
    why = "What is said in the recording, sound by sound"
    voice = made.call("mix_audio", "voice", why, [{"audio": step.other}])
    spoken = made.call("align_speech", "spoken", "", Code(voice["audio"]))
    given = (Code(voice["audio"]), Code(spoken["phonemes"]))
    made.make("lip_sync_video", "lipped", "", *given, start=_begin(made, step))


def sound_effect(made: Cutting, step: EditStep) -> None:
    """A sound at its time, beside what is heard."""
    kind, start = step.sound or "whoosh", _begin(made, step)
    why = f"The sound of a {kind.replace('_', ' ')}"
    whole = Code(f"min({made.whole()}, {_LONGEST})") if step.where == "all" else None
    sound = made.call("make_sfx", "effect", why, kind, duration=step.seconds or whole)
    made.make("dub", "dubbed", "", Code(sound["audio"]), start=start, duck_db=0.0)


def _begin(made: Cutting, step: EditStep) -> Time | None:
    return time_now(made, step) or None


def loop(made: Cutting, step: EditStep) -> None:
    """Played again."""
    count = round(step.amount or amount_of("loop"))
    made.make("loop", "looped", f"Played {count} times", count=count)


def split_screen(made: Cutting, step: EditStep) -> None:
    """Beside another video, or beside the footage as it was."""
    both = [made.video, step.other or made.names("scene")]
    name = made.call("split_screen", "both", "Side by side", both)
    made.video, made.length = Code(name["video"]), Code(name["duration"])


def picture_in_picture(made: Cutting, step: EditStep) -> None:
    """Another video, small in a corner."""
    corner = step.side if step.side and ("_" in step.side or step.side == "middle") else None
    where = {"place": corner, "size": step.amount or None}
    made.make("picture_in_picture", "inset", "Another one within it", inset=step.other, **where)


def fade(made: Cutting, step: EditStep) -> None:
    """Out of black at its beginning, into black at its end."""
    seconds = step.seconds or default("fade_seconds")
    into = step.where in ("beginning", "all")
    out = step.where != "beginning"
    lasts: Time = seconds
    if made.shot.length < 2 * seconds:
        # Two fades share what is left; a whole number of frames of each fits.
        lasts = Code(f"min({seconds:g}, {_BOTH if into and out else 1.0:g} * {made.whole()})")
    made.make("fade", "faded", "", fade_in=lasts if into else None, fade_out=lasts if out else 0.0)
