"""Who signs what is handed over: a certificate of this studio's own, made on the first use.

No authority knows it. It tells that a file came from here unchanged to whoever trusts this studio's
root, and to everybody that it was not changed since it was signed. C2PA takes no certificate that
signs itself, so a root signs it; the root's key is thrown away.
"""

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from studio.errors import StoreError

STUDIO = "Animation AI Studio"
_YEARS = 10
_KEY, _CHAIN = "signer.key", "signer.pem"


@dataclass(frozen=True)
class Identity:
    """PEM: the certificate with its root behind it, and the private key."""

    chain: str
    key: str

    @property
    def root(self) -> str:
        """The root's certificate, by which signatures of this studio are known."""
        end = "-----END CERTIFICATE-----\n"
        return self.chain.split(end)[-2].lstrip() + end


def identity(folder: Path) -> Identity:
    """The identity kept in `folder`, made if there is none: the key in a file that only its owner
    reads. StoreError where it cannot be kept or read."""
    key, chain = folder / _KEY, folder / _CHAIN
    try:
        if not (key.exists() and chain.exists()):
            _make(folder)
        found = Identity(chain.read_text("ascii"), key.read_text("ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            f"the signature of this studio in {folder} cannot be read or made: {error}.",
            "Remove that folder: a new one is made.",
        ) from error
    return found


def known_root(folder: Path) -> str:
    """The root of the identity kept in `folder`; "" where none was made yet."""
    chain = folder / _CHAIN
    return identity(folder).root if chain.exists() else ""


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate(f"{STUDIO}, root", root_key, f"{STUDIO}, root", root_key, is_root=True)
    key = ec.generate_private_key(ec.SECP256R1())
    own = _certificate(STUDIO, key, f"{STUDIO}, root", root_key, is_root=False)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / _KEY, private, 0o600)
    _write(folder / _CHAIN, own.public_bytes(pem) + root.public_bytes(pem), 0o644)


def _write(path: Path, data: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by more than it shall be."""
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    partial.replace(path)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_root: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_root, key_cert_sign=is_root, crl_sign=is_root, **usage
            ),
            True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False
        )
    )
    if not is_root:
        made = made.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False
        )
    return made.sign(issuer_key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, STUDIO),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
