"""Settings, all from the environment and safe by default; docs/operations.md lists every variable.

Without CASEMGMT_DEMO=1 there are no default accounts, DEBUG is off, and secrets are required.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ


def flag(name: str, default: str = "0") -> bool:
    return ENV.get(name, default).lower() in ("1", "true", "yes", "on")


def required(name: str, why: str) -> str:
    if value := ENV.get(name, ""):
        return value
    raise ImproperlyConfigured(f"Set {name}: {why} `make run` sets it by itself; docs/operations.md tells more.")


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in ENV.get(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, object]:
    """A postgresql:// address as Django's settings; other databases are refused."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql:// ; no other database is supported.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": int(ENV.get("DATABASE_CONN_MAX_AGE", "60")),
        "CONN_HEALTH_CHECKS": True,
        # Neither cursors nor plans outlive a transaction there; workflow/planned.py asks for it too.
        "DISABLE_SERVER_SIDE_CURSORS": flag("DATABASE_BEHIND_POOLER"),
        # A name with a typo still shares four in ten of its letter triples with the right one.
        "OPTIONS": {**query, "options": "-c pg_trgm.word_similarity_threshold=0.4 -c lock_timeout=10s"},
    }


DEMO = flag("CASEMGMT_DEMO")
DEBUG = flag("CASEMGMT_DEBUG")
SECRET_KEY = required("CASEMGMT_SECRET_KEY", "a long random text that signs sessions.")
SEALING_KEYS = listed("CASEMGMT_SEALING_KEYS")
if not SEALING_KEYS:
    raise ImproperlyConfigured(
        "Set CASEMGMT_SEALING_KEYS to name:64 hex digits, newest first; it seals addresses and identifiers."
    )

ALLOWED_HOSTS = listed("CASEMGMT_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = listed("CASEMGMT_ORIGINS")
HTTPS = flag("CASEMGMT_HTTPS", "0" if DEMO or DEBUG else "1")

INSTALLED_APPS = [
    "casemgmt",
    "interop",
    "transitions",
    "careplans",
    "assessments",
    "followups",
    "clients",
    "accounts",
    "workflow",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "rest_framework",
]

MIDDLEWARE = [
    "casemgmt.middleware.request_id.request_id",
    "casemgmt.metrics.count_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casemgmt.middleware.sign_in.living_session",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casemgmt.middleware.sign_in.signed_in",
    "casemgmt.middleware.sign_in.second_factor",
    "casemgmt.middleware.people.preferences",
    "casemgmt.middleware.people.actor",
]

ROOT_URLCONF = "casemgmt.urls"
WSGI_APPLICATION = "casemgmt.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casemgmt.context_processors.session",
                "casemgmt.context_processors.demo",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The application's role owns no table; migrations run as the owner.
AS_OWNER = flag("CASEMGMT_DB_AS_OWNER")
OWNER_URL = ENV.get("DATABASE_OWNER_URL", "")
DATABASES = {
    "default": database(
        OWNER_URL if AS_OWNER and OWNER_URL else required("DATABASE_URL", "the address of PostgreSQL, as the application's role.")
    )
}
DATABASE_APP_ROLE = ENV.get("DATABASE_APP_ROLE", "casemgmt_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", "the address of Redis or Valkey, which rings the workers' bell.")
# Only sign-in counts its failures here; in the database, so that people can sign in while Redis is away.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_throttle"}}
METRICS_TOKEN = ENV.get("CASEMGMT_METRICS_TOKEN", "")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# One attempt: whoever waits for an answer must not wait for the queue as well.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2, "max_retries": 0}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "workflow.tasks.sweep_outbox", "schedule": timedelta(seconds=15), "options": {"queue": "urgent"}},
    **{
        f"deliver, {lane}": {
            "task": "followups.tasks.deliver", "args": (lane,), "schedule": timedelta(seconds=15),
            # A ring that waited so long is followed by the next one.
            "options": {"queue": lane, "expires": 15},
        }
        for lane in ("urgent", "default", "bulk")
    },
    "plan the digests": {"task": "followups.tasks.plan_the_digests", "schedule": timedelta(minutes=15), "options": {"queue": "bulk"}},
    "match hospital notices": {
        "task": "interop.tasks.process_notices", "schedule": timedelta(seconds=15), "options": {"queue": "default", "expires": 15},
    },
    "end holds that ran out": {"task": "followups.tasks.end_holds", "schedule": timedelta(minutes=5)},
    "look for consents about to end": {
        "task": "followups.tasks.look_at_consents", "schedule": timedelta(hours=12), "options": {"queue": "bulk"},
    },
    "seal the event chains": {"task": "workflow.tasks.checkpoint_chains", "schedule": timedelta(days=1), "options": {"queue": "bulk"}},
    "begin and end time off and covers": {"task": "accounts.tasks.begin_and_end_absences", "schedule": timedelta(minutes=1)},
    "forget sessions and tokens": {
        "task": "accounts.tasks.forget_what_ended", "schedule": timedelta(hours=6), "options": {"queue": "bulk"},
    },
    "sweep orphaned files": {
        "task": "clients.tasks.sweep_orphaned_files", "schedule": timedelta(days=1), "options": {"queue": "bulk"},
    },
    "compute risk tiers anew": {
        "task": "assessments.tasks.sweep_risk_tiers", "schedule": timedelta(minutes=15), "options": {"queue": "bulk"},
    },
    "mark clocks that ran out": {"task": "transitions.tasks.mark_missed_clocks", "schedule": timedelta(minutes=5)},
    "forget idempotency keys": {
        "task": "workflow.tasks.forget_idempotency_keys", "schedule": timedelta(hours=1), "options": {"queue": "bulk"},
    },
}  # fmt: skip

