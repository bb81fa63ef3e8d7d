import ast
import json
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema import Draft202012Validator

from interfaces.scripts.reading import read_script, schema_text
from studio.errors import InputError
from studio.settings import ROOT


def test_the_example_scripts_are_valid():
    script = read_script(ROOT / "configs" / "sessions" / "first_pieces.yaml")
    assert script.seed == 7 and len(script.briefs) == 3
    assert [brief.seed for brief in script.briefs] == [None, None, 11]
    assert len(read_script(ROOT / "configs" / "sessions" / "conversation.yaml").briefs) == 4
    script = read_script(ROOT / "configs" / "sessions" / "parody.yaml")
    assert [[str(name) for name in brief.media] for brief in script.briefs] == [[], ["last"]]


def test_the_first_brief_of_a_script_cannot_take_the_last_piece_along(tmp_path):
    path = tmp_path / "script.yaml"
    path.write_text("briefs: [Luca, {text: a parody of it, media: [last]}]\n")
    assert [str(name) for name in read_script(path).briefs[1].media] == ["last"]
    path.write_text("briefs: [{text: a parody of it, media: [last]}]\n")
    with pytest.raises(InputError, match="nothing was made before it"):
        read_script(path)


def test_media_are_found_beside_the_script(tmp_path):
    path = tmp_path / "s.yaml"
    (tmp_path / "a.png").touch()
    path.write_text(f"briefs: [{{text: Luca like this, media: [a.png, {tmp_path}/a.png]}}]\n")
    [brief] = read_script(path).briefs
    assert [str(name) for name in brief.media] == [str(tmp_path / "a.png")] * 2


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("briefs: []", "briefs"),
        ("brief: [Luca]", "brief"),
        ("briefs: [{text: Luca, sed: 3}]", "briefs.0.sed"),
        ("briefs: [{text: Luca, seed: -3}]", "briefs.0.seed"),
        ("briefs: ['']", "empty"),
        ("briefs: [3]", "briefs.0"),
        ("briefs: [Luca, {note: at night, expect: {scoer: 7}}]", "briefs.1.expect.scoer"),
        ("briefs: [Luca, {ask: 'why?', of: producer}]", "briefs.1.of"),
        ("briefs: [{ask: 'why?'}]", "nothing was made before it"),
        ("- Luca", "no `briefs:`"),
        ("briefs: [a\n  b: c", "line 2, column 4"),
        ("briefs: [Luca]\nseed: 3\nseed: 4", "line 3, column 1: 'seed' is given twice"),
        (
            "briefs:\n  - text: Luca\n    expect:\n      outcom: approved",
            "line 4, column 7: briefs.0",
        ),
        ("briefs:\n  - text: Luca\n    media: [no.png]", "line 3, column 13: briefs.0.media.0"),
        ("briefs:\n  - Luca\n  - note: x\n    expect: {score: 70}", "line 4, column 14"),
        ("briefs: [{text: Luca, gates: {plan: [{revise: ''}]}}]", "briefs.0.gates.plan.0.revise"),
        ("briefs: [{text: Luca, budget: {minutes: 0}}]", "briefs.0.budget.minutes"),
        ("briefs: [{text: Luca, expect: {seconds: [3, 1]}}]", "briefs.0.expect.seconds"),
        ("briefs: [{text: Luca, expect: {criteria: {exposur: 3}}}]", "criteria.exposur"),
        ("briefs: [{seed: 3}]", "briefs.0.text"),
        ("budget: {iterations: many}\nbriefs: [Luca]", "line 1, column 10: budget.iterations"),
    ],
)
def test_a_wrong_script_names_the_field(tmp_path, text, part):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_script(path)
    assert part in caught.value.message and caught.value.fix


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("expect: {outcom: approved}", "outcome"),
        ("expect: {outcome: aproved}", "approved"),
        ("expect: {criteria: {exposur: 3}}", "exposure"),
        ("expect: {files: {vidio: 3}}", "video"),
        ("budget: {minuts: 3}", "minutes"),
        ("gates: {plan: aprove}", "approve"),
        ("gates: {plan: {revize: at night}}", "revise"),
        ("gate: {plan: approve}", "gates"),
    ],
)
def test_a_near_miss_in_a_script_is_told(tmp_path, text, meant):
    path = tmp_path / "s.yaml"
    path.write_text(f"briefs:\n  - text: Luca\n    {text}\n")
    with pytest.raises(InputError) as caught:
        read_script(path)
    assert f"Did you mean {meant}?" in caught.value.fix
    assert f"{path}: line 3, column " in caught.value.message


def test_the_published_schema_is_that_of_scripts_and_the_examples_keep_to_it(call):
    folder = ROOT / "configs" / "sessions"
    printed = call("play", "--schema")
    assert printed.exit_code == 0 and printed.stdout == schema_text()
    assert (folder / "schema.json").read_text() == printed.stdout
    check = Draft202012Validator(json.loads(printed.stdout))
    for path in folder.glob("*.yaml"):
        text = path.read_text()
        assert text.startswith("# yaml-language-server: $schema=schema.json\n")
        check.validate(yaml.safe_load(text))
        read_script(path)
    for wrong in ("briefs: []", "briefs: [{text: Luca, expect: {outcom: approved}}]"):
        assert not check.is_valid(yaml.safe_load(wrong))


PICTURES = ("conversation", "expectations", "first_pieces")  # each renders stills


@pytest.mark.parametrize(
    "name", ["gates", "limits", *(pytest.param(n, marks=pytest.mark.long) for n in PICTURES)]
)
def test_an_example_script_comes_out_as_it_expects(call, one_place, name):
    results, junit = one_place / f"{name}.json", one_place / f"{name}.xml"
    script = ROOT / "configs" / "sessions" / f"{name}.yaml"
    done = call("play", str(script), "--json", str(results), "--junit", str(junit))
    assert done.exit_code == 0, done.output
    told = json.loads(results.read_text())
    assert told["complete"] and not any(one["unmet"] for one in told["items"])
    suite = ElementTree.parse(junit).getroot()[0]
    assert len(suite) == len(read_script(script).briefs) == len(told["items"])
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")


def test_the_notebook_is_valid_and_has_no_outputs():
    notebook = json.loads((ROOT / "notebooks" / "first_piece.ipynb").read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    for cell in code:
        assert cell["outputs"] == [] and cell["execution_count"] is None
        compile("".join(cell["source"]), "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_a_script_goes_on_with_a_piece_asks_and_checks(call, shared_data, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        """
briefs:
  - text: Luca says 'Ciao'
    expect: {outcome: approved, score: 6, left_out: 0, files: 1, seconds: [0.2, 3]}
  - note: make it sad
    expect: {left_out: 0}
  - ask: why sad?
    of: director
    contains: [emotion, you asked for it]
"""
    )
    done = call("play", str(path))
    assert done.exit_code == 0, done.output
    assert "director  answers" in done.stdout and "Not as the script" not in done.stdout
    path.write_text(
        """
briefs:
  - text: Luca says 'Ciao'
    expect: {files: 2, seconds: [10, 20]}
  - ask: which seed?
    contains: forty
"""
    )
    junit = tmp_path / "junit.xml"
    done = call("play", str(path), "--junit", str(junit))
    assert done.exit_code == 3
    [first, second] = ElementTree.parse(junit).getroot().iter("failure")
    assert "1 files were handed over, not 2." in first.get("message", "")
    assert "The answer does not hold 'forty'." in second.get("message", "")
    said = " ".join(done.stdout.split())
    assert "1 files were handed over, not 2." in said and "not 10 to 20 s." in said
    assert "The answer does not hold 'forty'." in said
