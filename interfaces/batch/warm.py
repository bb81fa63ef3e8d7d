"""Pieces of a batch made by one of many workers, each with a workplace that stays warm.

The store says who makes a piece. A worker claims it and keeps its claim alive; one that was taken
for dead, and lives, loses it and stops. Who takes over goes on with the sessions that were begun,
so that what has ended is only told of, and no session ends twice.
"""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from pathlib import Path
from typing import Any, TextIO

from interfaces.batch.folder import CRASHED
from interfaces.console.chat import ConsoleChat
from interfaces.console.style import make_console
from interfaces.console.summary import print_summary
from interfaces.errors import Stopped, worded
from interfaces.format.history import history_of
from interfaces.report.build import report_path
from interfaces.scripts.play import play_in, tell
from interfaces.scripts.reading import read_script
from interfaces.scripts.results import told_item, told_items
from interfaces.stores import open_jobs
from interfaces.workplace import Workplace, open_workplace
from studio.errors import StoreError
from studio.nouns.event import Event
from studio.settings import take_on
from studio.store.jobs import Claim, JobStore
from studio.store.owner import SessionOwners

CLAIM_SECONDS = 20  # after which the piece of a worker that is gone may be claimed
RENEW_SECONDS = 5
OWNED_SECONDS = 60  # for one that lost its claim to stop
LOOK_SECONDS = 0.5


class _Chat(ConsoleChat):
    """The chat of a piece in its log; keeps in the store which sessions were begun for it."""

    def __init__(self, log: TextIO, jobs: JobStore, key: str, claim: Claim):
        self.console = make_console(file=log)
        super().__init__(self.console, bars=False)
        self.begun = list(claim.sessions)
        self._jobs, self._key, self._attempt = jobs, key, claim.attempt

    def on_event(self, event: Event) -> None:
        """Note the session, then print."""
        if event.session not in self.begun:
            self.begun.append(event.session)
            self._jobs.note(self._key, self._attempt, self.begun)
        super().on_event(event)


class WarmPieces:
    """Makes the pieces that it is given, one after another, in one workplace."""

    def __init__(self, settings: dict[str, Any], use_cache: bool = True):
        """`settings` as JSON has them."""
        self._settings = take_on(settings)
        self._use_cache = use_cache
        self._holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stack = contextlib.AsyncExitStack()
        self._workplace: Workplace

    async def open(self) -> None:
        """Open the workplace."""
        opening = open_workplace(self._settings, use_cache=self._use_cache)
        self._workplace = await self._stack.enter_async_context(opening)
        self._jobs = self._stack.enter_context(open_jobs(self._settings))

    async def close(self) -> None:
        """Close it, and end its engines."""
        await self._stack.aclose()

    async def work(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Make a piece, with its chat in the `log`; or wait for who makes it."""
        key = payload["key"]
        while True:
            claim = self._jobs.claim(key, self._holder, CLAIM_SECONDS)
            if claim.result is not None:
                return claim.result
            if claim.attempt:
                came = await self._make(payload, claim)
                if came is not None:
                    return came
            await asyncio.sleep(LOOK_SECONDS)

    async def _make(self, payload: dict[str, Any], claim: Claim) -> dict[str, Any] | None:
        """What came of a piece; None where another worker has it by now."""
        key, started = payload["key"], time.monotonic()
        with Path(payload["log"]).open("w", encoding="utf-8") as log:  # noqa: ASYNC230
            chat = _Chat(log, self._jobs, key, claim)
            making = asyncio.create_task(self._played(payload["script"], chat, claim))
            keeping = asyncio.create_task(self._kept(key, claim.attempt))
            try:
                await asyncio.wait({making, keeping}, return_when=asyncio.FIRST_COMPLETED)
                if not making.done():
                    return None
                came = making.result() | {"seconds": time.monotonic() - started}
                if came["complete"] and came["exit_code"] != CRASHED:
                    mine = self._jobs.finish(key, claim.attempt, came, chat.begun)
                    return came if mine else None
                return came
            finally:
                for task in (making, keeping):
                    task.cancel()
                await asyncio.gather(making, keeping, return_exceptions=True)
                chat.close()
                self._jobs.release(key, claim.attempt)

    async def _kept(self, key: str, attempt: int) -> None:
        """Renew the claim; returns once it is lost."""
        while self._jobs.renew(key, attempt, CLAIM_SECONDS):  # noqa: ASYNC110
            await asyncio.sleep(RENEW_SECONDS)

    async def _played(self, path: str, chat: _Chat, claim: Claim) -> dict[str, Any]:
        items: list[dict[str, Any]] = []
        logs = self._settings.paths.data / "logs"
        try:
            with worded(lambda: chat.session, lambda: logs):
                script = read_script(Path(path))
                await self._free(claim)
                self._workplace.introduce(chat)
                async for played in play_in(self._workplace, script, chat, claim.sessions):
                    items.append(told_item(played))
                    tell(played, chat, lambda outcome: self._sum_up(chat, outcome.session))
                return told_items(Path(path).stem, items, complete=True)
        except Stopped as stop:
            chat.on_notice(stop.message, stop.fix)
            told = told_items(Path(path).stem, items, complete=False)
            return told | {"exit_code": stop.exit_code, "message": f"{stop.message} {stop.fix}"}

    async def _free(self, claim: Claim) -> None:
        """Wait until nobody makes the sessions that were begun."""
        owners = SessionOwners(self._settings.paths.locks)
        end = time.monotonic() + OWNED_SECONDS
        while any(owners.is_owned(session) for session in claim.sessions):
            if time.monotonic() > end:
                raise StoreError(
                    f"session {claim.sessions[-1]} is still being made by a worker that does not "
                    "answer.",
                    "End that process, then run the batch again.",
                )
            await asyncio.sleep(LOOK_SECONDS)

    def _sum_up(self, chat: _Chat, session: str) -> None:
        told = history_of(self._workplace.sessions.events(session))
        report = report_path(self._settings.paths.outputs, session)
        print_summary(chat.console, told, report if report.exists() else None)
