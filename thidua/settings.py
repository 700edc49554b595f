"""One file of settings, read from the environment; the defaults are good for a school that just starts."""

from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
env.read_env(BASE_DIR / ".env", recurse=False)

PRODUCTION = env.bool("THIDUA_PRODUCTION", False)
DEBUG = env.bool("THIDUA_DEBUG", False)
if PRODUCTION and DEBUG:
    raise RuntimeError("THIDUA_DEBUG shows settings and rows to everybody: not in production")
VAR = Path(env.str("THIDUA_VAR", str(BASE_DIR / "var")))
"""Everything that the running system writes: database, files, secret key."""


def secret_key() -> str:
    """The key from the environment; a single machine without one makes its own and keeps it."""
    if key := env.str("THIDUA_SECRET_KEY", ""):
        return key
    if PRODUCTION:
        raise RuntimeError("THIDUA_SECRET_KEY is required in production")
    path = VAR / "secret-key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), "utf-8")
    return path.read_text("utf-8")


SECRET_KEY = secret_key()
AUDIT_KEY = env.str("THIDUA_AUDIT_KEY", "") or SECRET_KEY
"""Seals the audit trail. Keep it when SECRET_KEY is changed."""
EMAIL_BACKEND = env.str("THIDUA_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")


def hosts() -> list[str]:
    """The names that this server answers to. A letter's link bears the name that a request asked for, so who sends
    letters says which names are its own: else anybody could have a link to another server sent to somebody.
    """
    named: list[str] = env.list("THIDUA_HOSTS", [])
    if (PRODUCTION or not EMAIL_BACKEND.endswith(".console.EmailBackend")) and (not named or "*" in named):
        raise RuntimeError("THIDUA_HOSTS must name this server, in production and wherever letters are sent")
    return named or ["*"]


ALLOWED_HOSTS = hosts()
CSRF_TRUSTED_ORIGINS: list[str] = env.list("THIDUA_ORIGINS", [])

INSTALLED_APPS = [
    "thidua.web",
    "thidua.portal",
    "thidua.reports",
    "thidua.progress",
    "thidua.initiatives",
    "thidua.awards",
    "thidua.plans",
    "thidua.councils",
    "thidua.documents",
    "thidua.people",
    "thidua.kernel",
    "thidua.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "rules",
    "template_partials",
    "treebeard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "thidua.kernel.middleware.Private",
    "thidua.kernel.middleware.Bounds",
    "thidua.people.middleware.SignedInFrom",
    "thidua.people.middleware.FirstStart",
    "thidua.people.middleware.ActingPost",
    "thidua.people.middleware.SecondFactor",
    "thidua.kernel.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thidua.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.static",
                "thidua.kernel.templatetags.chips",
                "thidua.kernel.templatetags.icons",
                "rules.templatetags.rules",
                "template_partials.templatetags.partials",
                "thidua.kernel.templatetags.words",
                "thidua.web.templatetags.components",
            ],
        },
    }
]

ROOT_URLCONF = "thidua.urls"
WSGI_APPLICATION = "thidua.wsgi.application"

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR / 'thidua.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

STORAGES = {
    "default": {
        "BACKEND": env.str("THIDUA_FILES", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("THIDUA_FILES_OPTIONS", None) or {"location": str(VAR / "files")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
BALLOT_KEYS = Path(env.str("THIDUA_BALLOT_KEYS", str(VAR / "ballot-keys")))
"""Keys of running secret ballots, destroyed when these close: in no back-up, on a disk of their own if possible."""
MAX_FILE_BYTES = env.int("THIDUA_MAX_FILE_MB", 50) * 2**20
MAX_BODY_BYTES = 4 * MAX_FILE_BYTES
"""Of one request by somebody signed in: several files at once."""
MAX_STRANGER_BYTES = 2**16
"""Of one request by anybody else: a form for signing in."""
MAX_CHECKED_BYTES = 20 * 2**20
"""Of a file that anybody may have checked without signing in; it is read and forgotten."""
CHECKS_A_MINUTE = 30
"""From one place on the net: nobody checks papers faster by hand, and codes are not to be tried by the thousand."""
COMMENTS_AN_HOUR = 20
"""From one place on the net, on lists of nominees: a school shares one address, a machine sends more."""
OPEN_UPLOADS = "/cong-khai/kiem-tra/"
"""The only page that takes such a file."""

TIME_STAMPER = env.str("THIDUA_TIME_STAMPER", "")
"""Address of an authority of time (RFC 3161), asked when a document is sealed; none by default."""
PKCS11 = {name: env.str(f"THIDUA_PKCS11_{name.upper()}", "") for name in ("module", "token", "pin")}
"""The signing device of this server: its maker's module, the device's name, its PIN."""

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "thidua.people.adapters.AccountAdapter"
MFA_ADAPTER = "thidua.people.adapters.MfaAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/5m/key"}
"""A school often shares one address on the net; five wrong passwords for one name within five minutes are enough."""
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("THIDUA_PROXIES", 0)
ACCOUNT_FORMS = {
    "login": "thidua.people.forms.sign_in.LoginForm",
    "reset_password": "thidua.people.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "thidua.people.forms.sign_in.NewPasswordForm",
    "change_password": "thidua.people.forms.sign_in.ChangePasswordForm",
    "set_password": "thidua.people.forms.sign_in.SetPasswordForm",
    "reauthenticate": "thidua.people.forms.sign_in.ReauthenticateForm",
}
MFA_FORMS = {
    "activate_totp": "thidua.people.forms.sign_in.ActivateTOTPForm",
    "authenticate": "thidua.people.forms.sign_in.AuthenticateForm",
    "reauthenticate": "thidua.people.forms.sign_in.ReauthenticateByCodeForm",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Thi đua"
MFA_REQUIRED_ROLES: list[str] = env.list("THIDUA_MFA_ROLES", [])
"""Roles (`administrator`, `head`, ...) whose holders must have a second factor before anything else."""
USERSESSIONS_TRACK_ACTIVITY = True
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"

EMAIL_HOST = env.str("THIDUA_EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("THIDUA_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("THIDUA_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("THIDUA_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.bool("THIDUA_EMAIL_TLS", False)
DEFAULT_FROM_EMAIL = env.str("THIDUA_EMAIL_FROM", "thidua@localhost")

TASKS = {"default": {"BACKEND": env.str("THIDUA_TASKS", "django_tasks_db.DatabaseBackend"), "QUEUES": []}}

LANGUAGE_CODE = "vi"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["thidua.kernel.formats"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "thidua.kernel.middleware.unproved"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("THIDUA_HTTPS", PRODUCTION)
SECURE_SSL_REDIRECT = env.bool("THIDUA_HTTPS", PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("THIDUA_BEHIND_PROXY", False) else None


def site_address() -> str:
    """Where letters that no request asked for lead to: the first name of the server unless it is told."""
    name = ALLOWED_HOSTS[0].lstrip(".")
    guess = "http://localhost:8000" if name == "*" else f"{'https' if SECURE_SSL_REDIRECT else 'http'}://{name}"
    return env.str("THIDUA_ADDRESS", guess).rstrip("/")


SITE_ADDRESS = site_address()
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("THIDUA_LOG", "WARNING")},
}
