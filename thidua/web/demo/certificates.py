"""Certificates of the demonstration: a batch that was given, one that is drafted, and a design on printed stock."""

from datetime import date, timedelta
from itertools import islice

from thidua.documents.operations import certificates, designs
from thidua.web.demo.campaigns import who
from thidua.web.demo.people import Scene
from thidua.web.demo.places import full_names

MERIT = "Đã có thành tích xuất sắc trong phong trào thi đua “Trường học số” năm học 2025 - 2026"
TEAMS = ("Tổ Toán - Tin", "Tổ Ngữ văn", "Tổ Khoa học tự nhiên", "Tổ Văn phòng")


def build_certificates(scene: Scene, today: date) -> None:
    """A school that gives giấy khen: its principal signs, its officer keeps the list."""
    school = scene.schools[0]
    officer, head = who(school, "officer"), who(school, "head")
    design = designs.add_design(school, by=officer, name="Giấy khen của Hiệu trưởng", way="own")
    designs.add_design(school, by=officer, name="Phôi giấy khen in sẵn", way="stock")
    people = islice(full_names(), 40, 60)
    rows = [
        {"recipient": name, "position": "Giáo viên", "unit_name": TEAMS[place % 4], "register": f"{place + 1:02d}"}
        for place, name in enumerate(people)
    ]
    facts = {
        "merit": MERIT,
        "place": school.place or "Sơn Hà",
        "signer_position": "Hiệu trưởng",
        "signer_name": head.full_name,
    }
    given = certificates.add_batch(
        school, design, by=officer, rows=rows[:14], title="Khen thưởng cuối năm học 2025 - 2026", **facts
    )
    certificates.issue_batch(given, by=head, number="118/QĐ-KT", on=today - timedelta(days=12))
    certificates.add_batch(school, design, by=officer, rows=rows[14:], title="Khen thưởng đợt 20/11", **facts)
