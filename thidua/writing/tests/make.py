"""Documents of invented offices, one of each kind."""

from datetime import date
from decimal import Decimal

from thidua.writing import forms
from thidua.writing.document import (
    Appendix,
    Band,
    Column,
    Document,
    Heading,
    Issuer,
    Number,
    Paragraph,
    Rank,
    Run,
    Signature,
    Table,
)

SCHOOL = Issuer("TRƯỜNG THPT NGỌC TRÌ", ("SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN HẠ",))
DEPARTMENT = Issuer("SỞ GIÁO DỤC VÀ ĐÀO TẠO", ("ỦY BAN NHÂN DÂN THÀNH PHỐ SƠN HẠ",))
HEAD = Signature("HIỆU TRƯỞNG", "Lê Thị Minh Nguyệt")
DEPUTY = Signature("PHÓ GIÁM ĐỐC", "Trần Văn Khải", ("KT. GIÁM ĐỐC",))
CONTACT = (
    "Địa chỉ: số 12 đường Hoa Mai, phường Ngọc Trì, thành phố Sơn Hạ",
    "Điện thoại: (0220) 000 0000; thư điện tử: thptngoctri@example.edu.vn",
)


def plan(**changes: object) -> Document:
    facts = {
        "number": Number("KH-THPTNT", 5),
        "place": "Sơn Hạ",
        "day": date(2026, 1, 8),
        "bases": (
            "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
            "Căn cứ Kế hoạch số 120/KH-SGDĐT ngày 02/01/2026 của Sở Giáo dục và Đào tạo Sơn Hạ về phong trào thi đua",
        ),
        "recipients": ("Sở GDĐT (để báo cáo)", "Các tổ chuyên môn (để thực hiện)"),
        "signatures": (HEAD,),
        "contact": CONTACT,
    }
    body = (
        Paragraph("Trường THPT Ngọc Trì ban hành Kế hoạch thực hiện phong trào thi đua năm 2026 như sau:"),
        Heading("Mục đích, yêu cầu", "I."),
        Heading("Mục đích", "1.", Rank.ARABIC),
        Paragraph("Tạo khí thế thi đua sôi nổi trong cán bộ, giáo viên, nhân viên và học sinh toàn trường.", "-"),
        Paragraph("Nâng cao chất lượng dạy và học, gắn thi đua với nhiệm vụ của từng tổ chuyên môn.", "-"),
        Heading("Yêu cầu", "2.", Rank.ARABIC),
        Paragraph("Thiết thực, không hình thức.", "a)"),
        Paragraph("Có chỉ tiêu đo được, có người chịu trách nhiệm.", "b)"),
        Heading("Chỉ tiêu", "II."),
        Paragraph("Các chỉ tiêu chính trong năm:"),
        Table(
            (
                Column("TT", 0.4, "center"),
                Column("Chỉ tiêu", 3),
                Column("Mức", 0.8),
                Column("Đơn vị tính", 1, "center"),
            ),
            (
                Band("A. Chuyên môn"),
                (1, "Hồ sơ giải quyết đúng hạn", Decimal("98.5"), "%"),
                (2, "Lượt học sinh tham gia hoạt động trải nghiệm", 1250, "lượt"),
            ),
            "Bảng 1. Chỉ tiêu thi đua năm 2026",
        ),
        Heading("Tổ chức thực hiện", "III."),
        Paragraph(
            (
                Run("Tổ Văn phòng", bold=True),
                Run(" chủ trì, tổng hợp, báo cáo "),
                Run("trước ngày 15/12/2026", italic=True),
            )
        ),
        Paragraph("Trong quá trình thực hiện, nếu có vướng mắc, các tổ phản ánh về Tổ Văn phòng để được hướng dẫn."),
    )
    return forms.plan(SCHOOL, "Thực hiện phong trào thi đua “Dạy tốt, học tốt” năm 2026", body, **{**facts, **changes})


def submission(**changes: object) -> Document:
    facts = {
        "number": Number("TTr-THPTNT", 16),
        "place": "Sơn Hạ",
        "day": date(2026, 6, 3),
        "bases": ("Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",),
        "recipients": ("Như trên", "Hội đồng Thi đua - Khen thưởng"),
        "kept": "VT, HĐTĐ",
        "signatures": (Signature("PHÓ HIỆU TRƯỞNG", "Phạm Quốc Bảo", ("KT. HIỆU TRƯỞNG",)),),
    }
    addressees = ("Hội đồng Thi đua - Khen thưởng thành phố Sơn Hạ", "Sở Giáo dục và Đào tạo Sơn Hạ")
    body = (
        Paragraph(
            "Trường THPT Ngọc Trì kính trình xem xét, khen thưởng 03 tập thể và 12 cá nhân có thành tích xuất sắc."
        ),
    )
    return forms.submission(
        SCHOOL, "Về việc đề nghị khen thưởng năm học 2025 - 2026", addressees, body, **{**facts, **changes}
    )


def report(**changes: object) -> Document:
    facts = {
        "number": Number("BC-SGDĐT", 210),
        "place": "Sơn Hạ",
        "day": date(2026, 12, 20),
        "recipients": ("UBND thành phố", "Các cơ sở giáo dục"),
        "signatures": (DEPUTY,),
        "urgency": "KHẨN",
    }
    body = (
        Heading("Kết quả thực hiện", "Phần I", Rank.PART),
        Paragraph("Toàn ngành có 1.177 cơ sở giáo dục tham gia.", "1."),
        Heading("Phương hướng", "Phần II", Rank.PART),
        Heading("Nhiệm vụ", "Mục 1", Rank.SECTION),
        Heading("Nhiệm vụ trọng tâm", "1.1.", Rank.LOWER),
        Paragraph("Tiếp tục triển khai phong trào."),
    )
    return forms.report(DEPARTMENT, "Tổng kết phong trào thi đua năm 2026", body, **{**facts, **changes})


