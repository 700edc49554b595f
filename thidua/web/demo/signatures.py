"""A notice signed by its head and sealed by its school, by certificates that are made for the demonstration."""

import math
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from thidua.documents.letterheads import described
from thidua.documents.operations import add_document, add_file, give_number, printed
from thidua.documents.operations.seals import add_seal, let_seal, seal_document
from thidua.documents.operations.signatures import install_anchors
from thidua.documents.pades.sealing import pkcs12_signer, sealed
from thidua.people.models import Person, Unit
from thidua.web.demo.people import PASSWORD, Scene
from thidua.writing.document import Paragraph

AUTHORITY = "Cơ quan chứng thực số (trình diễn)"
DOTS = 180


@dataclass(frozen=True)
class Keys:
    """A certificate with its key; the authority's own has nobody above it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def file(self) -> bytes:
        locked = BestAvailableEncryption(PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(b"demo", self.key, self.certificate, None, locked)


def build_signatures(scene: Scene, today: date) -> None:
    """The first school's notice; its seal opens with the password of the demonstration."""
    school = scene.schools[0]
    head, officer = _holder(school, "head"), _holder(school, "officer")
    authority = _keys(AUTHORITY, "Trình diễn")
    pem = authority.certificate.public_bytes(Encoding.PEM)
    install_anchors(scene.province, by=_holder(scene.province, "administrator"), data=pem)
    keeper = _holder(school, "administrator")
    own = _keys(school.name, school.name, authority)
    seal = add_seal(school, by=keeper, keys=own.file, password=PASSWORD, picture=seal_picture())
    let_seal(seal, by=head, clerks=[officer])
    facts = {
        "type": "TB",
        "date": today,
        "excerpt": "Lịch họp xét sáng kiến cấp trường",
        "signer_position": "Hiệu trưởng",
        "signer_name": head.full_name,
        "recipients": ["Các tổ chuyên môn", "Đoàn Thanh niên"],
    }
    official = add_document(school, by=officer, direction="out", **facts)
    give_number(official, by=officer)
    body = (
        Paragraph("Nhà trường thông báo lịch họp xét sáng kiến năm học: 14 giờ 00 phút ngày thứ Sáu tuần này."),
        Paragraph("Địa điểm: phòng họp tầng 2. Các tổ gửi danh sách sáng kiến trước cuộc họp một ngày."),
    )
    _, paper = printed(official, described(official, body=body))
    personal = _keys(head.full_name, school.name, authority, "Hiệu trưởng")
    with pkcs12_signer(personal.file, PASSWORD) as signer:
        signed = sealed(paper, signer, field="ChuKyHieuTruong")
    row = add_file(official, by=officer, data=signed, name="thong-bao-hop-xet-sang-kien.pdf")
    seal_document(row, seal, by=officer, password=PASSWORD)


def _holder(unit: Unit, role: str) -> Person:
    return Person.objects.filter(posts__unit=unit, posts__role=role).order_by("pk")[0]


def _keys(name: str, organisation: str, above: Keys | None = None, title: str = "") -> Keys:
    key = ec.generate_private_key(ec.SECP256R1())
    parts = {NameOID.COMMON_NAME: name, NameOID.ORGANIZATION_NAME: organisation, NameOID.COUNTRY_NAME: "VN"}
    parts |= {NameOID.TITLE: title} if title else {}
    subject = x509.Name([x509.NameAttribute(oid, value[:64]) for oid, value in parts.items()])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject)
    builder = builder.issuer_name(above.certificate.subject if above else subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=90)).not_valid_after(now + timedelta(days=1000))
    builder = builder.add_extension(x509.BasicConstraints(ca=above is None, path_length=None), critical=True)
    builder = builder.add_extension(_usage(is_authority=above is None), critical=True)
    return Keys(builder.sign(above.key if above else key, SHA256()), key)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    others = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    signs = dict.fromkeys(("digital_signature", "content_commitment"), not is_authority)
    return x509.KeyUsage(
        **dict.fromkeys(others, False), **signs, **dict.fromkeys(("key_cert_sign", "crl_sign"), is_authority)
    )


def seal_picture() -> bytes:
    """Two red rings around a star, on nothing: no real seal."""
    rows = bytearray()
    for y in range(DOTS):
        rows.append(0)
        for x in range(DOTS):
            rows += b"\xd5\x00\x00\xe6" if _is_red(x + 0.5 - DOTS / 2, y + 0.5 - DOTS / 2) else bytes(4)
    head = struct.pack(">IIBBBBB", DOTS, DOTS, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _is_red(x: float, y: float) -> bool:
    """Whether a dot so far from the middle is of a ring or of the star."""
    far = math.hypot(x, y) / DOTS
    if 0.46 < far < 0.49 or 0.31 < far < 0.325:
        return True
    tip, waist, half = 0.17, 0.065, math.pi / 5
    turn = abs((math.atan2(x, -y) + half) % (2 * half) - half)
    return far < tip * waist * math.sin(half) / (tip * math.sin(turn) + waist * math.sin(half - turn))
