"""A browser that keeps its cookies, and nothing more: what it costs is the same for every server."""

import http.client
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from casemgmt.local.console import Stopped


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes
    seconds: float


class Browser:
    def __init__(self, port: int, token: str = "") -> None:
        self.port, self.token = port, token
        self.cookies: SimpleCookie = SimpleCookie()

    def sign_in(self, email: str, password: str) -> None:
        self.get("/accounts/login/")
        if self.post("/accounts/login/", {"login": email, "password": password}).status != 302:
            raise Stopped(f"{email} could not sign in; the benchmark cannot go on.")

    def at(self, port: int) -> "Browser":
        """The same person or token at another server that knows the same sessions."""
        other = Browser(port, self.token)
        other.cookies = self.cookies
        return other

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """With the CSRF token of the cookie, as a form sends it."""
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrf"].value}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        """Timed from the request to the last byte of the answer, on a connection that is already there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.connect()
        began = time.perf_counter()
        connection.request(method, path, body, self._headers(body))
        answer = connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - began
        connection.close()
        for value in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.load(value)
        return Answer(answer.status, content, seconds)

    def _headers(self, body: str | None) -> dict[str, str]:
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers
