"""Whether the lamp of the lighthouse is seen to be lit."""

from animation_studio import Case, Criterion, Measurement, score

WEIGHT = 0.5
MEDIA = ("image",)
SHOTS = ("picture",)  # the planner judges pictures by it,
SETS = ("lighthouse",)  # in this set
REMEDY = ("place.time_of_day", "night")
MARK = ([0.0, 0], [0.0002, 7], [0.002, 10])  # share of the pixels that glow


async def measure(case: Case, criterion: Criterion) -> Measurement:
    """The share of the picture that glows, as measure_glow() counts it."""
    share = (await case.measured("measure_glow", image=case.main))["share"]
    return case.verdict(
        criterion,
        score(MARK, share),
        f"{share:.2%} of the picture glows",
        value=share,
        unit="of the pixels",
        change=case.change("place.time_of_day", "night", "the lamp is lit by night"),
    )
