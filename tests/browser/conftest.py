"""A browser for the tests: signed-in pages, axe, and a watch on errors and foreign requests."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

# Playwright's own event loop runs in this thread; the tests still read the database synchronously.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = (settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js").read_text()
AXE_RUN = """only => axe.run(document, {resultTypes: ["violations"], runOnly: only, preload: false}).then(found => found.violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary}`)))"""
EVERY_RULE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What another colour scheme or width can change in a page that was judged whole already.
LOOKS_ONLY = {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]}
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Each page loads its scripts anew, and axe with them: what they are compiled to would be thrown away before it is worth it.
INTERPRETED = "--js-flags=--no-opt --no-maglev"
# What is not there within this time is a failure, told quickly; a whole page may take longer on a busy machine.
PATIENCE_MS, PAGE_PATIENCE_MS = 5000, 15000
# What is expected after a form was sent is on the page that answers it.
expect.set_options(timeout=PAGE_PATIENCE_MS)

NewPage = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def static_files_are_kept() -> Iterator[None]:
    """A browser fetches each file once, as behind the product's own server; two dozen for every page take longer than the page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", _kept(StaticFilesHandler.serve))
        yield


def _kept(serve: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def served(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = serve(self, request)
        answer.headers["Cache-Control"] = "max-age=3600, immutable"
        return answer

    return served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # The shell is Chromium without its own windows and menus: the same engine, a third faster to open a page.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "Install Debian's chromium or chromium-headless-shell (.ci/run does) to run the browser tests."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", INTERPRETED])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """The live server reads the files where they lie; nothing was collected for the tests."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def new_page(chromium: Browser, live_server: Any) -> Iterator[NewPage]:
    """Pages by context options (width=320, color_scheme="dark", java_script_enabled=False); any script error,
    blocked resource or request to another host fails the test at its end."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def make(*, width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PAGE_PATIENCE_MS)
        contexts.append(context)
        context.on("console", lambda message: _note_error(message, wrong))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("request", lambda sent: _note_foreign(sent.url, live_server.url, wrong))
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


def _note_error(message: ConsoleMessage, wrong: list[str]) -> None:
    # Refused saves (4xx, 5xx) are answers the tests ask for; Chromium logs them all the same.
    if message.type == "error" and "the server responded with a status of" not in message.text:
        wrong.append(message.text)


def _note_foreign(url: str, own: str, wrong: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        wrong.append(f"request to {url}")


def sign_in(page: Page, user: Any, url: str) -> None:
    """Give the page's browser this user's session, as the sign-in form would."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # Signed in a moment ago, so that no page asks for the password again.
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}])


def open_page(page: Page, address: str, leads_to: str = "", status: int = 200) -> None:
    """Go to this very page: being led elsewhere, to the sign-in above all, fails."""
    answer = page.goto(address)
    shown = urlsplit(page.url)._replace(scheme="", netloc="", fragment="").geturl()
    assert (shown, answer and answer.status) == (leads_to or address, status)


def axe_findings(page: Page, rules: dict[str, Any] = EVERY_RULE) -> list[str]:
    """What axe finds on the page as it stands; evaluated outside the page's content security policy."""
    if page.evaluate("typeof axe") == "undefined":
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    return list(page.evaluate(AXE_RUN, rules))


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate(TOO_WIDE))
