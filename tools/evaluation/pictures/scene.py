"""A painted picture beside the scene that it was painted over."""

from studio.errors import EngineMissing
from studio.nouns.artifact import Artifact
from studio.nouns.review import Measurement
from studio.plan import Criterion
from tools.evaluation.case import Case
from tools.evaluation.settings import score

NAME = "scene_kept"


def is_painted_over(picture: Artifact) -> bool:
    """Whether a scene steered the picture, and was kept with it."""
    return "scene" in picture.notes


async def scene_kept(case: Case, criterion: Criterion) -> Measurement:
    """Of silhouette, pose, colours and depth, the worst counts; what cannot be told does not."""
    if not is_painted_over(case.artifact):
        return case.not_judged(criterion, "it is rendered, not painted over a scene")
    rules, scene = case.style.scene, case.artifact.notes["scene"]
    estimated = await _estimated(case)
    seen = await case.measured(
        "compare_to_scene",
        image=case.main,
        scene=scene["image"],
        mask=scene["mask"],
        depth=scene["depth"] if estimated else None,
        estimated=estimated,
    )
    best = max(seen["overlap_of_scene"], rules.least_overlap)
    kept = min(1.0, seen["overlap"] / best)
    scores = [score(rules.overlap, kept), score(rules.palette, seen["palette_difference"])]
    evidence = (
        f"the figure covers {kept:.0%} of what it can of the scene's; its colours are "
        f"{seen['palette_difference']:.0f} CIEDE2000 off"
    )
    if seen["pose_error"] is not None:
        scores.append(score(rules.pose, seen["pose_error"]))
        evidence += f"; joints are {seen['pose_error']:.1%} of its height away"
    if seen["depth_order"] is not None:
        scores.append(score(rules.depth, seen["depth_order"]))
        evidence += f"; {seen['depth_order']:.0%} of the depths are in order"
    return case.verdict(criterion, min(scores), evidence, value=round(kept, 3), unit="overlap")


async def _estimated(case: Case) -> str | None:
    """The depth that a network sees in the painting; None where there is none."""
    try:
        return (await case.measured("estimate_depth", image=case.main))["image"]
    except EngineMissing:
        return None
