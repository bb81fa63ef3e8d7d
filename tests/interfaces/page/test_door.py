"""Who may come in, and what may be asked for."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from PIL import Image
from staging import call, film, picture

from interfaces.intake.media import MAX_MEDIA
from interfaces.page.feed import Feed
from studio.nouns.brief import Brief
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from studio.store.sessions import SessionStore

PATHS = ("/", "/events", "/view", "/static/page.js", "/files/image:0123456789abcdef")


@pytest.fixture(scope="module")
def client(served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client


def test_without_the_token_nothing_is_served(served):
    for path in PATHS:
        assert httpx.get(served.root + path).status_code == 403, path
    wrong = served.address[:-1] + ("A" if served.address[-1] != "A" else "B")
    for address in (wrong, f"{served.root}/?token=", f"{served.root}/?token=%F0%9F%90%8B"):
        refused = httpx.get(address)
        assert refused.status_code == 403 and "set-cookie" not in refused.headers
    assert httpx.post(f"{served.root}/say", json={"text": "Luca waves"}).status_code == 403
    token = served.address.rpartition("=")[2]
    assert httpx.get(f"{served.root}/view?token={token}").status_code == 403  # for the page alone


def test_files_are_taken_in_bounded_and_by_plain_names(served, client, tmp_path):
    assert httpx.put(f"{served.root}/media/a.png", content=b"").status_code == 403
    bad = client.put("/media/notes.txt", content=b"no picture")
    assert bad.status_code == 400 and "notes.txt" in bad.json()["message"]
    assert client.put("/media/%2E%2E", content=b"x").status_code in (400, 404, 405)
    Image.new("RGB", (64, 48), "teal").save(tmp_path / "sea.png")
    data = (tmp_path / "sea.png").read_bytes()
    for name in ("sea.png", "..%5C..%5Csea.png"):
        assert client.put(f"/media/{name}", content=data).status_code == 200
    assert not [*served.folder.rglob("upload-*")]
    with ThreadPoolExecutor(8) as many:
        sent = [many.submit(client.put, f"/media/{n}%0A.png", content=data) for n in range(20)]
        codes = [one.result().status_code for one in sent]
    assert sorted(codes) == [200] * (MAX_MEDIA - 2) + [400] * (22 - MAX_MEDIA)
    for _ in range(MAX_MEDIA):
        assert client.delete("/media/0").status_code == 200
    assert client.delete("/media/0").status_code == 400


def test_scripts_and_other_sites_cannot_have_the_cookie(served):
    entered = httpx.get(served.address, headers={"Sec-Fetch-Site": "cross-site"})  # by a link
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert served.address.rpartition("=")[2] not in entered.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},  # another program's page on this machine
        {"Host": "example.org"},
        {"Host": "127.0.0.1:1"},
        {"Host": "localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_nobody_else_s_page_is_answered(client, headers):
    assert client.get("/view", headers=headers).status_code == 403
    assert client.post("/say", json={"text": "x"}, headers=headers).status_code == 403


def test_the_page_loads_nothing_from_elsewhere_and_runs_no_inline_script(client):
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert not re.search(
        r"https?://(?!www\.w3\.org)|<script(?! type=\"module\" src)| on\w+=", page.text
    )
    for name in re.findall(r"(?:src|href)=\"(static/[^\"]+)\"", page.text):
        assert client.get(f"/{name}").status_code == 200


def test_no_other_file_is_handed_out(client, served, tmp_path):
    engine = open_database(f"sqlite:///{served.folder / 'data' / 'studio.db'}")
    store, sessions = (
        ArtifactStore(served.folder / "data" / "artifacts", engine),
        SessionStore(engine),
    )
    handle = store.add(picture(tmp_path / "other.png", 0.5), "image").handle
    other = sessions.open("another's")
    sessions.append(other, "brief", "person", Brief(text="another's"))
    sessions.append(other, "plan", "director", film(0.0))
    sessions.append(other, "tool", "sandbox", call("render_character", {"image": handle}, 1.0))
    engine.dispose()
    for name in (handle, "image:0123456789abcdef", "..%2f..%2fstudio.db", "../studio.db", "%2e%2e"):
        assert client.get(f"/files/{name}").status_code == 404, name
        assert client.get(f"/stills/{name}").status_code == 404, name
    for name in ("../app.py", "..%2fapp.py", "%2e%2e%2fapp.py", "page.html.j2"):
        assert client.get(f"/static/{name}").status_code == 404, name


def test_what_is_sent_is_bounded_and_worded(client):
    for path, body in (
        ("/say", {"text": "x" * 5000}),
        ("/say", {"text": ""}),
        ("/say", {"words": "x"}),
        ("/go", {"number": 7.5}),
        ("/answer", {"text": "yes"}),
        ("/change", {"changes": [{"path": "luca.place.set", "value": "meadow"}]}),
    ):
        refused = client.post(path, json=body)
        assert refused.status_code == 400 and refused.json()["fix"], path
    huge = json.dumps({"text": "x" * 100_000})
    refused = client.post("/say", content=huge, headers={"Content-Type": "application/json"})
    assert refused.status_code == 400 and "larger than" in refused.json()["message"]
    assert client.post("/say", content='{"text": "x"}').status_code == 400  # a form could send it


def test_the_events_go_on_where_a_reader_left_off(client):
    def read(last: str, until: str) -> list[tuple[str, str]]:
        """(id, kind) of the events up to the one with these words."""
        found, number = [], ""
        with client.stream("GET", "/events", headers={"Last-Event-ID": last}) as stream:
            kind = ""
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                number = value if name == "id" else number
                kind = value if name == "event" else kind
                if name == "data":
                    found.append((number, kind))
                    number = ""
                    if until in value:
                        return found
        raise AssertionError("the stream ended")

    client.post("/say", json={"text": "/budget"})
    first = read("", "tool calls at most")
    assert first[0][1] == "reset"
    last = first[-1][0]
    client.post("/say", json={"text": "/undo"})
    second = read(last, "no piece before")
    assert [kind for number, kind in second if number] == ["message", "message"]
    assert "reset" not in [kind for _, kind in second]
    assert read("of-another-run-1", "no piece before")[0][1] == "reset"


async def test_a_reader_that_missed_too_much_begins_anew():
    feed = Feed(most=3)
    for number in range(5):
        feed.tell("message", number)
    feed.show("progress", {"left": 9})
    feed.show("progress", {"left": 8})
    run = feed._run

    async def read(last: str) -> list[str]:
        found = []
        async for text in feed.read(last):
            found.append(text)
            if "progress" in text:
                break
        return found

    assert [text.partition("\n")[0] for text in await read(f"{run}-3")] == [
        f"id: {run}-4",
        f"id: {run}-5",
        "event: progress",
    ]
    assert "8" in (await read(f"{run}-5"))[-1]
    assert (await read(f"{run}-1"))[0].startswith("event: reset")


def test_a_port_that_is_taken_is_named(served, call, own_data):
    port = served.root.rpartition(":")[2]
    refused = call("page", "--no-open", "--port", port)
    assert refused.exit_code == 2 and f"port {port}" in refused.stderr
