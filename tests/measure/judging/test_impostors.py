"""The right colours on another character's head are found; the character itself passes."""

import pytest

from tests.measure.conftest import LABELS, PLATES, shot_of

# Not told by one picture alone: tousled hair in the colours of curls (docs/critic.md).
KNOWN_MISSES = {"alberto_on_luca"}
IMPOSTORS = sorted((PLATES / "impostors").glob("*.jpg"))
NAMES = ("alberto", "giulia", "luca", "mina", "nico")


def test_all_pairs_of_the_cast_are_tried():
    pairs = {f"{one}_on_{other}" for one in NAMES for other in NAMES if one != other}
    assert {path.stem for path in IMPOSTORS} == pairs and len(pairs) == 20


@pytest.fixture
def verdict(judge, keep):
    """verdict(path, name): of the character match of a picture that should show `name`."""

    async def found(path, name):
        shot = shot_of("picture", "character_match", character=name.capitalize())
        return (await judge(shot, keep(path)))["character_match"]

    return found


async def test_impostors_are_found(verdict):
    missed = []
    for path in IMPOSTORS:
        claimed = path.stem.split("_on_")[0]
        found = await verdict(path, claimed)
        if found.passed:
            missed.append(path.stem)
        else:
            assert "has the colours of" in found.evidence or "looks like" in found.evidence
            assert (found.change.parameter, found.change.value) == (
                "character",
                claimed.capitalize(),
            )
    assert set(missed) <= KNOWN_MISSES, missed


@pytest.mark.parametrize(
    "name", [name for name, label in LABELS.items() if label.get("face") and "joints" in label]
)
async def test_no_plate_is_taken_for_an_impostor(toolbox, plate, name):
    seen = await toolbox.call(
        "compare_to_sheet", {"media": plate(name), "character": LABELS[name]["character"]}
    )
    assert all(apart <= 1 for apart in seen["shape"].values()), seen
