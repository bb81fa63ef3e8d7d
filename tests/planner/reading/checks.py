"""Holds a film against what a list of briefs says of it."""

from typing import Any

from studio.plan import Film, Shot


def _same(wanted: Any, got: Any) -> bool:
    if wanted == ".":
        return True
    if isinstance(got, float):
        return abs(float(wanted) - got) < 0.01
    return str(wanted) == str(got)


def _listed(wanted: list[list[Any]], got: list[tuple[Any, ...]]) -> bool:
    return len(wanted) == len(got) and all(
        _same(one, other)
        for row, found in zip(wanted, got, strict=True)
        for one, other in zip(row, found, strict=False)
    )


def _of_film(film: Film) -> dict[str, Any]:
    return {
        "length": film.length,
        "music": film.sound.music,
        "look": film.finish.look,
        "atmosphere": film.sound.atmosphere,
        "subtitles": film.subtitles,
        "title": film.title,
        "opening": film.opening.text if film.opening else None,
        "closing": film.closing.text if film.closing else None,
        "width": film.shape.width,
        "height": film.shape.height,
        "fps": film.shape.fps,
        "exports": film.exports,
    }


def _of_shot(shot: Shot) -> dict[str, Any]:
    """What a list may say of a shot, besides its cast, lines and steps."""
    found: dict[str, Any] = {
        "kind": shot.kind,
        "separate": shot.separate,
        "length": shot.length,
        "captions": [caption.text for caption in shot.captions],
        "transition": shot.transition.kind,
        "seed": shot.seed,
    }
    for name in ("speed", "quality", "exposure", "passes", "transparent", "source"):
        if hasattr(shot, name):
            found[name] = getattr(shot, name)
    if shot.kind in ("picture", "take"):
        found |= {"set": shot.place.set, "time": shot.place.time_of_day}
        found |= shot.camera.model_dump()
    if shot.kind == "picture":
        found |= shot.size.model_dump()
    return found


def _rows(shot: Shot) -> dict[str, list[tuple[Any, ...]]]:
    return {
        "cast": [
            (r.character, r.action, r.expression, r.strength) for r in getattr(shot, "cast", [])
        ],
        "lines": [
            (line.character, line.text, line.emotion, line.language, line.strength, line.rate)
            for line in getattr(shot, "lines", [])
        ],
        "steps": [
            (
                step.kind,
                step.start if step.where == "time" else step.where,
                step.look or step.style or step.sound or step.side or step.amount,
                step.seconds,
                (step.scene or "").replace(" ", "_"),
            )
            for step in getattr(shot, "steps", [])
        ],
    }


def _shot_errors(case: dict[str, Any], shot: Shot) -> list[str]:
    known, rows = _of_shot(shot), _rows(shot)
    errors = []
    for name, wanted in case.items():
        if name in rows:
            split = [row.split() if isinstance(row, str) else row for row in wanted]
            if not _listed(split, rows[name]):
                errors.append(f"{name}: {rows[name]} instead of {wanted}")
        elif known.get(name) != wanted:
            errors.append(f"{name}: {known.get(name)!r} instead of {wanted!r}")
    return errors


def errors_of(case: dict[str, Any], film: Film) -> list[str]:
    """What of a film is not as `case` says, each in words; none where all is right."""
    if case.get("refused"):
        return [] if film.refused else ["not refused"]
    if film.refused:
        return [f"refused: {film.message}"]
    known = _of_film(film)
    errors = [
        f"film {name}: {known[name]!r} instead of {wanted!r}"
        for name, wanted in case.get("film", {}).items()
        if known[name] != wanted
    ]
    if len(film.shots) != len(case["shots"]):
        errors.append(f"{len(film.shots)} shots instead of {len(case['shots'])}")
    for wanted, shot in zip(case["shots"], film.shots, strict=False):
        errors += [f"{shot.id} {error}" for error in _shot_errors(wanted, shot)]
    left = [part.words for part in film.left_out]
    if left != case.get("left", []):
        errors.append(f"left out: {left} instead of {case.get('left', [])}")
    errors += [f"not said: {word!r}" for word in case.get("says", []) if word not in film.message]
    return errors
