import json
import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from browser import screenshot, visit, width_in_frame
from PIL import Image
from staging import PROGRAM, call

from interfaces.format.asking import Stretch, marked, words_for
from interfaces.format.history import history_of
from interfaces.report.build import render_pieces, write_report
from interfaces.report.chart import LEFT, RIGHT, score_chart
from interfaces.report.storyboard import made_by
from studio.plan import Asked, Film, LeftOut

HOUSEKEEPING = {
    "update.googleapis.com",
    "accounts.google.com",
    "clients2.google.com",
    "www.google.com",
    "optimizationguide-pa.googleapis.com",
    "content-autofill.googleapis.com",
    "clientservices.googleapis.com",
    "android.clients.google.com",
    "mtalk.google.com",
}
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture
def written(stage, artifacts, studio_settings):
    events = stage()
    return write_report(events, artifacts, studio_settings.paths.outputs)


def test_it_tells_the_whole_session(written, stage):
    page = written.read_text()
    for part in (
        "A three-second shot of Luca waving",
        "Approved",
        "<dt>exposure</dt><dd>0.9 stops",
        "Take 2",
        "sent back",
        "The film: 512x288, 24 fps",
        "Harbour shots by day need more light",
        "the mouth opens 28 ms after the sound",
        "exposure of luca_waving to 0.9",
        "render take",
        "5 model calls",
        "luca_waving.mp4",
    ):
        assert part in page, part
    program = re.sub(r"<[^>]+>", "", page.split('<pre class="code">')[1].split("</pre>")[0])
    assert "take = await render_take(" in program
    assert page.count('class="row"') == len(PROGRAM.splitlines())


