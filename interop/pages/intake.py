"""Hospital notices that wait for a person, on the intake page."""

from clients.pages.work_panels import WorkPanel
from interop.queries.notices import waiting_for

WAITING = WorkPanel("interop/_waiting.html", waiting_for)
