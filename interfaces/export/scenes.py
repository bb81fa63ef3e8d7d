"""What the shots were made of: Blender's scenes."""

from interfaces.export.job import Job, PieceCut
from studio.errors import StudioError
from studio.naming import slug
from tools.engines.base import status_of
from tools.handover.scenes import rendered_in, save_scene


async def write_scenes(job: Job, piece: PieceCut) -> None:
    """`scenes/<shot>.blend` of each rendered shot of the piece."""
    status = status_of(job.toolbox.engines["blender"])
    if not status.ready:
        job.lacks("blend", f"Blender cannot run here: {status.reason}. Run: {status.fix}")
        return
    found = False
    for shot, handle in shots_of(job, piece):
        for number, artifact in enumerate(rendered_in(job.store, handle), 1):
            found = True
            name = slug(shot) if number == 1 else f"{slug(shot)}.{number}"
            out = job.place("scenes", f"{name}.blend")
            try:
                await save_scene(artifact, job.toolbox, out, job.progress)
            except StudioError as error:
                job.lacks("blend", f"{shot}: {error}")
            else:
                job.wrote(out, f"the scene of {shot}, with camera, light and rig, for Blender")
    if not found:
        job.lacks("blend", f"nothing of {piece.stem} was rendered.")


def shots_of(job: Job, piece: PieceCut) -> list[tuple[str, str]]:
    """The shots of a piece with the handles of their main files: of a film those that it is cut
    from, else the piece itself."""
    parts: dict[str, str] = {}
    for one in job.outcome.deliverables:
        if one.part and one.kind in ("video", "image") and one.shot != piece.main.shot:
            parts.setdefault(one.shot, one.handle)
    is_film = any(one.part and one.shot == piece.main.shot for one in job.outcome.deliverables)
    return list(parts.items()) if is_film and parts else [(piece.main.shot, piece.main.handle)]
