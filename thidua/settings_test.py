"""Settings of the test suite: in memory, quick, immediate."""

from tempfile import mkdtemp

from thidua.settings import *

SECRET_KEY = AUDIT_KEY = "test"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
DATABASES = {"default": env.dj_db_url("TEST_DATABASE_URL", "sqlite://:memory:")}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
BALLOT_KEYS = Path(mkdtemp(prefix="thidua-test-"))
