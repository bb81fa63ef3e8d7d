"""A real Chromium, asked for a page's pixels or its document."""

import shutil
import subprocess
import tempfile
from pathlib import Path

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--allow-file-access-from-files",
)


def chromium() -> str:
    """The browser's path; the tests need one (apt-get install chromium)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise AssertionError("no Chromium here: apt-get install chromium")


def visit(page: Path, *flags: str) -> str:
    """Run Chromium on a page; returns what it prints."""
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium(), *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    return done.stdout


def screenshot(page: Path, target: Path, *, dark: bool = False, height: int = 1600) -> Path:
    """A picture of the page, 1280 wide."""
    flags = ["--blink-settings=preferredColorScheme=0"] if dark else []
    visit(page, f"--screenshot={target}", f"--window-size=1280,{height}", *flags)
    return target


def width_in_frame(page: Path, width: int) -> int:
    """How wide the page's content gets in a window of `width`. Headless windows have at least 500
    pixels, so the page is put into a frame."""
    wrapper = page.with_name("wrapper.html")
    wrapper.write_text(
        f"<iframe id=f width={width} height=800 style='border:0' src='{page.name}'></iframe>"
        "<script>f.onload = () => {"
        "document.title = 'width ' + f.contentDocument.documentElement.scrollWidth }</script>"
    )
    title = visit(wrapper, "--dump-dom").split("<title>")[1].split("</title>")[0]
    return int(title.removeprefix("width "))
