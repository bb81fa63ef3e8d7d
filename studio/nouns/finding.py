"""Findings: what the analyst measured, with time codes, never guesses."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Finding(BaseModel):
    """One fact about one artifact. `start` and `end` are seconds, 0 for stills."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, Field(max_length=80, description="a handle or a character's name")]
    fact: Annotated[str, Field(max_length=300)]
    start: Annotated[float, Field(ge=0)] = 0
    end: Annotated[float, Field(ge=0)] = 0


class Findings(BaseModel):
    """The analyst's reply."""

    model_config = ConfigDict(extra="forbid")

    summary: Annotated[str, Field(max_length=400)]
    findings: Annotated[list[Finding], Field(max_length=24)] = []
