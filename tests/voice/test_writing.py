"""Lines written out in words: every kind of figure, sign, mark and direction, per language.

The code runs in the voice's environment, which alone has num2words.
"""

import json
import subprocess

import pytest

from tests.voice.conftest import PYTHON, ROOT

PROGRAM = """
import json, sys
from tools.engines.text.writing import write_out
from tools.engines.worker.serve import BadInput
answers = []
for text, language in json.load(sys.stdin):
    try:
        s = write_out(text, language)
        answers.append([" ".join(s.spoken), s.sounds, s.delivery, s.source, s.written])
    except BadInput as error:
        answers.append([str(error), error.fix])
print(json.dumps(answers))
"""
ROWS = {
    "en": {
        "€5, 50¢, 20°, ½": "five euros, fifty cents, twenty degrees, a half",
        "It costs $1.50 or £2.": "It costs one dollar and fifty cents or two pounds.",
        "$1.2bn, €3 million": "one point two billion dollars, three million euros",
        "1½ cups and 3/4 of it": "one and a half cups and three quarters of it",
        "10am, 10x, 2+2=4, #1": "ten a m, ten times, two plus two equals four, number one",
        "At 10:30 p.m. or 7:05": "At ten thirty p m or seven oh five",
        "Tom & Jerry": "Tom and Jerry",
        "Henry VIII and Elizabeth I. I know.": "Henry the eighth and Elizabeth the first. I know.",
        "World War II, Chapter IV": "World War two, Chapter four",
        "MIX I CD": "MIX I CD",
        "Dr. Smith, 221 Baker St.": "Doctor Smith, two hundred and twenty-one Baker Street",
        "Born in 1999, the 1980s, by 2024.": "Born in nineteen ninety-nine, the nineteen eighties, "
        "by twenty twenty-four.",
        "The 3rd of May, 12/25/2024": "The third of May, December twenty-fifth twenty twenty-four",
        "5 km/h at -5°C": "five kilometres per hour at minus five degrees Celsius",
        "12,345.67": "twelve thousand three hundred and forty-five point six seven",
        "5-10 minutes, 007, 50%": "five to ten minutes, zero zero seven, fifty per cent",
        "24/7 and/or AT&T": "twenty-four seven and or AT and T",
        "**Stop** right there!": "Stop right there!",
        "I *always* lie. _Now_ `go`.": "I always lie. Now go.",
        '"The dogs\' bowls are empty"': "The dogs' bowls are empty",
        "Well... no -- never — ever": "Well… no, never, ever",
        "Hi 😀 there ♥": "Hi there",
        "7-3=4, 10 - 4 = 6": "seven minus three equals four, ten minus four equals six",
        "2+9-4, 5*2": "two plus nine minus four, five times two",
        "10:30-11:45, 9-5pm, 3pm-5pm": "ten thirty to eleven forty-five, nine to five p m, "
        "three p m to five p m",
        "4/5, 1/6 and 1 4/5": "four fifths, one sixth and one and four fifths",
        "10 m², 1 m³": "ten square metres, one cubic metre",
        "# [Luca](https://a.b) is here": "Luca is here",
        "-20°, .5, 2 ≠ 3": "minus twenty degrees, point five, two is not three",
        "≥2, √9 ≈ 3, 5 > 3, 2<4": "at least two, the root of nine about three, "
        "five is more than three, two is less than four",
        "50/50, <b>yes</b>": "fifty fifty, yes",
        "Call 555-123-4567": "Call five five five, one two three, four five six seven",
        "₹20 and 5'11\" tall": "twenty rupees and five foot eleven tall",
        "HENRY VIII AND PART XIV": "HENRY the eighth AND PART fourteen",
    },
    "it": {
        "≥2 e 5 > 3": "almeno due e cinque è maggiore di tre",
        "Costa 3,50 €.": "Costa tre euro e cinquanta centesimi.",
        "Costa 1.000 euro, 1 €.": "Costa mille euro, un euro.",
        "XXIII": "ventitreesimo",
        "XXIII, Luigi XXIII": "ventitreesimo, Luigi ventitreesimo",
        "Sig. Rossi e Dott.ssa Bianchi": "signor Rossi e dottoressa Bianchi",
        "il 3° posto, la 2ª": "il terzo posto, la seconda",
        "Alle 15:30, 21 km": "Alle quindici e trenta, ventuno chilometri",
        "Alle 9.30, 4/5": "Alle nove e trenta, quattro quinti",
        "il XX secolo, 25/12/2024": "il ventesimo secolo, venticinque dicembre duemilaventiquattro",
    },
    "de": {
        "Dr. Weber, z. B. 3,50 €": "Doktor Weber, zum Beispiel drei Euro und fünfzig Cent",
        "Am 3. Mai um 15:30 Uhr": "Am dritten Mai um fünfzehn Uhr dreißig",
        "4/5 um 10:30–11:45 Uhr": "vier Fünftel um zehn Uhr dreißig bis elf Uhr fünfundvierzig",
        "1.000 Leute, 1984": "eintausend Leute, neunzehnhundertvierundachtzig",
    },
    "fr": {
        "15h30": "quinze heures trente",
        "M. Blanc": "monsieur Blanc",
        "3,50 € et 1 000 €": "trois euros et cinquante centimes et mille euros",
        "le 1er mai, Louis XIV, 20 %": "le premier mai, Louis quatorze, vingt pour cent",
    },
    "es": {
        "Sr. Pérez, 3,50 €": "señor Pérez, tres euros y cincuenta céntimos",
        "21 €, 20 km/h": "veintiún euros, veinte kilómetros por hora",
        "siglo XX, Felipe II": "siglo veinte, Felipe segundo",
    },
}
DIRECTIONS = {
    "*sighs* Fine.": ("Fine.", [["sigh", 0]], ""),
    "[whispers] Come here.": ("Come here.", [], "whispered"),
    "Well (laughs) no.": ("Well no.", [["laugh", 1]], ""),
    "*rolls his eyes* Sure.": ("Sure.", [], ""),
    "Wait! [gasps]": ("Wait!", [["gasp", 1]], ""),
    "(shouting) Over here!": ("Over here!", [], "shouted"),
    "[beat] Yes.": ("Yes.", [], ""),
}


