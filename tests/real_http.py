"""Real requests to a real server, as `curl` and a browser send them."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

SECONDS = 30
TOKEN_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """Status 0 means that nobody answered, or that the connection broke off."""

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def offers(self) -> dict[str, bool]:
        return {action["name"]: action["allowed"] for action in self.body["actions"]}


def send(url: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: Any = None, opener: Any = None) -> Answer:
    """One request; a body of bytes goes as a form, any other as JSON."""
    sent = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        sent["Content-Type"] = "application/json"
        body = json.dumps(body).encode()
    asked = urllib.request.Request(url, data=body, headers=sent, method=method)
    try:
        with (opener or urllib.request.build_opener()).open(asked, timeout=SECONDS) as answer:
            return Answer(answer.status, answer.read().decode(), answer.headers, answer.url)
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, refused.read().decode(), refused.headers, url)
    except (OSError, urllib.error.URLError):
        return Answer(0, url=url)


class Browser:
    """Keeps cookies and sends the CSRF token of the page it was given."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        return send(f"{self.site}{path}", opener=self.opener)

    def submit(self, path: str, **fields: str) -> Answer:
        """Open the page, fill in its form, send it."""
        token = TOKEN_FIELD.search(self.get(path).text)
        assert token, f"{path} has no form"
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        return send(f"{self.site}{path}", "POST", {"Referer": f"{self.site}{path}"}, form, self.opener)

    def sign_in(self, email: str, password: str) -> Answer:
        return self.submit("/accounts/login/", login=email, password=password)
