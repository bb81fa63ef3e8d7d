"""Answers tool calls: validate, look up, run on the best engine, record."""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel

from studio.errors import EngineMissing, MediaError, StudioError, ToolError
from studio.nouns.artifact import ToolCall, handles_in
from studio.settings import Settings
from studio.sheet_book import SheetBook
from studio.store.artifacts import ArtifactStore, CachedCall
from studio.store.space import is_full, no_room
from tools.adapters import adapter_digests
from tools.context import ToolContext
from tools.declaration import ToolSpec
from tools.engines.base import Engine, status_of
from tools.engines.card.lending import Borrower, Lend
from tools.engines.registry import engines as engines_of
from tools.engines.seeing.engine import Asking
from tools.engines.version import item_digest
from tools.handles import handles_at, with_handles
from tools.named import character_names, named_items
from tools.registry import all_tools
from tools.shared_work import SharedWork
from tools.stubs import stub_module
from tools.unwritten import draft, unwritten, write, write_at_need

OnProgress = Callable[[str, float, str], None]
OnCall = Callable[[ToolCall], None]


class Toolbox:
    """The tools of one studio, with their engines kept warm between calls: of its settings, unless
    `engines` are given that several share. `lend`: whom those that work on a graphics card borrow
    its memory from."""

    def __init__(
        self,
        artifacts: ArtifactStore,
        sheets: SheetBook,
        settings: Settings,
        *,
        use_cache: bool = True,
        engines: dict[str, Engine] | None = None,
        lend: Lend | None = None,
    ):
        self.artifacts = artifacts
        write_at_need(artifacts)
        self.sheets = sheets
        self.settings = settings
        self.engines = engines_of(settings) if engines is None else engines
        for engine in self.engines.values():
            if lend and isinstance(engine, Borrower):
                engine.lend = lend
        self._use_cache = use_cache
        self._shared: SharedWork[CachedCall] = SharedWork()

    def ask_at(self, base_url: str, api_key: str) -> None:
        """Where the endpoint is, for the engines that ask its models."""
        for engine in self.engines.values():
            if isinstance(engine, Asking):
                engine.ask_at(base_url, api_key)

    def interface(self) -> tuple[dict[str, tuple[str, ...]], str]:
        """What a sandbox needs: each tool's parameter names in order, and the stubs."""
        specs = all_tools()
        signatures = {name: tuple(spec.parameters.model_fields) for name, spec in specs.items()}
        return signatures, stub_module(specs.values())

    async def call(
        self,
        name: str,
        arguments: dict[str, Any],
        *,
        on_progress: OnProgress | None = None,
        on_call: OnCall | None = None,
    ) -> dict[str, Any]:
        """The result of one call, stored or made now. Raises ToolError, SheetError, EngineError."""
        spec = all_tools().get(name)
        if spec is None:
            raise ToolError(
                f"there is no tool {name!r}.", f"The tools are {', '.join(all_tools())}."
            )
        started = time.monotonic()
        validated = spec.validate(arguments)
        params = validated.model_dump(mode="json")
        engine, passed_over = self._engine_for(spec)
        key = self._key(spec, params, engine)
        record = ToolCall(
            tool=name,
            version=spec.version,
            engine=engine.name if engine else "studio",
            parameters=params,
            cache_key=key,
            fallback=passed_over,
        )
        try:
            stored = self.artifacts.cached_call(key) if spec.cached and self._use_cache else None
            record.cached = stored is not None
            record.remade = bool(
                stored is None
                and spec.cached
                and self._use_cache
                and self.artifacts.is_known_call(key)
            )
            done = stored or await self._shared.result(
                key, lambda: self._run(key, spec, validated, engine, on_progress)
            )
            result, made = done.result, done.made
            record.fallback = ". ".join(why for why in (passed_over, done.fallback) if why)
            record.engine = done.engine or record.engine
            record.handles = sorted({*made, *handles_at(spec.handle_paths, result)})
            record.result = result
            return result
        except StudioError as error:
            error.message = with_handles(error.message, params)
            error.fix = with_handles(error.fix, params)
            record.error = str(error)
            raise
        finally:
            record.seconds = round(time.monotonic() - started, 3)
            if on_call and (record.result is not None or record.error):
                on_call(record)

    def with_sheets(self, sheets: SheetBook) -> "Toolbox":
        """The same tools, engines and store, with another book of sheets."""
        return Toolbox(
            self.artifacts, sheets, self.settings, use_cache=self._use_cache, engines=self.engines
        )

    async def write_videos(
        self, handles: Iterable[str], on_progress: OnProgress | None = None
    ) -> None:
        """Write those of these videos that are known by how they are made alone, as they leave the
        studio."""

        def progress(fraction: float, note: str) -> None:
            if on_progress:
                on_progress("write_videos", fraction, note)

        for artifact in unwritten(handles, self.artifacts):
            await write(artifact, self.artifacts, self.engines["ffmpeg"], progress)

    async def close(self) -> None:
        """End all engines' processes."""
        await asyncio.gather(*(engine.close() for engine in self.engines.values()))

    def _engine_for(self, spec: ToolSpec) -> tuple[Engine | None, str]:
        """The first ready engine of the tool's list, and instead of which one that is missed.
        EngineMissing says what installs one."""
        reasons, missed = [], []
        for name in spec.engines:
            engine = self.engines.get(name)
            if engine is None:
                reasons.append(f"{name}: there is no such engine (add it, or mend {spec.name})")
                missed.append(reasons[-1])
                continue
            status = status_of(engine)
            if status.ready:
                return engine, f"by {name} instead of {'; '.join(missed)}" if missed else ""
            reasons.append(f"{name}: {status.reason} ({status.fix})")
            missed += [] if status.optional else [reasons[-1]]
        if reasons:
            raise EngineMissing(
                f"{spec.name} has no engine here. {'; '.join(reasons)}.",
                "Do what is said there for one of them.",
            )
        return None, ""

    def _key(self, spec: ToolSpec, params: dict[str, Any], engine: Engine | None) -> str:
        """SHA-256 over all that the result depends on. Handles in `params` are content hashes;
        a character's name stands for its sheet, so the sheet's hash is added, the name of a set, a
        look and so on for the code that makes it, and that of an adapter for its file."""
        names = self.sheets.names() if spec.book else character_names(spec, params)
        sheets = {name: self.sheets.get(name).digest() for name in names}
        items = [(i.kind.name, i.name, item_digest(i)) for i in named_items(spec, params)]
        made_by = [engine, *(self.engines.get(name) for name in spec.uses)]
        made_by = [(one.name, one.version) for one in made_by if one]
        parts = [spec.name, spec.version, made_by, params, sheets, items]
        if adapters := adapter_digests(params, self.settings):
            parts.append(adapters)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    async def _run(
        self,
        key: str,
        spec: ToolSpec,
        params: BaseModel,
        engine: Engine | None,
        on_progress: OnProgress | None,
    ) -> CachedCall:
        def progress(fraction: float, note: str = "") -> None:
            if on_progress:
                on_progress(spec.name, fraction, note)

        context = ToolContext(
            tool=spec.name,
            parameters=params.model_dump(mode="json"),
            artifacts=self.artifacts,
            sheets=self.sheets,
            engine=engine,
            others={name: self.engines[name] for name in spec.uses if name in self.engines},
            settings=self.settings,
            progress=progress,
            use_cache=self._use_cache,
        )
        try:
            progress(0.0)
            if not spec.unwritten:
                for artifact in unwritten(handles_in(context.parameters), self.artifacts):
                    await draft(artifact, self.artifacts, self.engines["ffmpeg"], progress)
            result = await spec.function(context, **spec.arguments(params))
            if spec.cached and not context.fallback:
                self.artifacts.remember_call(key, spec.name, result, context.made)
            progress(1.0)
            return CachedCall(result, context.made, context.fallback, context.done_by)
        except StudioError as error:
            told = context.by_handles(error.message), context.by_handles(error.fix)
            if isinstance(error, MediaError):  # in a call it is the caller's argument at fault
                raise ToolError(*told) from error
            error.message, error.fix = told
            raise
        except OSError as error:
            if is_full(error):
                raise no_room(error, self.settings.paths.data) from error
            raise
        finally:
            context.close()
