"""Several files in one edit: which is edited, and what is seen beside it or heard under it."""

from llm.planner.data import step_facts
from llm.planner.reader.footage.steps import EditRequest, StepDraft
from llm.planner.reader.footage.videos import Video
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from studio.plan import Edit, Transition


def edited_videos(
    request: EditRequest, videos: list[Video], text: str, left: list[LeftOutWords]
) -> list[Video]:
    """The videos that are edited: those that the brief names, else all; of two that are shown
    together, one is in the other's edit. A step that has not the other file that it needs is left
    out."""
    places = {video.name: text.lower().find(video.name.lower()) for video in videos if video.name}
    named = [one for one in videos if places.get(one.name, -1) >= 0]
    named.sort(key=lambda one: places[one.name])
    kept = named or videos
    for step in list(request.steps):
        needs = step_facts(step.kind).get("needs", ())
        if not needs or step.word in ("cut_subject", "beside_itself"):
            continue
        if needs == ["video"] and len(videos) > 1:
            main, beside = _both(step, named, videos)
            step.other, kept = beside.handle, [main]
            if len(videos) > 2:
                request.notes.append(f"Two are shown at once: {main.name} and {beside.name}.")
            continue
        found = [one for kind in needs for one in request.others.get(kind, ())]
        found = [one for one in found if one != kept[0].handle]
        if found:
            step.other = found[0]
            kept = [one for one in kept if one.handle != step.other]
            continue
        request.steps.remove(step)
        why = f"it needs another file with it: {' or '.join(needs)}"
        left += [LeftOutWords(item.start, item.end, why) for item in step.items]
    return kept


def _both(step: StepDraft, named: list[Video], videos: list[Video]) -> tuple[Video, Video]:
    """The one that is edited, and the one beside or within it. Of "put face.mp4 in the corner of
    scene.mp4" the one that is named first is small."""
    first, second = [*named, *(one for one in videos if one not in named)][:2]
    small_first = step.kind == "picture_in_picture" and named
    return (second, first) if small_first else (first, second)


def joined(
    request: EditRequest, shots: list[Edit], trace: list[Slot], left: list[LeftOutWords]
) -> list[Edit]:
    """The shots with the transition that leads from each into the next."""
    fields = request.fields
    told = [fields[name] for name in ("join", "transition") if name in fields]
    if told and len(shots) < 2:
        why = "another video is needed for it"
        left += [LeftOutWords(word.start, word.end, why) for word in told]
        return shots
    for word in told:
        trace.append(Slot(f"{shots[0].id}.transition", word.value, word.start, word.end))
    if "transition" not in fields:
        return shots
    led = {"transition": Transition.model_validate({"kind": fields["transition"].value})}
    return [*(shot.model_copy(update=led) for shot in shots[:-1]), *shots[-1:]]
