"""Open models only: a server of models that is a closed service, told by its address and by what it
says of its models. The lists are configs/weights.yaml's."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from studio.errors import LicenceError
from studio.weights.catalogue import Closed, catalogue

FIX = (
    "Serve an open model (docs/endpoint.md), or set llm.base_url to planner: the studio works with"
    " open models alone."
)


def closed_address(url: str, known: Closed | None = None) -> str:
    """Why an address is a closed service's, a clause that begins with "it"; empty: it is none."""
    known = known or catalogue().closed_services
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    for pattern in known.hosts:
        if fnmatchcase(host, pattern):
            return f"it is at {host}, a closed service"
    return ""


def closed_models(
    cards: Iterable[Mapping[str, Any]], asked: Iterable[str] = (), known: Closed | None = None
) -> str:
    """Why a server's list of models (`data` of /v1/models) is a closed service's, in the same way.

    Of a server that has models that are `asked` for, only those count. A card speaks by `owned_by`,
    and by its id where no server of open models says that it owns it: those lend any name."""
    known = known or catalogue().closed_services
    said = [card for card in cards if isinstance(card, Mapping)]
    wanted = set(asked)
    for card in [card for card in said if card.get("id") in wanted] or said:
        name, owner = str(card.get("id", "")), str(card.get("owned_by", "")).casefold()
        if any(fnmatchcase(owner, pattern) for pattern in known.owners):
            return f"it says that {name} is {owner}'s, a closed service"
        own = name.casefold().rpartition("/")[2]
        if owner not in known.open_servers and any(fnmatchcase(own, p) for p in known.models):
            return f"it serves {name}, a closed model"
    return ""


def refuse(url: str, why: str) -> None:
    """LicenceError (exit code 2) where there is a `why`, as one of the above tells it."""
    if why:
        raise LicenceError(f"the model server {url} is not used: {why}.", FIX)
