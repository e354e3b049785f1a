"""The WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")

application = get_wsgi_application()

# Everything is loaded before the first request; what is loaded never becomes garbage, and looking through it
# again and again would hold a request up for some 40 ms now and then.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
# A page makes some ten thousand objects, nearly all of which are gone with it: looking for circles among each 700 of them
# finds none and takes some four per cent of the time.
gc.set_threshold(10_000, 20, 20)
