"""How long a session lives: it ends after a time unused, and after a working day in any case."""

import time

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

STARTED, USED = "session_started_at", "session_used_at"
# A session row is written at most this often; what people are told takes it into account.
NOTED_EVERY = 60


def start_clock(request: HttpRequest) -> None:
    now = time.time()
    request.session[STARTED] = request.session[USED] = now


def seconds_left(request: HttpRequest) -> int:
    """Until the idle end or the absolute end, whichever comes first; negative when it is over."""
    session = request.session
    idle_end = session[USED] + settings.SESSION_IDLE_SECONDS
    return int(min(idle_end, session[STARTED] + settings.SESSION_ABSOLUTE_SECONDS) - time.time())


def note_use(request: HttpRequest, *, at_once: bool = False) -> None:
    if at_once or time.time() - request.session[USED] >= NOTED_EVERY:
        request.session[USED] = time.time()


@require_POST
def session_extend(request: HttpRequest) -> JsonResponse:
    """Somebody said they are still there."""
    note_use(request, at_once=True)
    return JsonResponse({"ends_in": seconds_left(request)})
