"""Media facts in words."""

from studio.nouns.artifact import MediaFacts

STEP = 1024


def facts_line(facts: MediaFacts) -> str:
    """`512x288, 24 fps, 3.0 s, 1.2 MB`: whatever of it is known."""
    parts = []
    if facts.width and facts.height:
        parts.append(f"{facts.width}x{facts.height}")
    if facts.fps:
        parts.append(f"{facts.fps:g} fps")
    if facts.duration:
        parts.append(f"{facts.duration:.1f} s")
    if facts.sample_rate:
        parts.append(f"{facts.sample_rate / 1000:g} kHz")
    if facts.bytes:
        parts.append(sized(facts.bytes))
    return ", ".join(parts)


def sized(count: float) -> str:
    """A number of bytes in B, KB, MB or GB."""
    for unit in ("B", "KB", "MB"):
        if count < STEP:
            return f"{count:.0f} {unit}" if unit != "MB" else f"{count:.1f} {unit}"
        count /= STEP
    return f"{count:.1f} GB"
