"""What programs hand back is decoded elsewhere, one at a time, and paid for by the run."""

import asyncio
import io
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from sandbox.artifacts import Allowance, ProgramArtifacts
from sandbox.decoding.decoder import DECODER, Decoder
from sandbox.rights import Rights
from studio.errors import ToolError
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database

SIDE = 8192
AT_ONCE = 60
GROWTH_MB = 100  # 60 such pictures are 4,000 MB, and one is 64


def png(width: int, height: int, lines: bytes | None = None) -> bytes:
    """A black picture of one byte a pixel; `lines` is what is decompressed instead of its rows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
        )

    head = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packer = zlib.compressobj()
    if lines is None:
        body = b"".join(packer.compress(bytes(width + 1)) for _ in range(height))
    else:
        body = packer.compress(lines)
    body += packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def sound(seconds: float, form: str = "WAV") -> bytes:
    stream = io.BytesIO()
    soundfile.write(stream, np.zeros(int(48000 * seconds)), 48000, format=form)
    return stream.getvalue()


@pytest.fixture
def program_artifacts(artifacts):
    """Makes the artifacts of programs of one store with an allowance of its own."""
    return lambda **allowance: ProgramArtifacts(artifacts, Rights(), Allowance(**allowance))


def keep_many(folder: Path) -> dict:
    """In a process of its own: 60 pictures at once. What it grew by in MB, and what was told."""

    def peak() -> int:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024

    async def keep(bag: ProgramArtifacts, data: bytes) -> str:
        try:
            return await bag.keep(data, "image")
        except ToolError as error:
            return str(error)

    async def keep_all() -> list[str]:
        store = ArtifactStore(folder / "artifacts", open_database(f"sqlite:///{folder / 'x.db'}"))
        bag = ProgramArtifacts(store, Rights(), Allowance())
        await bag.keep(png(8, 8), "image")
        before.append(peak())
        return await asyncio.gather(*(keep(bag, data) for data in [picture] * AT_ONCE))

    before: list[int] = []
    picture = png(SIDE, SIDE)
    told = asyncio.run(keep_all())
    DECODER.server.close()
    return {"grew": peak() - before[0], "told": told}


def test_sixty_pictures_at_once_cost_the_studio_next_to_nothing(tmp_path):
    code = (
        "import json, pathlib, sys; from tests.sandbox.test_keeping import keep_many; "
        "print(json.dumps(keep_many(pathlib.Path(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    said = json.loads(done.stdout)
    kept = [text for text in said["told"] if text.startswith("image:")]
    refused = [text for text in said["told"] if not text.startswith("image:")]
    assert said["grew"] < GROWTH_MB
    assert len(kept) == Allowance().total_pixels // SIDE**2 == 3
    assert all("over the limit" in text and "kept_megapixels" in text for text in refused)


async def test_decoding_takes_its_memory_elsewhere_and_within_a_limit(program_artifacts):
    with pytest.raises(ToolError, match=r"over the limit: decoding takes more than 64 MB.*Keep"):
        await program_artifacts(decoding_mb=64, total_pixels=10**9).keep(png(SIDE, SIDE), "image")


def test_decoding_takes_no_longer_than_it_may(tmp_path):
    """A file that never begins, which takes for ever; the next one is decoded all the same."""
    never, path = tmp_path / "never.png", tmp_path / "a.png"
    os.mkfifo(never)
    path.write_bytes(png(4, 4))
    limits = {"max_pixels": 100, "pixels_left": 100, "memory_mb": 64, "seconds": 1}
    late = DECODER.decode(never, "image", "PNG", **limits)
    assert (late.error, late.text) == ("limit", "decoding takes more than 1 s.")
    assert DECODER.decode(path, "image", "PNG", **limits).facts


async def test_all_bytes_of_a_run_are_counted_read_and_kept(program_artifacts):
    bag = program_artifacts(total_bytes=100)
    table = await bag.keep(b"[" + b" " * 38 + b"]", "table")
    assert len(await bag.read(table)) == 40
    for more in (bag.read(table), bag.keep(b"[" + b" " * 38 + b"]", "table")):
        with pytest.raises(ToolError, match=r"of the 100 .* 20 are left.*sandbox\.artifacts_mb"):
            await more


async def test_pictures_that_are_none_are_paid_for_as_well(program_artifacts):
    bag = program_artifacts(total_pixels=1500)
    with pytest.raises(ToolError, match="no good PNG"):
        await bag.keep(png(30, 30, lines=b"\x07"), "image")
    with pytest.raises(ToolError, match=r"30 x 30 pixels, and .* 600 more"):
        await bag.keep(png(30, 30), "image")
    assert (await bag.keep(png(20, 30), "image")).startswith("image:")
    with pytest.raises(ToolError, match="all that it may"):
        await bag.keep(png(1, 1), "image")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
async def test_pictures_of_every_format_are_kept(program_artifacts, artifacts, form):
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, form)
    kept = await program_artifacts().keep(stream.getvalue(), "image", f".{form.lower()}")
    facts = artifacts.get(kept).facts
    assert (facts.width, facts.height, facts.codec) == (40, 30, form.lower())


@pytest.mark.parametrize("form", ["WAV", "FLAC", "OGG"])
async def test_sounds_of_every_format_are_kept(program_artifacts, artifacts, form):
    kept = await program_artifacts().keep(sound(1.5, form), "audio", f".{form.lower()}")
    facts = artifacts.get(kept).facts
    assert (facts.duration, facts.sample_rate, facts.channels) == (1.5, 48000, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[NaN]", "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b"[" * 100000 + b"]" * 100000, "no good JSON"),
        (b"[" + b"0," * 1_000_001 + b"0]", "over the limit: more than 1000000 values"),
        (b"\xff\xfe", "no good JSON"),
    ],
)
async def test_tables_are_read_elsewhere_too(program_artifacts, data, words):
    with pytest.raises(ToolError, match=words):
        await program_artifacts().keep(data, "table")


async def test_a_sound_that_ends_early_is_refused(program_artifacts):
    with pytest.raises(ToolError, match="no good FLAC"):
        await program_artifacts().keep(sound(5, "FLAC")[:200], "audio", ".flac")


def test_a_decoding_process_that_died_is_started_again(tmp_path):
    decoder, path = Decoder(), tmp_path / "a.png"
    path.write_bytes(png(4, 4))
    limits = {"max_pixels": 100, "pixels_left": 100, "memory_mb": 64, "seconds": 5}
    assert decoder.decode(path, "image", "PNG", **limits).facts
    decoder.server.process.kill()
    assert decoder.decode(path, "image", "PNG", **limits).facts
    process = decoder.server.process
    decoder.server.close()
    assert process.returncode is not None
