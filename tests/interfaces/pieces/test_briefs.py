"""Briefs that were read wrongly once, through the command line: what is planned of them, and what
of them is told to be missing."""

import pytest

pytestmark = pytest.mark.usefixtures("own_data")

FILM = (
    "A 20-second film: Luca runs through the meadow, then he sits down in the bedroom at night and "
    "says 'What a day', then Giulia cheers in the harbour"
)
SHEET = "Character sheet of Giulia: front, side and back views"
SLOW = "Slow-motion of Luca jumping into the air, 4 s, dramatic music"
NEAR, GERMAN = "Generate Luka running", "Ein Bild von Luca, fröhlich, am Meer"
TITLE = "a caption 'We won!' over Alberto and Luca cheering in the meadow"
# The brief, the kinds of its shots, the words that are left out, the exit code.
ROWS = [
    (FILM, ["take"] * 3, [], 0),
    ("Shot 1: Luca waves in the harbour. Shot 2: Giulia jumps in the meadow.", ["take"] * 2, [], 0),
    (
        "Make two things: a still of Giulia waving, and her saying 'Ciao Luca!' cheerfully",
        ["picture", "voice_line"],
        [],
        0,
    ),
    (SHEET, ["picture"] * 3, [], 0),
    (SLOW, ["take"], [], 0),
    ("A picture of Giulia, scared, hiding at night in the street", ["picture"], ["hiding"], 3),
    (NEAR, ["picture"], [], 0),
    (GERMAN, ["picture"], ["Ein Bild von", "fröhlich", "Meer"], 3),
    (TITLE, ["picture"], [], 0),
    ("a ten-minute shot of Giulia in 4K", ["take"], ["4K"], 2),
]


def shots(answer):
    return answer["plan"]["shots"]


def is_one_film(answer):
    places = [shot["place"]["set"] for shot in shots(answer)]
    pieces = [shot.get("separate") for shot in shots(answer)]
    said = [line["text"] for line in shots(answer)[1]["lines"]]
    right = (["meadow", "bedroom", "seaside_town"], ["What a day"], 20)
    return (places, said, answer["plan"]["length"]) == right and not any(pieces)


# What else the plan, or the message, must hold.
HOLDS = {
    FILM: is_one_film,
    SHEET: lambda a: [s["camera"]["view"] for s in shots(a)] == ["front", "profile", "back"],
    SLOW: lambda a: shots(a)[0]["speed"] == 0.5 and a["plan"]["sound"]["music"],
    NEAR: lambda a: "taken for Luca" in a["message"],
    GERMAN: lambda a: "English and Italian" in a["message"],
    TITLE: lambda a: shots(a)[0]["captions"][0]["text"] == "We won!",
}


@pytest.mark.parametrize(("brief", "kinds", "left", "code"), ROWS)
def test_a_brief_is_planned_as_it_is_meant(answered, brief, kinds, left, code):
    answer, done = answered("plan", brief, "--json")
    assert done.exit_code == answer["exit_code"] == code, done.stderr
    assert [shot["kind"] for shot in answer["plan"]["shots"]] == kinds
    assert [one["words"] for one in answer["left_out"]] == left
    assert HOLDS.get(brief, lambda _: True)(answer), answer


def test_a_piece_that_lacks_something_says_so_first(answered):
    brief = "A draft picture of Giulia, scared, hiding at night in the street, 128x72"
    answer, made = answered("run", brief, "--iterations", "1", "--json")
    assert made.exit_code == 3 and answer["outcome"] == "delivered", made.stderr
    assert [one["words"] for one in answer["left_out"]] == ["hiding"]
    assert answer["message"].startswith("Left out: ") and "hiding" in answer["message"]
    assert answer["deliverables"]


def test_what_takes_too_long_is_told_and_not_begun(answered, tmp_path):
    answer, asked = answered("run", "a ten-minute shot of Giulia in 4K", "--json")
    assert asked.exit_code == 2 and answer["deliverables"] == [], asked.stderr
    assert not answer["estimate"]["fits"] and "would fit" in answer["estimate"]["proposal"]
    assert "would fit" in answer["message"] + answer["fix"]
    assert list((tmp_path / "data" / "artifacts").rglob("*.*")) == []
