"""Starting, asking and stopping the gateway's process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx

from interfaces.backend.state import Running, find_running, log_file
from llm.backends.models import Roster
from llm.backends.process import tail
from studio.bounded_http import bounded_client
from studio.errors import EndpointError, InputError
from studio.settings import ROOT

_ANSWER_SECONDS = 10.0
_LISTEN_SECONDS = 60.0
_STOP_SECONDS = 60.0
_POLL_SECONDS = 0.1
_UNSETTLED = ("stopped", "starting")


def start(roster: Roster, profile: str, port: int | None) -> Running:
    """A gateway in a process of its own that outlives this one.

    InputError: one runs already. EndpointError: it does not come up, with its last words."""
    running = find_running(roster)
    if running:
        raise InputError(
            f"a gateway runs already at {running.root}, with profile {running.profile}.",
            "Stop it first: python main.py backend down",
        )
    command = [sys.executable, "-m", "interfaces.backend.serve", "--profile", profile]
    if port is not None:
        command += ["--port", str(port)]
    log = log_file(roster)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    limit = time.monotonic() + _LISTEN_SECONDS
    while time.monotonic() < limit:
        running = find_running(roster)
        if running and running.pid == process.pid:
            return running
        if process.poll() is not None:
            said = next((line for line in reversed(tail(log, 5)) if line.strip()), "no output")
            raise EndpointError(f"the gateway did not start: {said}", f"Its log: {log}")
        time.sleep(_POLL_SECONDS)
    process.kill()
    process.wait()
    raise EndpointError(
        f"the gateway did not listen within {_LISTEN_SECONDS:g} s.", f"Its log: {log}"
    )


def require_running(roster: Roster) -> Running:
    """The gateway that runs. InputError: none does."""
    running = find_running(roster)
    if not running:
        raise InputError(
            "no gateway runs.", "Start one: python main.py backend up --profile offline"
        )
    return running


def call(
    roster: Roster,
    running: Running,
    method: str,
    path: str,
    body: Any = None,
    seconds: float = _ANSWER_SECONDS,
) -> dict[str, Any]:
    """Ask the gateway. InputError for what it does not know, EndpointError for the rest, each with
    its own words."""
    key = roster.key()
    try:
        with bounded_client(
            running.root,
            timeout=seconds,
            headers={"Authorization": f"Bearer {key}"} if key else {},
        ) as http:
            answer = http.request(method, running.root + path, json=body)
        told = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise EndpointError(
            f"the gateway at {running.root} does not answer ({error}).",
            "See `python main.py backend logs`.",
        ) from error
    if answer.status_code == httpx.codes.NOT_FOUND and "error" in told:
        raise InputError(told["error"]["message"], "`python main.py backend status` shows them.")
    if answer.status_code >= 400 and "error" in told:
        raise EndpointError(told["error"]["message"], "See `python main.py backend logs`.")
    return told


def wait_until_settled(
    roster: Roster, running: Running, say: Callable[[str], None]
) -> dict[str, Any]:
    """The status once every model has been started, or cannot be. `say` is told each change."""
    told: dict[str, str] = {}
    while True:
        status = call(roster, running, "GET", "/admin/status")
        for model in status["models"]:
            if told.get(model["model"]) != model["state"]:
                told[model["model"]] = model["state"]
                say(f"{model['model']} is {model['state']}")
        if not any(state in _UNSETTLED for state in told.values()):
            return status
        if not running.alive:
            raise EndpointError("the gateway ended.", "See `python main.py backend logs`.")
        time.sleep(_POLL_SECONDS)


def stop(roster: Roster) -> bool:
    """End the gateway and with it its models. False: none ran."""
    running = find_running(roster)
    if not running:
        return False
    os.kill(running.pid, signal.SIGTERM)
    limit = time.monotonic() + _STOP_SECONDS
    while running.alive:
        if time.monotonic() > limit:
            os.kill(running.pid, signal.SIGKILL)  # its models end with it
            break
        time.sleep(_POLL_SECONDS)
    return True
