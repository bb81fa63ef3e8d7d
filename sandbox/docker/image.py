"""The sandbox's image: its name, whether it is there, and how it is built."""

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

from docker import APIClient
from docker.errors import DockerException

from sandbox.docker.debian import archive_base
from studio.errors import EngineError

HERE = Path(__file__).resolve().parent
DOCKERFILE = HERE.parent / "Dockerfile"
RUNNER = HERE / "runner"
NAME = "animation-studio-sandbox"
LABEL = "studio.sandbox.image"

OnLine = Callable[[str], None]


def image_name() -> str:
    """The image of this very runner: another version of it is another image."""
    digest = hashlib.sha256()
    for name, content in _context():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return f"{NAME}:{digest.hexdigest()[:12]}"


def has_image(client: APIClient) -> bool:
    """Whether the engine holds the image of this version."""
    return bool(client.images(name=image_name(), quiet=True))


def build_image(client: APIClient, base: str, cache: Path, on_line: OnLine) -> str:
    """Build it on `base`, or, where `base` is empty or cannot be had, on a base from the Debian
    archive that is kept under `cache`. Returns the image's name; EngineError says what failed."""
    if not base or not _available(client, base, on_line):
        base = archive_base(client, cache, on_line)
    name = image_name()
    on_line(f"Building {name} on {base}.")
    last = ""
    try:
        for step in client.build(
            fileobj=_archive(),
            custom_context=True,
            tag=name,
            buildargs={"BASE": base},
            rm=True,
            forcerm=True,
            decode=True,
            labels={LABEL: name},
        ):
            if "error" in step:
                raise EngineError(
                    f"the image could not be built: {step['error'].strip()} After: {last}",
                    "Give another base with sandbox.base_image, or see the lines above.",
                )
            if said := step.get("stream", "").strip():
                last = said
                on_line(f"  {said}")
    except DockerException as error:
        raise EngineError(
            f"the image could not be built: {error}.", "See the log of the Docker engine."
        ) from error
    return name


def remove_old_images(client: APIClient) -> list[str]:
    """Remove the images of earlier versions; their names."""
    removed = []
    for image in client.images(filters={"label": LABEL}):
        for tag in image.get("RepoTags") or []:
            if tag.startswith(f"{NAME}:") and tag != image_name():
                client.remove_image(tag, noprune=False)
                removed.append(tag)
    return removed


def _available(client: APIClient, base: str, on_line: OnLine) -> bool:
    """Whether `base` is here or can be pulled."""
    try:
        if client.images(name=base, quiet=True):
            return True
        on_line(f"Pulling {base}.")
        client.pull(base)
        return True
    except DockerException as error:
        on_line(f"{base} cannot be pulled ({_short(error)}).")
        return False


def _short(error: Exception) -> str:
    return str(getattr(error, "explanation", None) or error).splitlines()[0][:200]


def _context() -> Iterator[tuple[str, bytes]]:
    yield "Dockerfile", DOCKERFILE.read_bytes()
    yield "requirements.txt", (RUNNER / "requirements.txt").read_bytes()
    yield "__main__.py", (RUNNER / "__main__.py").read_bytes()
    for path in sorted(RUNNER.glob("[!_]*.py")):
        yield f"runner/{path.name}", path.read_bytes()


def _archive() -> io.BytesIO:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in _context():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    stream.seek(0)
    return stream