def write_out(rows: list[tuple[str, str]]) -> list[list]:
    if not PYTHON.is_file():
        pytest.skip(f"the voice environment is not made: no {PYTHON.relative_to(ROOT)}")
    done = subprocess.run(
        [PYTHON, "-c", PROGRAM], input=json.dumps(rows), capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("language", list(ROWS))
def test_figures_and_signs_are_words(language):
    rows = ROWS[language]
    said = [answer[0] for answer in write_out([(text, language) for text in rows])]
    assert dict(zip(rows, said, strict=True)) == rows


def test_directions_are_acted_or_left_out_and_never_read():
    answers = write_out([(text, "en") for text in DIRECTIONS])
    found = {t: tuple(a[:3]) for t, a in zip(DIRECTIONS, answers, strict=True)}
    assert found == DIRECTIONS


def test_directions_of_other_languages():
    answers = write_out([("*sospira* Va bene.", "it"), ("[flüstert] Komm her.", "de")])
    assert [a[:3] for a in answers] == [
        ["Va bene.", [["sigh", 0]], ""],
        ["Komm her.", [], "whispered"],
    ]


def test_every_said_word_knows_its_written_one():
    [[said, _, _, source, written]] = write_out([("**Henry VIII** owes me €5. [beat] Ok?", "en")])
    assert written == ["Henry VIII", "owes", "me", "€5", "Ok"]
    stands_for = [written[place] for place in source]
    assert list(zip(said.split(), stands_for, strict=True)) == [
        ("Henry", "Henry VIII"),
        ("the", "Henry VIII"),
        ("eighth", "Henry VIII"),
        ("owes", "owes"),
        ("me", "me"),
        ("five", "€5"),
        ("euros.", "€5"),
        ("Ok?", "Ok"),
    ]


@pytest.mark.parametrize(
    "text", ["...", "😀😀", "你好", "Привет", "", "  ", "[beat]", "**", "Hi 你"]
)
def test_what_no_voice_reads_is_refused_with_a_fix(text):
    [answer] = write_out([(text, "en")])
    assert len(answer) == 2
    assert all(answer)
