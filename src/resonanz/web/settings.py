"""Django's settings, made from the installation's own (`resonanz.app.config`); nothing is configured here twice.

Importing this module reads the settings and makes the home directory and its secret on first use. That is why Django
is set up late: a command that needs no database does not pay for it.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from resonanz.app import config
from resonanz.store.relational.connection import database

_installation = config.settings()
_web = Path(__file__).resolve().parent

SECRET_KEY = _installation.secret_key
DEBUG = False
ALLOWED_HOSTS = list(_installation.hosts)
ROOT_URLCONF = "resonanz.web.urls"
ASGI_APPLICATION = None
DATABASES = {"default": database(_installation.database_url, _installation.home)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "resonanz.store.relational",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "resonanz.web.metrics.timed",
    "resonanz.web.headers.security_headers",
    "resonanz.api.problems.in_one_shape",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "resonanz.web.reader.as_reader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "resonanz.web.trouble.InWords",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_web / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "resonanz.web.context.everywhere",
            ],
            "builtins": ["resonanz.web.tags"],
        },
    },
]

# --- languages and times ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = _installation.language
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = sorted((_web / "locale").iterdir())  # one folder an area
FORMAT_MODULE_PATH = "resonanz.web.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = _installation.time_zone

# --- files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [folder for folder in [_web / "static"] if folder.is_dir()]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- signing in ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "relational.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    *(["django.contrib.auth.hashers.Argon2PasswordHasher"] if find_spec("argon2") else []),
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "resonanz.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_DISPLAY = "resonanz.web.accounts.name_of"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Resonanz"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _installation.https

# Letters go into a folder until an installation has a mail server: nothing is lost silently.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _installation.mail_host else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(_installation.home / "mail")
EMAIL_HOST = _installation.mail_host
EMAIL_PORT = _installation.mail_port
EMAIL_HOST_USER = _installation.mail_user
EMAIL_HOST_PASSWORD = _installation.mail_password
EMAIL_USE_TLS = _installation.mail_security == "starttls"
EMAIL_USE_SSL = _installation.mail_security == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _installation.mail_from or f"resonanz@{_installation.hosts[-1]}"

# --- what the browser is told ----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "resonanz_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _installation.https
CSRF_COOKIE_NAME = "resonanz_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _installation.https
CSRF_TRUSTED_ORIGINS = [_installation.address] if _installation.https else []
CSRF_FAILURE_VIEW = "resonanz.web.trouble.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _installation.https else 0
# No SECURE_PROXY_SSL_HEADER: uvicorn believes the trusted proxies and nobody else, Django then sees the true scheme.
X_FRAME_OPTIONS = "DENY"

LOGGING_CONFIG = None
"""The log is app.logging's."""