WORKFLOW_ACTOR_OF = "casemgmt.actors.actor_of"
WORKFLOW_EVENT_VISIBILITY = "clients.policy.sight.event_visibility"
WORKFLOW_NOTE_READING = "clients.queries.disclosures.note_reading"
WORKFLOW_NOTE_REFUSAL = "clients.queries.disclosures.note_refusal"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.policy.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.policy.passwords.NotAboutYou"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
SECOND_FACTOR_REQUIRED = not DEMO
PUBLIC_URL = ENV.get("CASEMGMT_URL", "http://127.0.0.1:8000").rstrip("/")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.pages.sign_in.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key",
    "oauth2_token": "30/m/ip",
    "private_link": "30/m/ip",
    "calendar_feed": "30/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENV.get("CASEMGMT_PROXIES", "0"))
MFA_ADAPTER = "accounts.pages.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1

OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "accounts.api.oauth2.GrantedScopes",
    "OAUTH2_VALIDATOR_CLASS": "accounts.api.oauth2.ActiveClientsOnly",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = int(ENV.get("CASEMGMT_SESSION_IDLE_MINUTES", "30")) * 60
SESSION_ABSOLUTE_SECONDS = SESSION_COOKIE_AGE = int(ENV.get("CASEMGMT_SESSION_HOURS", "12")) * 3600
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = HTTPS
# A probe asks the process itself, without the proxy that speaks HTTPS; the answers tell nothing about anybody.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^status$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("CASEMGMT_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = ENV.get("CASEMGMT_TIME_ZONE", "America/New_York")
FORMAT_MODULE_PATH = ["casemgmt.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", MODULES / "bootstrap" / "dist"),
    ("vendor/htmx", MODULES / "htmx.org" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DOCUMENTS_ROOT = Path(ENV.get("CASEMGMT_DOCUMENTS", str(BASE_DIR / ".local" / "documents")))
DOCUMENT_MAX_BYTES = int(ENV.get("CASEMGMT_DOCUMENT_MAX_BYTES", str(20 * 1024 * 1024)))
FILE_UPLOAD_HANDLERS = [
    "workflow.uploads.OnlySoMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

EMAIL_BACKEND = ENV.get(
    "CASEMGMT_EMAIL_BACKEND",
    "django.core.mail.backends.console.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = ENV.get("CASEMGMT_EMAIL_HOST", "localhost")
EMAIL_PORT = int(ENV.get("CASEMGMT_EMAIL_PORT", "25"))
EMAIL_HOST_USER = ENV.get("CASEMGMT_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = ENV.get("CASEMGMT_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("CASEMGMT_EMAIL_TLS")
# A mail server that hangs must not hold a worker.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = ENV.get("CASEMGMT_EMAIL_FROM", "casemgmt@localhost")

# Messages to clients, by e-mail and as text messages, leave through this; docs/operations.md describes what it is sent.
CLIENT_GATEWAY = ENV.get(
    "CASEMGMT_GATEWAY",
    "followups.actions.gateways.ConsoleGateway" if DEMO else "followups.actions.gateways.HttpGateway",
)
CLIENT_GATEWAY_URL = ENV.get("CASEMGMT_GATEWAY_URL", "")
CLIENT_GATEWAY_TOKEN = ENV.get("CASEMGMT_GATEWAY_TOKEN", "")
CLIENT_GATEWAY_TIMEOUT = float(ENV.get("CASEMGMT_GATEWAY_TIMEOUT", "10"))
CLIENT_GATEWAY_KNOWS_KEYS = flag("CASEMGMT_GATEWAY_KNOWS_KEYS", "1")

OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.BearerAuthentication",
        "accounts.api.authentication.BrowserAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["workflow.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "EXCEPTION_HANDLER": "workflow.problems.answer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "casemgmt API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENV.get("CASEMGMT_LOG_LEVEL", "INFO")},
}
