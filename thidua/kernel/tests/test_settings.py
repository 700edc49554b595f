"""What a server started with a careless environment does: it does not start."""

import os
import subprocess
import sys

import pytest

KEY = "a-key-that-is-long-enough-for-a-test-and-of-no-other-use"
REAL = {"THIDUA_PRODUCTION": "true", "THIDUA_SECRET_KEY": KEY, "THIDUA_HOSTS": "thidua.example"}
LETTERS = "django.core.mail.backends.smtp.EmailBackend"


def setting(name: str, folder: object, **given: str) -> subprocess.CompletedProcess[str]:
    """What the settings say to an environment with nothing of ours in it but what is given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("THIDUA_", "DJANGO_"))}
    command = [sys.executable, "-c", f"from thidua import settings; print(settings.{name})"]
    environment = kept | {"THIDUA_VAR": str(folder)} | given
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (REAL | {"THIDUA_SECRET_KEY": ""}, "THIDUA_SECRET_KEY"),
        (REAL | {"THIDUA_HOSTS": ""}, "THIDUA_HOSTS"),
        (REAL | {"THIDUA_HOSTS": "thidua.example,*"}, "THIDUA_HOSTS"),
        (REAL | {"THIDUA_DEBUG": "true"}, "THIDUA_DEBUG"),
        ({"THIDUA_EMAIL_BACKEND": LETTERS}, "THIDUA_HOSTS"),
    ],
)
def test_careless_environment_is_refused(tmp_path, given, complaint):
    started = setting("ALLOWED_HOSTS", tmp_path, **given)

    assert started.returncode != 0
    assert complaint in started.stderr.splitlines()[-1]


def test_production_keeps_cookies_and_pages_to_https(tmp_path):
    facts = "DEBUG, ALLOWED_HOSTS, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS"
    started = setting(facts.replace(", ", ", settings."), tmp_path, **REAL)

    assert started.stdout.strip() == "False ['thidua.example'] True True True 31536000"


def test_empty_audit_key_is_none(tmp_path):
    started = setting("AUDIT_KEY", tmp_path, **REAL, THIDUA_AUDIT_KEY="")

    assert started.stdout.strip() == KEY


def test_own_key_is_for_the_owner_alone(tmp_path):
    folder = tmp_path / "var"

    started = setting("SECRET_KEY", folder)

    key = folder / "secret-key"
    assert started.stdout.strip() == key.read_text("utf-8")
    assert (folder.stat().st_mode & 0o777, key.stat().st_mode & 0o777) == (0o700, 0o600)
