import ast
import json

import pytest

from interfaces.scripts.script import read_script
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
    path.write_text("briefs: [{text: Luca like this, media: [a.png, /b.png]}]\n")
    [brief] = read_script(path).briefs
    assert [str(name) for name in brief.media] == [str(tmp_path / "a.png"), "/b.png"]


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
    ],
)
def test_a_wrong_script_names_the_field(tmp_path, text, part):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_script(path)
    assert part in caught.value.message and caught.value.fix


def test_the_notebook_is_valid_and_has_no_outputs():
    notebook = json.loads((ROOT / "notebooks" / "first_piece.ipynb").read_text())
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    for cell in code:
        assert cell["outputs"] == [] and cell["execution_count"] is None
        compile("".join(cell["source"]), "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_a_script_goes_on_with_a_piece_asks_and_checks(call, own_data, tmp_path):
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
    done = call("play", str(path))
    assert done.exit_code == 3
    said = " ".join(done.stdout.split())
    assert "1 files were handed over, not 2." in said and "not 10 to 20 s." in said
    assert "The answer does not hold 'forty'." in said
