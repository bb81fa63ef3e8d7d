"""Lessons: what past critiques teach about briefs like this one."""

import asyncio
import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime

from chromadb.api.models.Collection import Collection

from memory.embedding import Vectors
from memory.store import ChromaStore
from studio.nouns.brief import Brief
from studio.nouns.review import Lesson, Review
from studio.plan import Change, Edit, Film, Shot, VoiceLine
from studio.plan.shots import SHOT_KINDS
from studio.store.space import require_space

SAME_BRIEF = 0.93  # cosine similarity from which two briefs count as one when all else is equal
_BRIEF_LENGTH = 400  # of Lesson.brief
_TEXT_LENGTH = 300  # of Lesson.text


class LessonBook:
    """Past critiques, one collection for each kind of shot: a filter inside one costs more."""

    def __init__(self, store: ChromaStore):
        self._store = store

    async def remember(self, review: Review, brief: Brief, film: Film, session: str) -> None:
        """Keep what `review` teaches: one lesson for each shot that it found at fault; for a
        review without faults its `lesson`, if it has one, about the first shot.

        A lesson much like one already kept (the same circumstances, the same parameters, nearly
        the same brief) takes its place.
        """
        lessons = _lessons(review, brief, film)
        if lessons:
            await asyncio.to_thread(self._keep, lessons, session)

    async def recall(self, text: str, limit: int = 4, min_similarity: float = 0.35) -> list[Lesson]:
        """The lessons of briefs most like `text`, the most similar first.

        `text` may be a brief alone or a brief and its circumstances. `similarity` is the cosine, -1
        to 1; those under `min_similarity` are left out.
        """
        return await asyncio.to_thread(self._recall, text, limit, min_similarity)

    def _keep(self, lessons: list[Lesson], session: str) -> None:
        require_space(self._store.folder)
        vectors = self._store.embedding.embed([_embedded(lesson) for lesson in lessons])
        with self._store.exclusive() as collections:
            for lesson, vector in zip(lessons, vectors, strict=True):
                collection = collections(_collection(lesson.context["kind"]))
                collection.upsert(
                    ids=[_likeness(collection, lesson, vector[None]) or _identity(lesson)],
                    embeddings=vector[None],
                    documents=[lesson.model_dump_json(exclude={"similarity"})],
                    metadatas=[
                        {
                            "session": session,
                            "circumstances": _circumstances(lesson),
                            "time": datetime.now(UTC).isoformat(),
                        }
                    ],
                )

    def _recall(self, text: str, limit: int, min_similarity: float) -> list[Lesson]:
        with self._store.exclusive() as collections:
            kinds = [kind for kind in SHOT_KINDS if collections(_collection(kind)).count()]
        if not kinds:
            return []  # nothing was learnt yet: the network need not be loaded
        vector = self._store.embedding.embed([text])
        found: list[Lesson] = []
        with self._store.exclusive() as collections:
            for kind in kinds:
                near = _nearest(collections(_collection(kind)), vector, limit)
                found += [
                    lesson.model_copy(update={"similarity": round(similarity, 4)})
                    for _, document, _, similarity in near
                    if similarity >= min_similarity and (lesson := _read(document))
                ]
        return sorted(found, key=lambda lesson: -lesson.similarity)[:limit]


def _read(document: str) -> Lesson | None:
    """A kept lesson; None for one that cannot be read: it teaches nothing, and stops nobody.

    Studios before the plan kept a change as {"shot", "parameter", "value", "reason"}.
    """
    try:
        values = json.loads(document)
        for change in values.get("changes", []):
            if "path" not in change:
                change["path"] = f"{change.pop('shot')}.{change.pop('parameter')}"
        return Lesson.model_validate(values)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _lessons(review: Review, brief: Brief, film: Film) -> list[Lesson]:
    shots = {shot.id: shot for shot in film.shots}
    faults = defaultdict(list)
    for fault in review.faults:
        if fault.shot in shots:
            faults[fault.shot].append(fault)
    lessons = []
    for shot_id, found in faults.items():
        told = " ".join(f"{fault.criterion}: {fault.description}" for fault in found)
        # The critic writes one lesson for the whole review; for several shots each needs its own.
        text = review.lesson if review.lesson and len(faults) == 1 else told
        changes: dict[str, Change] = {fault.change.parameter: fault.change for fault in found}
        lessons.append(
            Lesson(
                text=text[:_TEXT_LENGTH],
                brief=brief.text[:_BRIEF_LENGTH],
                changes=list(changes.values()),
                context=_context(shots[shot_id]),
            )
        )
    if not lessons and review.lesson and film.shots:
        lessons.append(
            Lesson(
                text=review.lesson,
                brief=brief.text[:_BRIEF_LENGTH],
                context=_context(film.shots[0]),
            )
        )
    return lessons


def _context(shot: Shot) -> dict[str, str]:
    if isinstance(shot, Edit):
        return {"kind": shot.kind, "edits": ", ".join(step.kind for step in shot.steps)}
    people = [*getattr(shot, "cast", []), *getattr(shot, "lines", [])]
    who = dict.fromkeys(part.character for part in people)
    context = {"kind": shot.kind, "character": ", ".join(who)}
    if not isinstance(shot, VoiceLine):
        context |= {
            "set": shot.place.set,
            "time_of_day": shot.place.time_of_day,
            "framing": shot.camera.framing,
        }
    return context


def _embedded(lesson: Lesson) -> str:
    """What a lesson is found by: the brief, then the circumstances in words."""
    words = [str(value).replace("_", " ") for value in lesson.context.values() if value]
    return f"{lesson.brief}\n{', '.join(words)}"


def _circumstances(lesson: Lesson) -> str:
    changed = sorted(change.parameter for change in lesson.changes)
    return json.dumps([lesson.context, changed], sort_keys=True)


def _identity(lesson: Lesson) -> str:
    body = _circumstances(lesson) + lesson.brief
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def _likeness(collection: Collection, lesson: Lesson, vector: Vectors) -> str | None:
    """The id of a kept lesson that says the same, if there is one."""
    wanted = _circumstances(lesson)
    for found, _, circumstances, similarity in _nearest(collection, vector, limit=8):
        if similarity >= SAME_BRIEF and circumstances == wanted:
            return found
    return None


def _nearest(
    collection: Collection, vector: Vectors, limit: int
) -> list[tuple[str, str, str, float]]:
    """(id, document, circumstances, cosine similarity), the nearest first."""
    size = collection.count()
    if not size:
        return []
    answer = collection.query(
        query_embeddings=vector,
        n_results=min(limit, size),
        include=["documents", "metadatas", "distances"],
    )
    documents, metadatas = (answer["documents"] or [[]])[0], (answer["metadatas"] or [[]])[0]
    distances = (answer["distances"] or [[]])[0]
    rows = zip(answer["ids"][0], documents, metadatas, distances, strict=True)
    return [
        (found, document, str(metadata["circumstances"]), 1 - distance)
        for found, document, metadata, distance in rows
    ]


def _collection(kind: str) -> str:
    return f"critiques.{kind}"
