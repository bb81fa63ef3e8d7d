"""What people set for GPT-SoVITS, and programs that do not become a server."""

import socket
import time

import pytest

from studio.errors import EngineError, SettingsError, ToolError
from studio.nouns.sheet import VoiceSample
from studio.settings import ROOT, GptSovits, load_settings
from tools.engines.gpt_sovits import server
from tools.engines.gpt_sovits.server import OwnServer
from tools.samples import own_sample, sample_file

URL = "STUDIO_ENGINES__GPT_SOVITS__URL"


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:9880", "http://", "http://127.0.0.1:99999", "http://127.0.0.1:x", "ftp://here"],
)
def test_what_is_no_address_is_told_at_once(url, monkeypatch):
    monkeypatch.setenv(URL, url)
    with pytest.raises(SettingsError, match="no address such as"):
        load_settings()


def test_it_is_started_where_it_is_looked_for():
    assert GptSovits().place == ("127.0.0.1", 9880)
    assert GptSovits(url="http://localhost/tts").place == ("localhost", 80)
    assert GptSovits(folder="tools").program == ROOT / "tools"


@pytest.fixture
def own(tmp_path):
    """Makes a server of a program and, if given, of a Python of its own."""

    def made(program, python=""):
        (tmp_path / "api_v2.py").write_text(program)
        if python:
            (tmp_path / "venv" / "bin").mkdir(parents=True)
            (tmp_path / "venv" / "bin" / "python").write_text(python)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        return OwnServer(GptSovits(folder=str(tmp_path), url=url), tmp_path / "log")

    return made


async def test_a_program_that_ends_is_told_with_its_log(own, tmp_path):
    with pytest.raises(EngineError, match="ended with status 3"):
        await own("print('no weights'); raise SystemExit(3)").ready()
    assert "no weights" in (tmp_path / "log").read_text()


async def test_a_python_that_does_not_run_is_told(own):
    with pytest.raises(EngineError, match=r"cannot be started with .*Permission denied"):
        await own("", python="no program").ready()


async def test_one_that_never_listens_is_waited_for_once(own, monkeypatch):
    monkeypatch.setattr(server, "_START_SECONDS", 0.5)
    late = own("import time; time.sleep(60)")
    assert late.trouble() == ""
    with pytest.raises(EngineError, match=r"did not listen within 0\.5 s"):
        await late.ready()
    begun = time.monotonic()
    with pytest.raises(EngineError, match="did not listen"):
        await late.ready()
    assert time.monotonic() - begun < 0.4 and "did not listen" in late.trouble()


def test_a_sample_counts_only_while_it_is_the_one_of_the_sheet(tmp_path):
    shipped = load_settings()
    paths = shipped.paths.model_copy(update={"models": tmp_path})
    settings = shipped.model_copy(update={"paths": paths})
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    sample = VoiceSample(sha256=digest, text="Hi.", language="en", source="a test", rights="ours")
    with pytest.raises(ToolError, match="is not here"):
        own_sample(sample, settings)
    path = sample_file(digest, settings)
    path.parent.mkdir()
    path.write_bytes(b"hello")
    assert own_sample(sample, settings) == path
    path.write_bytes(b"hello, other")
    with pytest.raises(ToolError, match="is not the sample that the sheet names"):
        own_sample(sample, settings)