def decision(rows: int = 300, **changes: object) -> Document:
    columns = (Column("Họ và tên", 2.6), Column("Đơn vị", 3), Column("Danh hiệu", 2), Column("Tiền thưởng (đồng)", 1.2))
    people = tuple(
        (f"Nguyễn Thị Hoài {number}", f"Trường Tiểu học Hoa Ban {number % 37}", "Lao động tiên tiến", 759000 + number)
        for number in range(1, rows + 1)
    )
    appendix = forms.roster("Danh sách cá nhân được tặng danh hiệu", columns, people)
    facts = {
        "number": Number("QĐ-SGDĐT", 1045),
        "place": "Sơn Hạ",
        "day": date(2026, 2, 9),
        "bases": (
            "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
            "Theo đề nghị của Trưởng phòng Tổ chức cán bộ",
        ),
        "recipients": ("Như Điều 3", "UBND thành phố (để báo cáo)"),
        "kept": "VT, TCCB",
        "signatures": (DEPUTY,),
        "appendices": (appendix,) if rows else (),
    }
    articles = (
        f"Tặng danh hiệu Lao động tiên tiến cho {rows} cá nhân có tên trong danh sách kèm theo.",
        "Tiền thưởng thực hiện theo quy định hiện hành.",
        "Chánh Văn phòng, Trưởng phòng Tổ chức cán bộ và các cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này",
    )
    return forms.decision(
        DEPARTMENT,
        "Về việc tặng danh hiệu thi đua năm 2025",
        "GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        articles,
        **{**facts, **changes},
    )


def minutes(**changes: object) -> Document:
    facts = {"number": Number("BB-HĐTĐ", 1)}
    return forms.minutes(
        SCHOOL,
        "Họp Hội đồng Thi đua - Khen thưởng",
        began="08 giờ 00 phút, ngày 12 tháng 5 năm 2026",
        venue="phòng họp số 1",
        present=("Hội đồng Thi đua - Khen thưởng: 9/9 thành viên", "Khách mời: đại diện Ban đại diện cha mẹ học sinh"),
        chair="Lê Thị Minh Nguyệt",
        secretary="Hoàng Anh Dũng",
        proceedings=(Paragraph("Hội đồng biểu quyết với 9/9 phiếu đồng ý."),),
        ended="10 giờ 30 phút, ngày 12 tháng 5 năm 2026",
        **{**facts, **changes},
    )


def letter(**changes: object) -> Document:
    facts = {
        "number": Number("SGDĐT-VP", 7),
        "place": "Sơn Hạ",
        "day": date(2026, 3, 2),
        "recipients": ("Như trên", "Lãnh đạo Sở"),
        "kept": "VT, VP",
        "signatures": (Signature("CHÁNH VĂN PHÒNG", "Đỗ Quang Vinh", ("TL. GIÁM ĐỐC",)),),
    }
    body = (Paragraph("Sở Giáo dục và Đào tạo đề nghị các đơn vị gửi kế hoạch trước ngày 15/3/2026"),)
    addressees = ("Hiệu trưởng các trường trung học phổ thông",)
    return forms.official_letter(
        DEPARTMENT, "hướng dẫn xây dựng kế hoạch phong trào thi đua năm 2026", addressees, body, **{**facts, **changes}
    )


def invitation(**changes: object) -> Document:
    facts = {
        "number": Number("GM-THPTNT", 3),
        "place": "Sơn Hạ",
        "day": date(2026, 11, 10),
        "recipients": ("Như trên",),
        "signatures": (HEAD,),
    }
    return forms.invitation(
        SCHOOL,
        "Hội nghị tổng kết phong trào thi đua",
        host="Trường THPT Ngọc Trì",
        guests="ông Vũ Đình Toàn, Trưởng phòng Giáo dục trung học",
        occasion="Hội nghị tổng kết phong trào thi đua năm 2026",
        chair="bà Lê Thị Minh Nguyệt, Hiệu trưởng",
        time="08 giờ 00 phút, ngày 20 tháng 11 năm 2026",
        venue="hội trường nhà trường, số 12 đường Hoa Mai",
        **{**facts, **changes},
    )


def notice(**changes: object) -> Document:
    facts = {
        "number": Number("TB-THPTNT", 12),
        "place": "Sơn Hạ",
        "day": date(2026, 10, 1),
        "recipients": ("Các tổ chuyên môn",),
        "signatures": (HEAD,),
        "appendices": (
            Appendix(
                "Lịch kiểm tra",
                (Table((Column("Ngày"), Column("Tổ")), ((date(2026, 10, 5), "Toán - Tin"),)),),
                is_landscape=True,
            ),
            Appendix("Biểu tổng hợp", (Paragraph("Ghi đủ các cột theo mẫu."),)),
        ),
    }
    return forms.notice(
        SCHOOL,
        "Kiểm tra hồ sơ thi đua học kỳ I",
        (Paragraph("Nhà trường kiểm tra hồ sơ các tổ"),),
        **{**facts, **changes},
    )


KINDS = {
    "plan": plan,
    "submission": submission,
    "report": report,
    "decision": decision,
    "minutes": minutes,
    "letter": letter,
    "invitation": invitation,
    "notice": notice,
}
