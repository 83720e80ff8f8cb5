"""Personal data encrypted at rest: AES-256-GCM (NIST SP 800-38D), each text bound to its record."""

import base64
import binascii
import os
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from travel.errors import ConfigurationError, StorageError

FORMAT = b"\x01"
KEY_BYTES, MARK_BYTES, NONCE_BYTES = 32, 4, 12


def new_key() -> SecretStr:
    """A fresh key, as `AesSealer` takes it."""
    return SecretStr(base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode())


class AesSealer:
    """The first key seals; any of them unseals, so that a key can be replaced.

    Keys are 32 bytes in URL-safe base64. A sealed text is format, mark of its key, nonce, ciphertext and
    tag. Raises ConfigurationError for a key that isn't one.
    """

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        raw = [_decoded(each) for each in keys]
        if not raw:
            raise ConfigurationError("no key to encrypt travellers' details with")
        self._keys = {_mark(each): AESGCM(each) for each in raw}
        self._first = _mark(raw[0])

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._keys[self._first].encrypt(nonce, plain, bound_to.encode())
        return FORMAT + self._first + nonce + sealed

    def unseal(self, sealed: bytes, bound_to: str) -> bytes:
        """Raises StorageError, which never shows what it is about."""
        head = len(FORMAT) + MARK_BYTES
        key = self._keys.get(sealed[len(FORMAT) : head])
        if not sealed.startswith(FORMAT) or key is None:
            raise StorageError("travellers' details were encrypted with a key that isn't set here")
        nonce, rest = sealed[head : head + NONCE_BYTES], sealed[head + NONCE_BYTES :]
        try:
            return key.decrypt(nonce, rest, bound_to.encode())
        except (InvalidTag, ValueError):
            raise StorageError("travellers' details can't be decrypted") from None


def _decoded(key: SecretStr) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(key.get_secret_value())
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ConfigurationError(f"a key is {KEY_BYTES} bytes in URL-safe base64")
    return raw


def _mark(key: bytes) -> bytes:
    return sha256(b"tripsage key\x00" + key).digest()[:MARK_BYTES]
