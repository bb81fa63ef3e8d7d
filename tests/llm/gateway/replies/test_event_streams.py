"""The edges of event streams."""

import asyncio
from pathlib import Path

from tests.llm.gateway.conftest import external, gateway
from tests.llm.gateway.raw import events, raw, said


async def test_only_a_line_of_its_own_ends_a_stream(tmp_path: Path) -> None:
    """A model may write the words that end a stream, and servers may leave the blank out."""
    for last, ends in (
        ((said("data: [DONE]"),), False),
        ((b"data:[DONE]\n\n",), True),
        ((b"data: [DO", b"NE]\r\n\r\n"), True),
        ((b"data: [DONE]",), True),
    ):
        async with (
            raw(events(said("a"), *last)) as root,
            gateway(external(tmp_path, root)) as gate,
        ):
            reply = await gate.ask(stream=True)
            assert ("upstream_broke_off" not in reply.text) is ends, last
            assert reply.content.startswith(said("a") + b"".join(last))


async def test_an_error_in_a_stream_is_passed_on_and_not_kept(tmp_path: Path) -> None:
    broken = b'data: {"error": {"message": "engine died", "code": 500}}\n\n'
    answer = events(said("a"), broken, b"data: [DONE]\n\n")
    async with raw(answer) as root, gateway(external(tmp_path, root)) as gate:
        for _ in range(2):
            reply = await gate.ask(stream=True, temperature=0)
            assert broken in reply.content and reply.headers["x-studio-cache"] == "miss"


async def test_an_abort_is_seen_however_it_is_spaced(tmp_path: Path) -> None:
    cut = b'data: {"choices": [{"finish_reason" : "abort"}]}\n\n'
    async with (
        raw(events(said("a"), cut, b"data: [DONE]\n\n")) as root,
        gateway(external(tmp_path, root)) as gate,
    ):
        reply = await gate.ask(stream=True)
        assert "cut short" in reply.text and "abort" not in reply.text


async def test_usage_is_counted_once(tmp_path: Path) -> None:
    """vLLM's continuous_usage_stats tells the usage so far with every event."""
    told = [
        b'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": %d}}\n\n' % n
        for n in (1, 2, 3)
    ]
    async with (
        raw(events(*told, b"data: [DONE]\n\n")) as root,
        gateway(external(tmp_path, root)) as gate,
    ):
        await gate.ask(stream=True)
        metrics = (await gate.http.get("/metrics")).text
        assert 'studio_tokens_total{kind="prompt",model="tiny"} 7.0' in metrics
        assert 'studio_tokens_total{kind="completion",model="tiny"} 3.0' in metrics


async def test_a_long_prefill_is_no_silence(tmp_path: Path) -> None:
    """The head of a stream comes at once, its first event when the model has read the prompt."""

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        await events()(head, writer)
        await asyncio.sleep(0.6)
        writer.write(said("a") + b"data: [DONE]\n\n")

    limits = {"gateway": {"idle_seconds": 0.2}}
    async with raw(answer) as root, gateway(external(tmp_path, root, **limits)) as gate:
        assert (await gate.ask(stream=True)).content.endswith(b"[DONE]\n\n")
