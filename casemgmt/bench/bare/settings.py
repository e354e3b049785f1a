"""Settings of the bare application: the product's database, sessions and models, and the middleware of `startproject`."""

from casemgmt.settings import *  # noqa: F403  # whatever its models and sessions read is as in the product

ROOT_URLCONF = "casemgmt.bench.bare.views"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # The models of second factors do not load without it; it does nothing here.
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
