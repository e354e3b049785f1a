"""The project: settings, addresses, wiring of events to what follows, health, and the embedded local services."""

from casemgmt.celery import app as celery_app

__all__ = ["celery_app"]
