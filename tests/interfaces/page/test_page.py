"""The page in a real Chromium: one small picture is made, asked about, changed and compared."""

from collections.abc import Iterator

import pytest
from browser import chromium
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

MADE = 180_000  # ms that a piece may take
# A second of silence, let fall on the page as a file is.
DROP = """() => {
  const head = new Uint8Array(44 + 16000), view = new DataView(head.buffer);
  [..."RIFF"].forEach((one, at) => (head[at] = one.charCodeAt(0)));
  [..."WAVEfmt "].forEach((one, at) => (head[8 + at] = one.charCodeAt(0)));
  [..."data"].forEach((one, at) => (head[36 + at] = one.charCodeAt(0)));
  view.setUint32(4, 36 + 16000, true); view.setUint32(16, 16, true); view.setUint16(20, 1, true);
  view.setUint16(22, 1, true); view.setUint32(24, 8000, true); view.setUint32(28, 16000, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true); view.setUint32(40, 16000, true);
  const carried = new DataTransfer();
  carried.items.add(new File([head], "dropped.wav", { type: "audio/wav" }));
  const falls = new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
  document.getElementById("say").dispatchEvent(falls);
}"""
ROW = '[data-path$=".place.time_of_day"]'


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page; nothing may go wrong in it unsaid."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(20_000)
        yield page
        browser.close()


@pytest.fixture(scope="module")
def seen(page: Page, served) -> dict[str, list[str]]:
    """What the page asked for, and what went wrong in it."""
    seen: dict[str, list[str]] = {"requests": [], "errors": []}
    page.on("request", lambda request: seen["requests"].append(request.url))
    page.on("pageerror", lambda error: seen["errors"].append(str(error)))
    page.on(
        "console",
        lambda said: seen["errors"].append(said.text) if "policy" in said.text.lower() else None,
    )
    return seen


def made(page: Page) -> None:
    expect(page.locator("#work")).to_be_visible()
    expect(page.locator("#work")).to_be_hidden(timeout=MADE)


def test_a_piece_is_made_asked_about_changed_and_compared(page, served, seen):
    page.set_content(f'<a href="{served.address}">The studio</a>')  # of another site
    page.get_by_role("link").click()
    expect(page).to_have_url(f"{served.root}/")
    page.locator("#say").fill("A 128x128 picture of a boy in the meadow, happy")
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text("Who is “a boy”?")  # asked back
    expect(page.locator("#yes")).to_be_hidden()
    page.locator("#choices").get_by_role("button", name="Luca").click()
    expect(page.locator("#gate")).to_be_hidden()
    expect(page.locator("#work")).to_be_visible()
    expect(page.locator("#left")).to_contain_text("left", timeout=60_000)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("#work")).to_be_hidden(timeout=MADE)
    picture = page.locator(".pieces img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.pieces img').naturalWidth === 128")
    expect(page.locator("#log .coder pre .k").first).to_have_count(1)  # highlighted, and folded
    expect(page.locator("#log .coder pre").first).to_be_hidden()

    page.locator("#say").fill("why the meadow?")
    page.keyboard.press("Enter")
    expect(page.locator("#log > li").last).to_contain_text("you asked for it")

    row = page.locator(ROW)
    assert {"day", "night"} <= set(row.locator("option").all_text_contents())
    row.focus()
    page.keyboard.type("nig")  # by keyboard alone
    expect(page.locator("#changed")).to_contain_text("1 row changed")
    page.get_by_role("button", name="Make it so").focus()
    page.keyboard.press("Enter")
    made(page)
    expect(page.locator("#log")).to_contain_text("time of day day becomes night")
    expect(page.locator('#tree [aria-current="true"]')).to_contain_text("2")
    expect(page.locator(ROW)).to_have_value("night")
    expect(page.locator(".compare .pair img")).to_have_count(2)
    page.wait_for_function(
        "[...document.querySelectorAll('.pair img')].every((one) => one.naturalWidth === 128)"
    )
    page.locator(".wipe").focus()
    page.keyboard.press("Home")
    assert page.evaluate("document.querySelector('.pair').style.getPropertyValue('--part')") == "0"
    expect(page.locator("#piece .facts")).to_contain_text("Approved")  # judged by the new plan


