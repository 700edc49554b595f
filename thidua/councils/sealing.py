"""Sealed answers: closed for one key, opened only with it. No database here.

A ballot has a key pair (X25519). An answer is closed for the public key with a throw-away key of its own (HKDF-SHA256,
ChaCha20-Poly1305), so whoever reads the database cannot open it, not even the program that wrote it. The private key
lies in a file outside the database (setting `BALLOT_KEYS`), wrapped with a code of the chair and the counting team
where the ballot asks for one, and is overwritten and removed when the ballot is closed: then nobody can open anything
any more, from no back-up of the database, log of its changes or page of its file.
"""

import os
import secrets
from contextlib import suppress
from hashlib import scrypt, sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY, TAG, NONCE, SALT = 32, 16, 12, 16
"""Bytes."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
HALF = 12
"""Letters of one half of a code: 60 bits."""


class Broken(Exception):
    """A seal that this key does not open."""


class LostKey(Exception):
    """There is no key of this ballot here."""


def size_of(length: int) -> int:
    """Bytes of a sealed answer of so many bytes."""
    return KEY + length + TAG


def seal(answer: bytes, public: bytes) -> bytes:
    own = X25519PrivateKey.generate()
    head = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    return head + ChaCha20Poly1305(_derived(shared, head + public)).encrypt(bytes(NONCE), answer, public)


def unseal(sealed: bytes | memoryview, private: bytes) -> bytes:
    """Raises Broken."""
    own = X25519PrivateKey.from_private_bytes(private)
    public, head = own.public_key().public_bytes_raw(), bytes(sealed[:KEY])
    shared = own.exchange(X25519PublicKey.from_public_bytes(head))
    try:
        return ChaCha20Poly1305(_derived(shared, head + public)).decrypt(bytes(NONCE), bytes(sealed[KEY:]), public)
    except InvalidTag as wrong:
        raise Broken from wrong


def _derived(shared: bytes, context: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"thidua ballot" + context).derive(shared)


def new_key(*, with_code: bool = False) -> tuple[bytes, tuple[str, str] | None]:
    """Make a key pair and keep its private half in a file. Returns the public half, and the code's two halves, which
    are kept nowhere.
    """
    own = X25519PrivateKey.generate()
    public, private = own.public_key().public_bytes_raw(), own.private_bytes_raw()
    code = (_half(), _half()) if with_code else None
    _write(_path(public), _wrapped(private, "".join(code)) if code else private)
    return public, code


def private_key(public: bytes, code: str = "") -> bytes:
    """Raises LostKey, and Broken for a wrong code."""
    try:
        kept = _path(public).read_bytes()
    except FileNotFoundError as loss:
        raise LostKey from loss
    return kept if len(kept) == KEY else _unwrapped(kept, code)


def destroy_key(public: bytes) -> None:
    """Overwrite and remove; again does no harm."""
    _destroy(_path(public))


def kept_names() -> set[str]:
    """The names of all keys that are kept."""
    folder = Path(settings.BALLOT_KEYS)
    return {path.stem for path in folder.glob("*.key")} if folder.exists() else set()


def destroy_named(name: str) -> None:
    _destroy(Path(settings.BALLOT_KEYS) / f"{name}.key")


def name_of(public: bytes | memoryview) -> str:
    return sha256(bytes(public)).hexdigest()[:40]


def _path(public: bytes) -> Path:
    return Path(settings.BALLOT_KEYS) / f"{name_of(public)}.key"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _destroy(path: Path) -> None:
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _half() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(HALF))


def plain_code(typed: str) -> str:
    """As it was given out: capitals, without spaces and dashes."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def _stretched(code: str, salt: bytes) -> bytes:
    return scrypt(plain_code(code).encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def _wrapped(private: bytes, code: str) -> bytes:
    salt = secrets.token_bytes(SALT)
    return salt + ChaCha20Poly1305(_stretched(code, salt)).encrypt(bytes(NONCE), private, None)


def _unwrapped(kept: bytes, code: str) -> bytes:
    salt, closed = kept[:SALT], kept[SALT:]
    try:
        return ChaCha20Poly1305(_stretched(code, salt)).decrypt(bytes(NONCE), closed, None)
    except InvalidTag as wrong:
        raise Broken from wrong
