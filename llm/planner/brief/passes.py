"""Which words name render passes: "depth and normal maps", "an openpose skeleton"."""

from llm.planner.brief.claims import Claim
from llm.planner.brief.nearby import Nearby


def choose_passes(near: Nearby, claim: Claim) -> None:
    """Choose the reading "pass" where `claim` names control images, or is one of them."""
    if "pass_noun" in claim.readings:
        before = near.run_back(claim, "pass", {",", "and", "&", "the", "a", "all"})
        if not before and near.norm(claim.end) in (":", "of"):
            following = [near.at.get(i) for i in range(claim.end + 1, claim.end + 10)]
            before = [c for c in following if c and c.can("pass")]
        for other in [*before, *_joined(near, claim)] if before else []:
            other.choose("pass")
        if before:
            claim.readings = {"structure": claim.readings["pass_noun"]}
            claim.choose("structure")
    elif "pass" in claim.readings and near.tokens[claim.start].norm in (
        "openpose",
        "canny",
        "lineart",
    ):
        claim.choose("pass")


def _joined(near: Nearby, claim: Claim) -> list[Claim]:
    """ "normal map + mask of Nico": passes named after the noun, without one of their own."""
    found: list[Claim] = []
    index = claim.end
    while near.norm(index) in ("+", "and", "&", ","):
        other = near.at.get(index + 1)
        if other is None or not other.can("pass"):
            break
        subject = near.at.get(other.end + 1)
        of = near.norm(other.end) in ("of", "for") and subject and subject.can("name")
        if not (of or near.norm(other.end) in ("", "+", "and", "&", ",", ".")):
            break
        found.append(other)
        index = other.end
    return found
