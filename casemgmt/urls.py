"""Every address of the site: pages at the root, the API below /api/v1/, sign-in, health."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from casemgmt import health
from casemgmt.metrics import metrics
from casemgmt.problems import problems
from interop.urls import door as hospital_door

APPS = [
    name
    for name in ("accounts", "clients", "followups", "assessments", "careplans", "transitions", "interop")
    if find_spec(f"{name}.urls")
]
# Highest first: an app's addresses leave out what a higher app's collection creates below its records.
URLS = [import_module(f"{name}.urls") for name in reversed(APPS)][::-1]

urlpatterns = [
    hospital_door,
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("status", health.status, name="status"),
    path("metrics", metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="api-docs"),
    path("api/docs/problems", problems, name="api-problems"),
    *[path("api/v1/", include(urls.api_urlpatterns)) for urls in URLS],
    *[path("", include(urls)) for urls in URLS],
]

handler404 = "casemgmt.errors.not_found"
handler500 = "casemgmt.errors.server_error"
