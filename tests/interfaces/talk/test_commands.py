"""The commands of a chat through a pipe: revised, accepted, exported, its budget set."""

import json

from interfaces.chat.commands import COMMANDS


def test_a_piece_is_revised_accepted_and_exported(call, shared_data, tmp_path):
    target = tmp_path / "mine"
    lines = ["/revise sad", "/approve", "/export x", "/budget takes x", "/budget takes 0"]
    lines += ["/budget takes 1", 'Luca says "Ciao"', "/revise how about sad?"]
    lines += ["/approve it will do", "/approve", f"/export {target}", f"/export {target}", "/help"]
    done = call("chat", input="\n".join(lines))
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Nothing was made yet that could be revised." in said
    assert "Nothing was delivered yet that could be approved." in said
    assert "'takes x' sets no budget." in said and "'takes 0' sets no budget." in said
    assert "Each piece: 1 takes," in said and "program, take 2" not in said
    assert "emotion neutral becomes sad" in said
    accepted = "Taken as it is, on your word" in said
    assert accepted or "The critic has approved it already." in said
    assert "is there already, and nothing is overwritten." in said
    assert all(name in said for name in COMMANDS)
    names = {path.name for path in target.iterdir()}
    assert {"plan.json", "program.py", "report.html"} <= names and any(
        name.endswith(".wav") for name in names
    )
    plan = json.loads((target / "plan.json").read_text())
    assert plan["shots"][0]["lines"][0]["emotion"] == "sad"
    if accepted:
        page = (target / "report.html").read_text()
        assert "the critic did not approve it. it will do" in page and "not approved" in page
