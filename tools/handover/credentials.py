"""Content credentials (C2PA): who made a file, of what brief, with what, and whether it changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import c2pa

from studio.errors import EngineError, InputError
from studio.media.original import check_plain
from studio.nouns.artifact import Artifact
from tools.handover.signer import STUDIO, Identity

MADE = "studio.animation.made"  # our assertion: brief, session, tools
SIGNED = {".mp4", ".png", ".jpg", ".jpeg", ".wav", ".gif", ".webp"}
_SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# What makes a picture or a voice with a trained network.
_TRAINED = {"speak", "generate_image", "edit_image", "restyle_image", "generate_clip",
            "animate_image", "restyle_video"}  # fmt: skip


@dataclass(frozen=True)
class Making:
    """What is told of how a file was made: `tools` are {"tool", "engine", "version"}."""

    title: str
    brief: str
    session: str
    tools: Sequence[dict[str, str]]
    trained: bool = True
    footage: bool = False


@dataclass(frozen=True)
class Credentials:
    """What a file's credentials say. `signer`: the name in the certificate; `ours`: whether this
    studio's own root signed it; `whole`: nothing was changed since; `problems`: what is wrong
    else."""

    signer: str
    ours: bool
    whole: bool
    made: dict[str, Any] = field(default_factory=dict)
    claim: str = ""
    problems: list[str] = field(default_factory=list)


def is_trained(artifacts: Iterable[Artifact]) -> bool:
    """Whether a trained network made some of it: a voice, or a painted picture."""
    return any(one.tool in _TRAINED or "prompt" in one.notes for one in artifacts)


def sign(path: Path, making: Making, own: Identity) -> None:
    """Put the credentials into the file at `path`, in place. EngineError where the library does
    not."""
    kind = "compositeWithTrainedAlgorithmicMedia" if making.trained else "algorithmicMedia"
    if making.footage and not making.trained:
        kind = "composite"
    manifest = {
        "claim_generator_info": [{"name": STUDIO}],
        "title": making.title,
        "assertions": [
            {
                "label": "c2pa.actions",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": f"{_SOURCES}{kind}",
                            "softwareAgent": {"name": STUDIO},
                        }
                    ]
                },
            },
            {
                "label": MADE,
                "data": {
                    "brief": making.brief,
                    "session": making.session,
                    "tools": list(making.tools),
                },
            },
        ],
    }
    partial = path.with_name(f"{path.stem}.signed{path.suffix}")
    info = c2pa.C2paSignerInfo(
        c2pa.C2paSigningAlg.ES256, own.chain.encode(), own.key.encode(), None
    )
    try:
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(manifest) as builder:
            builder.sign_file(path, partial, signer)
        partial.replace(path)
    except c2pa.C2paError as error:
        raise EngineError(f"{path.name} could not be signed: {error}.") from error
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path, root: str) -> Credentials:
    """The credentials of a file; `root`: the certificate by which this studio's own are known.
    InputError for one that has none, and for one that cannot be read."""
    check_plain(path)
    settings = {"verify": {"verify_trust": bool(root), "remote_manifest_fetch": False}}
    if root:
        settings["trust"] = {"trust_anchors": root}
    try:
        with c2pa.Context.from_dict(settings) as context:
            reader = c2pa.Reader.try_create(path, context=context)
            if reader is None:
                raise InputError(
                    f"{path.name} has no content credentials.",
                    "Files of `python main.py export` have them, unless a program took them out.",
                )
            with reader:
                return _told(json.loads(reader.json()), reader.get_validation_state() or "")
    except c2pa.C2paError as error:
        raise InputError(
            f"the content credentials of {path.name} cannot be read: {error}.",
            "Name a film, picture or sound that was exported; if this is one, copy it again.",
        ) from error


def _told(store: dict[str, Any], state: str) -> Credentials:
    active = store["manifests"][store["active_manifest"]]
    failures = _failures(store)
    made = next((a["data"] for a in active.get("assertions", []) if a["label"] == MADE), {})
    signature = active.get("signature_info", {})
    generator = active.get("claim_generator_info") or [{}]
    untrusted = "signingCredential.untrusted"
    return Credentials(
        signer=signature.get("common_name") or signature.get("issuer") or "",
        ours=state == "Trusted",
        whole=not [code for code in failures if code != untrusted],
        made=made,
        claim=str(generator[0].get("name", "")),
        problems=[code for code in failures if code != untrusted],
    )


def _failures(store: dict[str, Any]) -> list[str]:
    found = [one["code"] for one in store.get("validation_status") or []]
    results = (store.get("validation_results") or {}).get("activeManifest") or {}
    found += [one["code"] for one in results.get("failure") or []]
    return list(dict.fromkeys(found))
