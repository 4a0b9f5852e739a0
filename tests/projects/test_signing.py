"""The signing key is made once, kept for its owner alone, and stays valid when it is replaced."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from projects import receipts, signing


@pytest.fixture
def data(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.SIGNING_KEY = ""
    return tmp_path / "data"


def pem_of(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def make_and_read(path: Path) -> bytes:
    signing.make_signing_key(path)
    return signing.load_signing_key(path).private_bytes_raw()


def test_the_key_is_made_on_first_use_for_its_owner_alone(data):
    key = signing.signing_key()
    path = data / "keys" / "signing.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert signing.signing_key() is key
    assert signing.load_signing_key(path).private_bytes_raw() == key.private_bytes_raw()


def test_processes_that_start_at_once_sign_with_one_key(tmp_path):
    path = tmp_path / "keys" / "signing.pem"
    with ProcessPoolExecutor(8, mp_context=get_context("spawn")) as pool:
        keys = set(pool.map(make_and_read, [path] * 8))
    assert len(keys) == 1


def test_each_data_folder_has_its_own_key(settings, data, tmp_path):
    first = signing.signing_key()
    settings.DATA_DIR = tmp_path / "other"
    assert signing.signing_key().private_bytes_raw() != first.private_bytes_raw()


def test_a_key_from_the_environment_comes_first_and_writes_nothing(settings, data):
    key = Ed25519PrivateKey.generate()
    settings.SIGNING_KEY = pem_of(key)
    assert signing.signing_key().private_bytes_raw() == key.private_bytes_raw()
    settings.SIGNING_KEY = pem_of(key).replace("\n", "\\n")
    assert signing.signing_key().private_bytes_raw() == key.private_bytes_raw()
    assert list(signing.public_keys()) == [receipts.key_id(key.public_key())]
    assert not data.exists()


def test_a_retired_key_stays_valid_and_a_removed_one_does_not(data):
    retired = signing.signing_key().public_key()
    path = data / "keys" / "retired-2026.pub"
    path.write_text(signing.public_key_pem(retired))
    (data / "keys" / "signing.pem").write_text(pem_of(Ed25519PrivateKey.generate()))
    signing._from_file.cache_clear()  # what a restart does
    today = signing.signing_key().public_key()
    both = {receipts.key_id(today), receipts.key_id(retired)}
    assert signing.public_keys().keys() == both
    path.unlink()
    assert signing.public_keys().keys() == {receipts.key_id(today)}


def test_a_published_key_reads_back():
    key = Ed25519PrivateKey.generate().public_key()
    assert receipts.load_public_key(signing.public_key_pem(key).encode()) == key


def test_what_is_no_signing_key_is_said_so(settings, data):
    settings.SIGNING_KEY = pem_of(X25519PrivateKey.generate())
    with pytest.raises(ValueError, match="not an Ed25519 key"):
        signing.signing_key()
    settings.SIGNING_KEY = ""
    signing.signing_key()
    (data / "keys" / "odd.pub").write_text("no key")
    with pytest.raises(ValueError, match=r"odd\.pub"):
        signing.public_keys()
