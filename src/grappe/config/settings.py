"""How is Grappe wired? Django's settings; everything a deployment may change is an environment variable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from grappe.config import paths
from grappe.config.doors import providers
from grappe.config.seams import HOOKS as HOOKS
from grappe.config.seams import SLOTS as SLOTS
from grappe.ui.oauth import providers as access_providers


def flag(name: str, default: bool) -> bool:
    """Return whether an environment variable says yes (1, true, yes, on)."""
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


BASE_DIR: Path = paths.PROJECT
VAR: Path = paths.VAR
DEBUG = flag("GRAPPE_DEBUG", False)
DEMO = flag("GRAPPE_DEMO", False)  # invented data is loaded, e-mail goes to files, logins are printed
ALLOWED_HOSTS = os.environ.get("GRAPPE_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
SECRET_KEY = os.environ.get("GRAPPE_SECRET_KEY") or paths.local_secret()
SECRET_KEY_FALLBACKS = os.environ.get(
    "GRAPPE_SECRET_KEY_OLD", ""
).split()  # still open what was signed or enciphered
# What stays of somebody erased is a mark made with this key: whoever changes it cannot tell any more who was erased.
ERASURE_KEY = os.environ.get("GRAPPE_ERASURE_KEY") or f"erasure:{SECRET_KEY}"
ERASURE_LOG = Path(
    os.environ.get("GRAPPE_ERASURE_LOG") or paths.VAR / "erasures.jsonl"
)  # outside the database
INITIATIVE_NAME = os.environ.get("GRAPPE_INITIATIVE", "Luxembourg Cluster Initiative")  # who publishes
SITE_URL = os.environ.get("GRAPPE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The apps in the order of a company's story, highest first (see docs/architecture.md).
GRAPPE_APPS = [
    "desk",
    "lists",
    "duplicates",
    "privacy",
    "calendars",
    "mail",
    "trends",
    "insight",
    "reporting",
    "surveys",
    "ideas",
    "roadmaps",
    "matches",
    "groups",
    "studies",
    "events",
    "campaigns",
    "needs",
    "aids",
    "solutions",
    "diagnostics",
    "companies",
    "clusters",
    "texts",
    "documents",
    "search",
    "fields",
    "accounts",
]
INSTALLED_APPS = [
    "grappe.ui",
    "grappe.config.doors",
    *[f"grappe.apps.{name}" for name in GRAPPE_APPS],
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "csp",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "grappe.config.health.HealthMiddleware",
    "csp.middleware.CSPMiddleware",
    "grappe.ui.middleware.SharedPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "grappe.ui.middleware.UserLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "grappe.ui.middleware.BadInputMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "grappe.config.doors.middleware.SeenMiddleware",
    "grappe.config.doors.middleware.AuditMiddleware",
    "grappe.config.doors.middleware.FactorMiddleware",
    "grappe.config.doors.limits.LinkRateMiddleware",
]
ROOT_URLCONF = "grappe.config.urls"
WSGI_APPLICATION = "grappe.config.wsgi.application"
FORM_RENDERER = "grappe.ui.form_renderer.Renderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "grappe.ui.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "grappe.ui.templatetags.ui",
                "grappe.ui.templatetags.cells",
                "grappe.config.doors.templatetags.doors",
            ],
        },
    }
]

# --- Database: one PostgreSQL. The embedded server's address is filled in by config.cli / config.wsgi. ---
DATABASE_URL = os.environ.get("DATABASE_URL") or paths.embedded_url()
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server (postgresql://…).")
POOL = flag("GRAPPE_DB_POOL", False)  # the web server turns it on: one process, many threads
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": 0 if POOL else 60,
    "CONN_HEALTH_CHECKS": not POOL,
    "TEST": {"NAME": os.environ.get("GRAPPE_TEST_DB", "test_grappe")},
}
if POOL:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 2, "max_size": 20, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "grappe.config.doors.backend.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# The door itself: grappe.config.doors. Failed attempts are counted in the database (accounts.Attempts); what allauth
# limits besides (letters for another password, passkeys) it counts in the cache, which is a table for the same reason.
ACCOUNT_ADAPTER = "grappe.config.doors.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "1000/m/ip"}
# What is fetched by its own link (grappe.config.doors.limits): from one address, and by one link, in a minute.
LINK_RATES = {"open": "1200/m/ip,60/m/key", "made": "600/m/ip,10/m/key", "shared": "240/m/ip,600/m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = (
    600  # seconds for which a password that was just given is enough to change factors
)
SESSION_ENGINE = "grappe.config.doors.sessions"
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # who fills it makes it forget how often others tried
    }
}
MFA_ADAPTER = "grappe.config.doors.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators give the addresses
MFA_TOTP_TOLERANCE = 1  # clocks of telephones go wrong by half a minute
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # a machine of one's own; a browser asks for https elsewhere
MFA_FORMS = {
    "authenticate": "grappe.config.doors.forms.CodeForm",
    "reauthenticate": "grappe.config.doors.forms.CodeAgainForm",
    "authenticate_webauthn": "grappe.config.doors.forms.PasskeyBesideForm",
    "reauthenticate_webauthn": "grappe.config.doors.forms.PasskeyAgainForm",
    "login_webauthn": "grappe.config.doors.forms.PasskeyAloneForm",
    "add_webauthn": "grappe.config.doors.forms.PasskeyForm",
}
ACCOUNT_FORMS = {
    "login": "grappe.config.doors.forms.SignInForm",
    "change_password": "grappe.config.doors.forms.OtherPasswordForm",
    "user_token": "grappe.config.doors.forms.LetterLinkForm",
}
# Identity providers: docs/how-to/sign-in.md.
WAYS_IN = providers.read()
SOCIALACCOUNT_ADAPTER = "grappe.config.doors.sso.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = WAYS_IN.for_allauth
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: a form that leads elsewhere is refused by the policy of our pages
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # who belongs to an address is decided in grappe.config.doors.sso
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:my_day"

# The company file is a page of the desk, which crosses apps; lower apps link to it without naming it.
ABSOLUTE_URL_OVERRIDES = {"companies.company": lambda company: f"/companies/{company.pk}/"}

# --- Languages ---
LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
TIME_ZONE = "Europe/Luxembourg"
FORMAT_MODULE_PATH = [
    "grappe.config.formats"
]  # English as Europe writes its dates, the French first of a month
USE_I18N = True
USE_TZ = True
LOCALE_PATHS: list[str] = []  # each app carries its own locale folder

# --- Files served ---
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if flag("GRAPPE_HASHED_ASSETS", False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not flag("GRAPPE_HASHED_ASSETS", False)
MEDIA_ROOT = VAR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = (
    20_000  # whoever is erased may be named in thousands of passages, each with its tick
)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # larger uploads stream to disk
# Hosts of calendar servers inside one's own network: only these may be inner addresses, and spoken to without TLS.
CALDAV_INNER = frozenset(filter(None, os.environ.get("GRAPPE_CALDAV_INNER", "").split(",")))
# Who is asked for names of calendar servers, instead of the machine's own: addresses, each with or without #port.
DNS_SERVERS = tuple(filter(None, os.environ.get("GRAPPE_DNS", "").split(",")))
# Mail servers inside one's own network: only these may be inner addresses, and spoken to without TLS.
IMAP_INNER = frozenset(filter(None, os.environ.get("GRAPPE_IMAP_INNER", "").split(",")))
# Who lets people connect a mailbox or calendar by signing in there, without a password: docs/how-to/connect-by-provider.md.
ACCESS_PROVIDERS = access_providers.read()
# What the passwords of calendars and mailboxes are sealed with: keys of 32 bytes in url-safe base64, the newest first.
CALDAV_KEYS = tuple(filter(None, os.environ.get("GRAPPE_CALDAV_KEYS", "").split(",")))
CATALOGUE = Path(os.environ.get("GRAPPE_CATALOGUE", BASE_DIR / "catalogues" / "luxembourg"))

# --- E-mail: to files in the demo (readable on a page there), SMTP otherwise ---
EMAIL_FILE_PATH = VAR / "mail"
if os.environ.get("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = flag("EMAIL_USE_TLS", True)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not hold up a page
DEFAULT_FROM_EMAIL = os.environ.get("GRAPPE_FROM_EMAIL", "Grappe <grappe@cluster.example>")

# --- Safety ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # signed links must not leak in a Referer
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = flag("GRAPPE_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Logs: one JSON object a line, or readable lines for a person at a terminal ---
PGHISTORY_CONTEXT_FIELD_NAME = "pgh_context"
_renderer = (
    structlog.processors.JSONRenderer()
    if os.environ.get("GRAPPE_LOG", "plain") == "json"
    else structlog.dev.ConsoleRenderer(colors=False)
)
_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer],
            "foreign_pre_chain": _shared,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("GRAPPE_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django_structlog": {"level": os.environ.get("GRAPPE_LOG_LEVEL", "WARNING")},
        "grappe": {"level": os.environ.get("GRAPPE_LOG_LEVEL", "INFO")},
        "django.security.csrf": {"level": "ERROR"},
    },
}
ADMIN_TITLE = _("Grappe administration")