def test_it_fits_a_narrow_window_and_every_control_has_a_name(page):
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    page.locator("#plan details").first.evaluate("(one) => { one.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('input, select, textarea')]
          .filter((one) => !one.labels?.length && !one.ariaLabel).map((one) => one.outerHTML)"""
    )
    assert not unnamed
    page.set_viewport_size({"width": 1280, "height": 860})


def test_a_gate_is_answered_by_its_buttons(page):
    page.get_by_label("before anything is made").check()
    page.locator("#say").fill("at sunset")
    page.keyboard.press("Enter")
    expect(page.locator("#gate")).to_be_visible(timeout=60_000)
    expect(page.locator("#question")).to_have_text("Make this?")
    page.get_by_label("Or what to change first").fill("with Giulia")
    page.keyboard.press("Enter")
    expect(page.locator("#piece .notes")).to_contain_text("Giulia", timeout=60_000)
    expect(page.locator("#gate")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="No, stop").click()
    expect(page.locator("#work")).to_be_hidden(timeout=60_000)
    expect(page.locator("#gate")).to_be_hidden()
    expect(page.locator("#log")).to_contain_text("holds it back")
    expect(page.locator("#say-label")).to_contain_text("Say what to make")  # at rest
    page.locator('#tree [data-go="1"]').click()
    expect(page.locator(ROW)).to_have_value("day")


def test_files_go_along_with_the_next_brief(page, tmp_path):
    Image.new("RGB", (64, 48), "teal").save(tmp_path / "sea.png")
    (tmp_path / "notes.txt").write_text("no picture")
    page.locator("#files").set_input_files([tmp_path / "sea.png", tmp_path / "notes.txt"])
    expect(page.locator("#media li")).to_have_text(["sea.png×"])
    expect(page.locator("#error")).to_contain_text("notes.txt")
    page.get_by_role("button", name="Leave out sea.png").click()
    expect(page.locator("#media li")).to_have_count(0)
    page.evaluate(DROP)
    expect(page.locator("#media li")).to_have_text(["dropped.wav×"])
    page.get_by_role("button", name="Leave out dropped.wav").click()


def test_what_was_stopped_is_gone_on_with(page):
    page.get_by_label("before anything is made").uncheck()
    page.locator("#say").fill("A 128x128 picture of Nico in the harbour, sad")
    page.keyboard.press("Enter")
    expect(page.locator("#log")).to_contain_text("sad", timeout=60_000)
    expect(page.locator("#doing")).to_contain_text("render", timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#work")).to_be_hidden(timeout=60_000)
    page.get_by_role("button", name="Go on with it").click()
    made(page)
    expect(page.locator("#piece .facts")).to_contain_text("Approved")
    page.locator('#tree [data-go="1"]').click()


def test_files_come_in_parts_and_other_parameters_stay(page, served):
    source = page.locator(".pieces a").first.get_attribute("href")
    with served.client() as client:
        part = client.get(f"/{source}", headers={"Range": "bytes=1-3"})
        assert part.status_code == 206 and part.content == b"PNG"
        shot = page.locator(ROW).get_attribute("data-path").partition(".")[0]
        for path, value in (("fixed", []), ("criteria", []), ("place.set", "the moon")):
            change = {"path": f"{shot}.{path}", "value": value}
            refused = client.post("/change", json={"changes": [change]})
            assert refused.status_code == 400, path


def test_a_lost_connection_is_told_and_comes_back(page, served, seen):
    page.route("**/events", lambda route: route.abort("connectionrefused"))
    page.reload()
    expect(page.locator("#connection")).to_contain_text("lost")
    page.unroute("**/events")
    expect(page.locator("#connection")).to_contain_text("back")
    expect(page.locator("#log")).to_contain_text("why the meadow?")
    assert all(url.startswith(served.root) for url in seen["requests"])
    assert seen["errors"] == []
    assert served.end() == 0
    expect(page.locator("#connection")).to_contain_text("lost")
