"""/v1/embeddings by an embedding that lives in this process."""

import asyncio
import base64
import struct
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llm.errors import ApiError, bad_request

_CHARACTERS_PER_TOKEN = 4
Text = Annotated[str, Field(min_length=1, max_length=100_000)]


class EmbeddingRequest(BaseModel):
    """What is read of a request."""

    model_config = ConfigDict(extra="allow")

    model: str
    input: Text | Annotated[list[Text], Field(min_length=1, max_length=2048)]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None


class Embedder:
    """`embed` turns texts into vectors of `width` floats, one each; it runs in a thread, one
    request at a time."""

    def __init__(
        self, name: str, embed: Callable[[list[str]], Sequence[Sequence[float]]], width: int
    ) -> None:
        self.name, self.width = name, width
        self._embed = embed
        # A thread of its own: work whose client has left still ends before the next begins.
        self._thread = ThreadPoolExecutor(1, "studio-embedding")

    async def answer(self, fields: dict[str, Any]) -> bytes:
        """The body of the answer. ApiError 400 names the parameter at fault."""
        try:
            given = EmbeddingRequest.model_validate(fields)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            param = str(first["loc"][0])
            raise bad_request(f"{param}: {first['msg']}.", param, "invalid_value") from error
        if given.dimensions not in (None, self.width):
            raise bad_request(f"dimensions: {self.name} has {self.width}.", "dimensions")
        texts = [given.input] if isinstance(given.input, str) else given.input
        try:
            loop = asyncio.get_running_loop()
            vectors = await loop.run_in_executor(self._thread, self._embed, texts)
        except UnicodeEncodeError as error:
            raise bad_request("input: half a surrogate pair is no text.", "input") from error
        except Exception as error:
            raise ApiError(
                500, f"The embedding failed: {type(error).__name__}.", "server_error"
            ) from error
        data = [
            {"object": "embedding", "index": i, "embedding": _coded(v, given.encoding_format)}
            for i, v in enumerate(vectors)
        ]
        count = sum(-(-len(text) // _CHARACTERS_PER_TOKEN) for text in texts)
        usage = {"prompt_tokens": count, "total_tokens": count}
        return orjson.dumps({"object": "list", "data": data, "model": self.name, "usage": usage})


def _coded(vector: Sequence[float], how: str) -> list[float] | str:
    floats = [float(value) for value in vector]
    if how == "float":
        return floats
    return base64.b64encode(struct.pack(f"<{len(floats)}f", *floats)).decode()
