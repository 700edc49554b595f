from thidua.writing import forms
from thidua.writing.document import Article, Band, Column, Issuer, Paragraph, Signature
from thidua.writing.tests import make

SCHOOL = Issuer("TRƯỜNG THPT NGỌC TRÌ")


def test_every_form_has_its_type():
    assert {kind: build().type for kind, build in make.KINDS.items()} == {
        "plan": "plan",
        "submission": "submission",
        "report": "report",
        "decision": "decision",
        "minutes": "minutes",
        "letter": "letter",
        "invitation": "invitation",
        "notice": "notice",
    }


def test_articles_of_a_decision_are_numbered_from_one():
    decision = forms.decision(SCHOOL, "Về việc khen thưởng", "HIỆU TRƯỞNG", ("Khen.", "Thi hành."))

    assert decision.body == (Article(1, "Khen."), Article(2, "Thi hành."))


def test_minutes_are_signed_by_secretary_and_chair_and_kept_in_the_file():
    minutes = make.minutes()

    assert minutes.signatures == (Signature("Thư ký", "Hoàng Anh Dũng"), Signature("Chủ tọa", "Lê Thị Minh Nguyệt"))
    assert minutes.kept == "Hồ sơ"
    assert make.minutes(kept="VT").kept == "VT"


def test_those_present_are_listed_with_stops():
    present = [block for block in make.minutes().body if isinstance(block, Paragraph) and block.label == "-"]

    assert [str(block.text)[-1] for block in present] == [";", "."]


def test_invitation_leaves_out_what_is_not_said_and_ends_every_line():
    facts = {"host": "Trường", "guests": "ông A", "occasion": "Lễ tổng kết", "time": "08 giờ", "venue": "hội trường."}
    invitation = forms.invitation(SCHOOL, "Lễ tổng kết", **facts)

    assert [block.text for block in invitation.body] == [
        "Trường trân trọng kính mời: ông A.",
        "Tới dự: Lễ tổng kết.",
        "Thời gian: 08 giờ.",
        "Địa điểm: hội trường.",
    ]


def test_rows_of_a_list_are_numbered_over_its_bands():
    rows = (Band("Tập thể"), ("Tổ Toán",), Band("Cá nhân"), ("Lê An",), ("Lê Bình",))
    (table,) = forms.roster("Danh sách", (Column("Tên"),), rows).body

    assert table.rows == (Band("Tập thể"), (1, "Tổ Toán"), Band("Cá nhân"), (2, "Lê An"), (3, "Lê Bình"))
