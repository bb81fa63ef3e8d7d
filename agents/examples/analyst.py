"""The analyst's examples: a character, and a video that was measured and seen."""

from agents.examples.director import VIDEO
from agents.examples.example import Example
from studio.nouns.finding import Finding, Findings

_LUCA = {"description": "A shy boy with brown hair.", "language": "en", "accent": "it"}
_SCENE = {"duration": 5.0, "width": 1280, "height": 720, "fps": 25.0, "loudness": -23.4}

EXAMPLES = (
    Example(
        {"MEASUREMENTS": [{"subject": "Luca", "facts": _LUCA}]},
        Findings(
            summary="No media came with the brief. Luca is known by his sheet.",
            findings=[
                Finding(
                    subject="Luca",
                    fact="A shy boy with brown hair; speaks English with an Italian accent",
                )
            ],
        ),
    ),
    Example(
        {
            "MEASUREMENTS": [{"subject": VIDEO, "facts": _SCENE}],
            "PICTURES": [{"subject": VIDEO, "times": [0.6, 1.9, 3.1, 4.4]}],
        },
        Findings(
            summary="One video of 5 s, large enough, and quiet: -23.4 LUFS.",
            findings=[
                Finding(
                    subject=VIDEO,
                    fact="duration 5 s, 1280 x 720 px, 25 frames/s, loudness -23.4 LUFS",
                    end=5,
                ),
                Finding(
                    subject=VIDEO,
                    fact="A woman in a kitchen in close-up looks surprised, then angry",
                    start=1.9,
                    end=4.4,
                ),
            ],
        ),
    ),
)
