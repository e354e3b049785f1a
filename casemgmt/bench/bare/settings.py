"""Settings of the bare application: the product's database and nothing else of it."""

from casemgmt.settings import ALLOWED_HOSTS, DATABASES, SECRET_KEY, TIME_ZONE, USE_TZ

__all__ = ["ALLOWED_HOSTS", "DATABASES", "SECRET_KEY", "TIME_ZONE", "USE_TZ"]

ROOT_URLCONF = "casemgmt.bench.bare.views"
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
