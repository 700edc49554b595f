"""Signatures in PDF files, judged. The authority is made for the test."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from thidua.documents.pades.certificates import NotCertificates, certificates_in
from thidua.documents.pades.verdicts import WORDS, Level, Problem, Report
from thidua.documents.pades.verifying import may_be_signed, report_of
from thidua.documents.tests import authority

NOW = authority.TODAY


def judged(data, *anchors, now=NOW):
    return report_of(data, authority.trusted(*anchors), now=now)


def problems(data, *anchors, now=NOW):
    report = judged(data, *anchors, now=now)
    return [list(report.problems)] if report.problems else [list(signed.problems) for signed in report.signatures]


def by(**how):
    return authority.signed(authority.paper(), authority.keeper("Trần Thu Hà", authority.issuing(), **how))


def rewritten(data, change):
    """The file with an update of its own after what was signed."""
    from io import BytesIO

    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_signed_file_tells_who_signed_and_when():
    begun = datetime.now(UTC).replace(microsecond=0)

    report = judged(authority.signed(authority.paper(), authority.school()))

    (signed,) = report.signatures
    assert (report.level, report.title, signed.title) == (Level.GOOD, "Chữ ký số hợp lệ", "Hợp lệ")
    assert (signed.holder.name, signed.holder.issuer) == ("Trường THCS Suối Mơ", "Cơ quan chứng thực số Thử nghiệm")
    assert (signed.is_whole, signed.is_stamped, signed.is_timestamp) == (True, False, False)
    assert begun <= signed.at <= datetime.now(UTC)


def test_each_of_a_hundred_changed_bytes_is_caught():
    data, chance = authority.signed_paper(), random.Random(20261121)

    kept = []
    for _ in range(100):
        changed = bytearray(data)
        place = chance.randrange(len(data))
        changed[place] ^= chance.randrange(1, 256)
        if judged(bytes(changed)).level in (Level.GOOD, Level.NONE):
            kept.append(place)

    assert kept == []


def test_changes_in_the_signature_itself_are_caught():
    """No signature covers its own place: hexadecimal digits, their case, the zeros after it, its certificates."""
    data = authority.signed_paper()
    start, end = (int(number) for number in re.search(rb"/ByteRange\s*\[0 (\d+) (\d+)", data).groups())
    chance = random.Random(7)
    letter = start + next(place for place, byte in enumerate(data[start:end]) if byte in b"ABCDEF")
    places = [letter, start, start + 1, end - 1, end - 2, *(chance.randrange(start, end) for _ in range(40))]

    kept = []
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 0x20 if place == letter else 0x01
        if judged(bytes(changed)).level in (Level.GOOD, Level.NONE):
            kept.append(place - start)

    assert kept == []


def test_two_signatures_in_a_row_are_both_good():
    data = authority.signed(authority.signed(authority.paper(), authority.head()), authority.school(), "Dau")

    report = judged(data)

    assert (report.level, [signed.holder.name for signed in report.signatures]) == (
        Level.GOOD,
        ["Trần Thu Hà", "Trường THCS Suối Mơ"],
    )
    assert [signed.is_whole for signed in report.signatures] == [False, True]
    assert report.signatures[0].holder.position == "Hiệu trưởng"


def test_bytes_put_after_the_signature_are_caught():
    for more in (b"x", b"\n", b"\n%%EOF\n", b"1 0 obj\n<<>>\nendobj\n%%EOF\n"):
        assert judged(authority.signed_paper() + more).level is Level.BAD
    assert problems(authority.signed_paper() + b"x") == [[Problem.REVISION]]


def test_content_added_after_the_signature_is_caught():
    def add_text(writer):
        stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 100 100 Td (x) Tj ET")
        writer.add_stream_to_page(0, writer.add_object(stream))

    report = judged(rewritten(authority.signed_paper(), add_text))

    assert [signed.title for signed in report.signatures] == ["Chỉ bảo vệ bản trước của tệp"]


def test_new_content_signed_by_somebody_else_is_caught():
    def add_note(writer):
        note = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Annot")})
        writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))

    changed = rewritten(authority.signed(authority.paper(), authority.head()), add_note)
    data = authority.signed(changed, authority.school(), "Dau")

    assert problems(data) == [[Problem.REVISION], []]


def test_swapped_certificate_is_caught():
    """Another certificate of the same length and holder, with a key of its own."""
    head = authority.head()
    other = authority.keeper("Trần Thu Hà", authority.issuing(), title="Hiệu trưởng", signing_key=authority.key("khác"))
    data = authority.signed(authority.paper(), head)
    own, new = head.der.hex().upper().encode(), other.der.hex().upper().encode()

    swapped = data.replace(own, new.ljust(len(own), b"0")[: len(own)])

    assert (swapped == data, judged(data).level, judged(swapped).level) == (False, Level.GOOD, Level.BAD)


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ({"since": -400, "until": -10}, [Problem.EXPIRED]),
        ({"since": 10, "until": 100}, [Problem.NOT_YET]),
        ({"digest": hashes.SHA384()}, []),
        ({"stamps_time": True}, []),
    ],
)
def test_certificate_out_of_its_time_is_named(how, found):
    assert problems(by(**how)) == [found]


def test_expired_since_unknown_and_self_signed_are_told_apart():
    self_signed = authority.signed(authority.paper(), authority.keeper("Tự cấp"))

    found = [
        problems(authority.signed_paper(), now=NOW + timedelta(days=400)),
        problems(authority.signed_paper(), authority.keeper("Nơi khác", is_authority=True)),
        problems(self_signed),
    ]

    assert found == [[[Problem.EXPIRED_SINCE]], [[Problem.UNKNOWN]], [[Problem.SELF_SIGNED]]]
    assert (
        len({WORDS[problem][1] for problem in Problem})
        == len({WORDS[problem][2] for problem in Problem})
        == len(Problem)
    )


def test_nobody_is_trusted_where_no_certificate_was_installed():
    report = report_of(authority.signed_paper(), [], now=NOW)

    assert (report.level, report.title) == (Level.DOUBT, "Chưa rõ nơi cấp chứng thư")


def test_short_key_is_weak():
    keeper = authority.keeper("Khóa ngắn", authority.issuing(), signing_key=authority.rsa_key(1024))

    assert problems(authority.signed(authority.paper(), keeper)) == [[Problem.WEAK]]


def test_certificate_revoked_by_a_list_in_the_file_is_named():
    data = authority.with_revocations(authority.signed_paper(), authority.school())

    assert problems(data) == [[Problem.REVOKED]]


def test_list_of_revoked_certificates_may_follow_a_signature():
    data = authority.with_revocations(authority.signed_paper(), authority.head())

    assert problems(data) == [[]]


def test_stamp_of_time_is_told_from_a_claimed_time():
    data = authority.signed(authority.paper(), authority.school(), clock=authority.stamping())

    at_once, later = judged(data), judged(data, now=NOW + timedelta(days=400))

    assert [(signed.is_stamped, signed.problems) for signed in at_once.signatures] == [(True, ())]
    assert later.level is Level.DOUBT  # the stamp's own certificate has ended too, and nothing renewed it


def test_stamp_of_an_unknown_authority_is_doubted():
    strange = authority.keeper("Dấu thời gian lạ", stamps_time=True, signing_key=authority.rsa_key())
    data = authority.signed(authority.paper(), authority.school(), clock=authority.stamping(strange))

    assert problems(data) == [[Problem.UNSURE_TIME]]


def test_file_without_signatures_has_none():
    assert (may_be_signed(authority.paper()), judged(authority.paper())) == (False, Report())
    assert judged(b"").title == "Không có chữ ký số"


def test_ruins_of_a_signature_are_unreadable():
    for data in (b"/ByteRange", b"%PDF-1.7\n/ByteRange [0 1 2 3]", authority.signed_paper()[:-100]):
        assert judged(data).problems == (Problem.UNREADABLE,)


def test_report_is_kept_and_read_again():
    for data in (authority.signed_paper(), by(since=-400, until=-10), b"/ByteRange"):
        report = judged(data)

        assert Report.from_json(report.to_json()) == report


def test_certificates_are_read_in_every_form():
    root, issuing = authority.root(), authority.issuing()
    prints = [each.fingerprint for each in certificates_in(root.pem + issuing.pem + root.pem)]

    assert {each.fingerprint for each in certificates_in(authority.bundle(root, issuing))} == set(prints)
    assert [each.fingerprint for each in certificates_in(root.der)] == prints[:1]
    assert certificates_in(root.der)[0].is_authority


@pytest.mark.parametrize(
    "data", [b"", b"abc", b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----", b"\x30\x80"]
)
def test_what_is_no_certificate_is_refused(data):
    with pytest.raises(NotCertificates):
        certificates_in(data)
