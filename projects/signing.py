"""The key that signs receipts, and all public keys under which receipts are valid.

The key comes from ``SIGNING_KEY`` (PEM) where the environment names it, as it must with more than
one machine; else from ``DATA_DIR/keys/signing.pem``, made on first use. To rotate it, first write
its ``public_key_pem`` to ``DATA_DIR/keys/<any name>.pub``: what it has signed stays valid.
"""

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from courseapp.keyfile import read_or_create
from projects.receipts import key_id, load_public_key


def signing_key() -> Ed25519PrivateKey:
    """Return the key for new receipts; read once a process for each value of the settings.

    Raises ``ValueError`` for what is no Ed25519 key, ``OSError`` where it cannot be kept.
    """
    if settings.SIGNING_KEY:
        return _from_pem(settings.SIGNING_KEY.encode())
    return _from_file(_key_file())


def public_keys() -> dict[str, Ed25519PublicKey]:
    """Return every key under which a receipt is valid, by its id: today's and the retired ones.

    The folder is read each time, so that a key that was just retired needs no restart. Raises
    ``ValueError`` naming the file that is no public key.
    """
    keys = [_published(path) for path in sorted(_key_file().parent.glob("*.pub"))]
    keys.append(signing_key().public_key())
    return {key_id(key): key for key in keys}


def make_signing_key(path: Path) -> None:
    """Write a new key to ``path`` (PEM, PKCS 8, mode 0600) unless there is one already.

    Where several processes do so at once, one key remains and all of them read that one.
    """
    read_or_create(path, _new_pem)


def load_signing_key(path: Path) -> Ed25519PrivateKey:
    """Read the key at ``path``. Raises ``OSError``, or ``ValueError`` for another kind of key."""
    return _from_pem(path.read_bytes())


def public_key_pem(key: Ed25519PublicKey) -> str:
    """Return the key as it is published, and as the command line takes it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _key_file() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "signing.pem"


@cache
def _from_file(path: Path) -> Ed25519PrivateKey:
    make_signing_key(path)
    return load_signing_key(path)


@cache
def _from_pem(pem: bytes) -> Ed25519PrivateKey:
    # An escaped line break is what many a file of environment variables makes of a PEM.
    key = load_pem_private_key(pem.replace(b"\\n", b"\n"), password=None)
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise ValueError("the signing key is not an Ed25519 key")


def _published(path: Path) -> Ed25519PublicKey:
    try:
        return load_public_key(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path} holds no public key: {error}") from error


def _new_pem() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
