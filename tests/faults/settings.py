"""The project's own settings, with a quick sweep and the hindrances of these tests."""

from datetime import timedelta

from casemgmt.settings import *  # noqa: F403  # everything but what follows is as in production
from casemgmt.settings import CELERY_BEAT_SCHEDULE, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.hindrances.Hindrances"]
CELERY_BEAT_SCHEDULE = {name: dict(entry) for name, entry in CELERY_BEAT_SCHEDULE.items()}
for name, entry in CELERY_BEAT_SCHEDULE.items():
    if name.startswith(("sweep the outbox", "deliver")):
        entry["schedule"] = timedelta(seconds=1)
# What leaves the house is written down, so that it can be counted.
EMAIL_BACKEND = "tests.faults.outside.MailServer"
CLIENT_GATEWAY = "tests.faults.outside.Provider"
# Nothing was collected for these tests.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
