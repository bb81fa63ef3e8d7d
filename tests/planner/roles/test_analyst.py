"""What the analyst tells of the cast."""

from llm.planner.analyst import find
from tests.planner.conftest import shipped_cast


def test_a_sheet_becomes_one_telling_sentence() -> None:
    sheet = next(entry for entry in shipped_cast() if entry["name"] == "Luca")
    facts = sheet | {"aliases": ["Luca P."], "sheet": "0123456789abcdef", "accent": "it"}
    (finding,) = find({"MEASUREMENTS": [{"subject": "Luca", "facts": facts}]}).findings
    assert finding.subject == "Luca"
    assert finding.fact.startswith(sheet["description"].rstrip("."))
    assert finding.fact.endswith("; speaks English with an Italian accent")
    assert facts["sheet"] not in finding.fact and "Luca P." not in finding.fact


def test_what_is_said_in_footage_is_told_with_its_times() -> None:
    says = [{"text": "Wait for me!", "start": 1.2, "end": 2.1}]
    facts = {"speech": "in 'en'", "says": says}
    found = find({"MEASUREMENTS": [{"subject": "video:1", "facts": facts}]}).findings
    told = next(one for one in found if "Wait for me!" in one.fact)
    assert (told.start, told.end) == (1.2, 2.1)
