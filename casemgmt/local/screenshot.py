"""`make screenshot`: the README's pictures of Today, taken as Maria in the demo agency that `make run` is serving."""

import shutil
import sys
from pathlib import Path
from typing import Any

from casemgmt.local import running
from casemgmt.local.console import Stopped, say
from casemgmt.local.places import ROOT

DOCS = ROOT / "docs"
# Published with the demo, see casemgmt/demo/staff.py.
EMAIL, PASSWORD = "maria@demo.example", "keep-every-promise"  # noqa: S105  # these accounts exist in demo mode only
PICTURES = (("screenshot-today.png", 1280, 860, "light"), ("screenshot-today-phone.png", 400, 860, "dark"))


def main() -> int:
    from playwright.sync_api import sync_playwright

    url, chromium = _served(), shutil.which("chromium")
    if chromium is None:
        raise Stopped("Chromium is needed to take the pictures; .ci/run installs Debian's.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, width, height, scheme in PICTURES:
            context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
            _take(context.new_page(), DOCS / name)
            context.close()
        browser.close()
    return 0


def _served() -> str:
    """The address of the run in this folder; another one can be given."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    if url := running.read_note().get("url"):
        return str(url)
    raise Stopped("Nothing is served from this folder. Start `make run` in another terminal, then take the pictures.")


def _take(page: Any, file: Path) -> None:
    page.goto("/accounts/login/?next=/today/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/today/")
    page.reload()
    page.screenshot(path=file)
    say(f"{file.relative_to(ROOT)}, {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stopped as stopped:
        sys.exit(f"\n{stopped}")
