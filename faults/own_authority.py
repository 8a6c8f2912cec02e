"""A certificate authority of one's own, and what it signed for this machine."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HERE = "127.0.0.1"
DAY = timedelta(days=1)


class Papers(NamedTuple):
    """Files in PEM: who signed, and the key and the certificate of a server on this machine."""

    authority: Path
    key: Path
    certificate: Path


def issue(folder: Path) -> Papers:
    """Write an authority and a certificate for 127.0.0.1 into the folder."""
    ours, theirs = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root, server = _name("a trial's own authority"), _name("a trial's mail server")
    authority = _of(root, root, ours).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))])
    certificate = _of(server, root, theirs).add_extension(here, critical=False)
    papers = Papers(folder / "authority.pem", folder / "key.pem", folder / "certificate.pem")
    papers.authority.write_bytes(authority.sign(ours, SHA256()).public_bytes(Encoding.PEM))
    papers.certificate.write_bytes(certificate.sign(ours, SHA256()).public_bytes(Encoding.PEM))
    papers.key.write_bytes(theirs.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return papers


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _of(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)  # noqa: TID251 - TLS looks at the wall clock
    return x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY
    )
