"""Batches: what is wrong is told first, what is finished is not made again, Ctrl-C ends cleanly."""

import json
import re
import signal
import subprocess
import sys
import time
from functools import partial
from xml.etree import ElementTree

import pytest

from interfaces.batch.folder import BatchFolder
from interfaces.batch.pieces import read_pieces
from studio.errors import InputError
from studio.settings import ROOT
from studio.store.jobs import JobStore

REFUSED = "an aria for seven trombones"


@pytest.mark.parametrize(
    ("table", "part", "fix"),
    [
        ("text,seed\nLuca waves,3\n", "row 1: there is no column 'text'", "brief"),
        ("seed\n3\n", "row 1: there is no column `brief`", "brief"),
        ("brief,sed\nLuca waves,3\n", "'sed'", "Did you mean seed?"),
        ("brief,brief\na,b\n", "row 1: a column is named twice", "brief"),
        ("brief,seed\nLuca waves,3\n ,4\n", "row 3: brief: the brief is empty", "example"),
        ("brief,seed\nLuca waves,many\n", "row 2: seed: 'many'", "cell"),
        ("brief\nLuca waves, and Giulia too\n", "row 2 does not have 1 cells", "double quotes"),
        ("brief,media\nLuca like this,no.png\n", "row 2: media: there is no file", "folder"),
        ("brief,budget\nLuca waves,much\n", "row 2: budget: 'much'", "iterations=2"),
        ("brief,budget\nLuca waves,iterations=0\n", "row 2: budget", "cell"),
        ("brief,name\nLuca waves,a\nLuca runs,A\n", "row 3: name: row 2 is named a", "another"),
        ("brief\n", "holds no briefs", "column `brief`"),
    ],
)
def test_a_wrong_table_names_the_row(tmp_path, table, part, fix):
    path = tmp_path / "pieces.csv"
    path.write_text(table)
    with pytest.raises(InputError) as caught:
        read_pieces(path)
    assert part in caught.value.message and fix in caught.value.fix


def test_a_folder_holds_scripts_and_briefs(tmp_path):
    (tmp_path / "b.txt").write_text("Luca waves\n")
    (tmp_path / "a.yaml").write_text("briefs: [Giulia waves]")
    (tmp_path / "notes.md").write_text("nothing to make")
    before = read_pieces(tmp_path)
    assert [(one.name, one.text) for one in before] == [("a", "Giulia waves"), ("b", "Luca waves")]
    (tmp_path / "b.txt").write_text("Luca runs")
    after = read_pieces(tmp_path)
    assert [a.digest == b.digest for a, b in zip(before, after, strict=True)] == [True, False]
    (tmp_path / "c.yaml").write_text("briefs: [{text: Luca, sed: 3}]")
    with pytest.raises(InputError, match=r"c\.yaml: line 1, column 23: briefs\.0\.sed"):
        read_pieces(tmp_path)


def test_a_batch_is_made_told_and_gone_on_with(call, shared_data, tmp_path):
    table, into = tmp_path / "pieces.csv", tmp_path / "batch"
    table.write_text(f"brief,name,budget\nLuca says 'Ciao',ciao,iterations=1\n{REFUSED},aria,\n")
    junit, results = tmp_path / "junit.xml", tmp_path / "results.json"
    wanted = ("batch", str(table), "--into", str(into), "--jobs", "2")
    made = call(*wanted, "--junit", str(junit), "--json", str(results))
    assert made.exit_code == 2, made.output  # one is refused, and stops no other
    assert "2 pieces, 0 of them finished; 2 at a time" in made.stdout
    assert re.search(r"^\[[12]/2\] ciao  Approved, \d\.\d of 10, \d+\.\d s", made.stdout, re.M)
    assert re.search(r"^\[[12]/2\] aria  Not made, ", made.stdout, re.M)
    assert re.search(r"^\[1/2\] .* about \d+ (s|min) left$", made.stdout, re.M)
    told = {one["name"]: one for one in json.loads(results.read_text())["items"]}
    assert {name: one["outcome"] for name, one in told.items()} == {
        "ciao": "approved",
        "aria": "refused",
    }
    suite = ElementTree.parse(junit).getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    page = (into / "index.html").read_text()
    link = f"../outputs/{told['ciao']['session']}/report.html"
    assert f'href="{link}"' in page and (into / link).exists()
    assert REFUSED in page and "Approved" in page and "Not made" in page

    kept = (into / "results" / "ciao.json").stat().st_mtime_ns
    again = call(*wanted)
    assert again.exit_code == 2 and "2 of them finished" in again.stdout
    assert (into / "results" / "ciao.json").stat().st_mtime_ns == kept


def test_what_a_worker_finished_after_the_batch_was_gone_is_not_made_again(
    call, own_data, sessions, database, tmp_path
):
    table, folder = tmp_path / "pieces.csv", BatchFolder(tmp_path / "batch")
    table.write_text("brief,name\nLuca says 'Ciao',ciao\n")
    with folder.own():
        key = folder.key(read_pieces(table)[0])
    came = {"complete": True, "exit_code": 0, "items": [], "seconds": 2}
    jobs = JobStore(database)
    assert jobs.finish(key, jobs.claim(key, "a worker", 60).attempt, came)
    made = call("batch", str(table), "--into", str(folder.path))
    assert made.exit_code == 0 and "1 piece, 1 of them finished" in made.stdout, made.output
    assert sessions.sessions() == []


def test_ctrl_c_ends_a_batch_and_says_how_to_go_on(own_data, tmp_path):
    (tmp_path / "pieces.csv").write_text("brief\nA picture of Nico in the bedroom at night\n")
    command = [sys.executable, str(ROOT / "main.py"), "batch", "pieces.csv", "--into", "here"]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # jobs ignore it
    batch = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, preexec_fn=heard
    )
    assert batch.stdout and "1 piece, 0 of them finished" in batch.stdout.readline()
    end = time.monotonic() + 120
    while not any(log.stat().st_size for log in (tmp_path / "here" / "logs").glob("*.txt")):
        assert batch.poll() is None and time.monotonic() < end
        time.sleep(0.2)  # until the piece is at work
    batch.send_signal(signal.SIGINT)
    said, _ = batch.communicate(timeout=120)
    assert batch.returncode == 130
    assert "0 of 1 pieces are finished. Go on with: python main.py batch pieces.csv" in said
    assert "Not made yet" in (tmp_path / "here" / "index.html").read_text()