def test_it_tells_whose_choice_each_parameter_was(stage, artifacts, studio_settings):
    events = stage()
    text = events[0].data["text"]

    def words(said: str, **more: str) -> dict:
        return {
            "words": said,
            "start": text.index(said),
            "end": text.index(said) + len(said),
        } | more

    asked = [
        words("three-second", path="luca_waving.length"),
        words("waving", path="luca_waving.cast.Luca.action"),
        {"words": "<b>loud", "path": "luca_waving.lines.0.emotion"},  # of an earlier note
    ]
    for event in events:
        if event.kind == "plan":
            event.data |= {"asked": asked, "left_out": [words("Bruno", reason="he is <shy>")]}
    page = write_report(events, artifacts, studio_settings.paths.outputs)
    document = visit(page, "--dump-dom")
    heading = document.split("<h1>")[1].split("</h1>")[0]
    assert re.findall(r"<mark[^>]*>([^<]*)</mark>", heading) == ["three-second", "waving"]
    assert re.findall(r"<del[^>]*>([^<]*)</del>", heading) == ["Bruno"]
    assert (re.sub(r"<[^>]+>", "", heading) == text and "&lt;shy" in heading) or "<shy" in heading
    rows = dict(re.findall(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", document, re.DOTALL))
    assert "<q>three-second</q>" in rows["length"] and "<q>waving</q>" in rows["Cast"]
    assert "<q>&lt;b&gt;loud</q>" in rows["Line"]
    assert "the director’s choice" in rows["exposure"] and "<q>" not in rows["exposure"]
    assert "the director’s choice" in rows["shape width"]


def test_all_of_a_brief_is_in_its_stretches():
    words = [Asked(path="s.shape", words="wide", start=2, end=6)]
    words += [Asked(path="film.length", words="wide shot", start=2, end=11)]
    out = [LeftOut(words="shot", reason="none", start=7, end=99)]
    film = Film(intent="i", asked=words, left_out=out)
    assert marked("a wide shot!", film) == [
        Stretch("a "),
        Stretch("wide", "asked", "shape, length of the film"),
        Stretch(" ", "asked", "length of the film"),
        Stretch("shot!", "left", "none"),
    ]
    assert marked("a wide shot", None) == [Stretch("a wide shot")] and marked("", film) == []
    assert words_for(film, "s", "shape.width") == ["wide"] == words_for(film, "s", "shape")
    assert words_for(film, "s", "length") == [] == words_for(film, "other", "shape.width")


def test_it_holds_everything_it_shows(written):
    page = written.read_text()
    assert page.count("data:video/mp4;base64,") == 4  # the piece, and three clips on the way
    assert page.count("data:audio/wav;base64,") == 1
    sources = re.findall(r"(?:src|href|poster)=\"([^\"]{0,40})", page)
    assert sources
    for source in sources:
        assert source.startswith(("data:", "#")) or source == "luca_waving.mp4"


def test_chromium_shows_it_by_day_and_by_night(written, tmp_path):
    day = np.asarray(Image.open(screenshot(written, tmp_path / "day.png")).convert("L"))
    by_night = screenshot(written, tmp_path / "night.png", dark=True)
    night = np.asarray(Image.open(by_night).convert("L"))
    assert day.std() > 15 and night.std() > 15
    assert np.median(day) > 220 and np.median(night) < 40
    assert width_in_frame(written, 390) == 390


def fetched(page, log) -> set[str]:
    """The hosts that Chromium asked for while it showed the page, without its own."""
    visit(page, "--dump-dom", f"--log-net-log={log}", "--host-resolver-rules=MAP * ~NOTFOUND")
    asked = {e.get("params", {}).get("url", "") for e in json.loads(log.read_text())["events"]}
    hosts = {urlsplit(url).hostname for url in asked if url.startswith(("http", "ws", "ftp"))}
    return hosts - HOUSEKEEPING


def test_chromium_fetches_nothing(written, tmp_path):
    assert fetched(written, tmp_path / "net.json") == set()
    telling = tmp_path / "telling.html"
    telling.write_text("<img src='http://pictures.example/x.png'>")
    assert fetched(telling, tmp_path / "other.json") == {"pictures.example"}


def test_hostile_words_stay_words(stage, artifacts, studio_settings):
    events = stage(words=f"Luca {HOSTILE} waves", program=f'print("""{HOSTILE}""")\n')
    page = write_report(events, artifacts, studio_settings.paths.outputs)
    document = visit(page, "--dump-dom")
    title = document.split("<title>")[1].split("</title>")[0]
    assert title.startswith("Luca &lt;script&gt;")
    body = document.split("<body>")[1]
    assert "<script" not in body and "onerror" in body
    assert not re.search(r"<img[^>]*onerror", body)


def test_an_unfinished_session_has_a_report_too(stage, artifacts, studio_settings):
    events = stage(unfinished=True)
    page = write_report(events, artifacts, studio_settings.paths.outputs).read_text()
    assert "Unfinished" in page and f"resume {events[0].session}" in page
    assert "render take" in page and 'class="chart"' not in page
    first = write_report(events[:1], artifacts, studio_settings.paths.outputs).read_text()
    assert "Unfinished" in first


def test_a_lost_file_is_said_to_be_lost(stage, artifacts, studio_settings):
    events = stage()
    handle = next(e.data["result"]["audio"] for e in events if e.kind == "tool")
    artifacts.path(handle).unlink()
    page = write_report(events, artifacts, studio_settings.paths.outputs).read_text()
    assert f"the file of artifact {handle} in {artifacts.folder} is missing" in page


def test_the_chart_lies_where_the_scores_are(stage):
    chart = score_chart(history_of(stage()).takes, 7.0)
    rows = {row.label: row for row in chart.rows}
    assert chart.rows[0].label == "mean" and chart.rows[0].value == "7.4 → 8.8"
    before, after = rows["exposure"].dots
    assert (before.passed, after.passed, after.last) == (False, True, True)
    assert before.x == pytest.approx(LEFT + (RIGHT - LEFT) * 0.34, abs=0.1)
    assert before.x < chart.mark_x < after.x
    assert score_chart([], 7.0) is None


def test_a_notebook_shows_the_pieces(stage, artifacts):
    html = render_pieces(history_of(stage()), artifacts)
    assert html.count("<video") == 1 and "luca_waving.mp4" in html and "Approved" in html


def test_a_text_that_looks_like_a_handle_shows_no_artifact():
    own, foreign = "image:1111111111111111", "image:2222222222222222"
    made = call("render_character", {"image": own, "notes": foreign}, 1.0)
    made.handles = [own]
    assert made_by(made) == [("render_character", own)]
