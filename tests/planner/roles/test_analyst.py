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


def test_a_scene_that_the_brief_names_is_looked_for_in_the_footage() -> None:
    tools = "# describe_shots(video): It.\n# find_scene(video, search, most): It.\n"
    tools += "# video:0123456789abcdef: scene.mp4"
    text = "Slow down the ocean scene and the part where he jumps, with music"
    sections = {"BRIEF": {"text": text}, "TOOLS": tools}
    calls = [(one.tool, *one.by_name().values()) for one in find(sections).calls]
    video = "video:0123456789abcdef"
    searched = [("find_scene", video, "the ocean scene")]
    searched += [("find_scene", video, "the part where he jumps")]
    assert calls == [("describe_shots", video), *searched]
    made = [{"tool": one.tool, "arguments": one.by_name()} for one in find(sections).calls]
    assert not getattr(find(sections | {"CALLS": made}), "calls", []), "none is called twice"
    plain = sections | {"BRIEF": {"text": "Make this scene funnier"}}
    assert not getattr(find(plain), "calls", []), "no scene of it is named"
