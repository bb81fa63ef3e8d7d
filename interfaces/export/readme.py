"""What lies in an exported folder, in words."""

from interfaces.export.job import Job

README = "README.txt"
_ALWAYS = {
    "program.py": "the program that made it",
    "report.html": "the report of how it was made and judged",
}


def write_readme(job: Job) -> None:
    """Write the list of all files, each with what it is, and of what is not there, with the
    reason."""
    plan = job.outcome.plan
    title = (plan.title if plan else "") or job.outcome.session
    lines = [title, "=" * len(title), "", f"Brief: {job.outcome.brief.text}", ""]
    if job.outcome.outcome != "approved" and not job.outcome.accepted:
        lines += ["The critic did not approve it: report.html tells why.", ""]
    told = {path.relative_to(job.folder).as_posix(): what for path, what in job.files.items()}
    told |= {name: what for name, what in _ALWAYS.items() if (job.folder / name).is_file()}
    width = max(map(len, told))
    lines += [f"{name:<{width}}  {told[name]}" for name in sorted(told)]
    if job.missing:
        lines += ["", "Not here:"]
        lines += [f"{form}: {why}" for form, whys in job.missing.items() for why in whys]
    path = job.place(README)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    job.wrote(path, "this list")
