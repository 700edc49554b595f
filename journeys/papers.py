"""The plans that officers upload in the journeys, as Word and as PDF; places and schools are invented."""

import io
import json
from datetime import timedelta

import docx
import typst

LINES = [
    "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH SƠN HÀ",
    "TRƯỜNG THPT SƠN HÀ 1",
    "Số:      /KH-THPT1",
    "Sơn Hà, ngày 20 tháng 11 năm 2026",
    "KẾ HOẠCH",
    "Phát động phong trào thi đua “Thư viện mở” năm học 2026-2027",
    "Căn cứ Kế hoạch năm học, Trường THPT Sơn Hà 1 xây dựng kế hoạch như sau:",
    "I. MỤC ĐÍCH",
    "- Xây dựng thói quen đọc sách cho học sinh.",
    "II. CHỈ TIÊU",
    "- Tỷ lệ học sinh mượn sách hằng tháng đạt tối thiểu 60%.",
    "- Mỗi lớp có ít nhất 01 góc đọc sách.",
    "- Giữ vững danh hiệu thư viện tiên tiến.",
    "III. THỜI GIAN THỰC HIỆN",
    "Từ ngày 25/11/2026 đến ngày 25/05/2027.",
    "IV. TỔ CHỨC THỰC HIỆN",
    "1. Các tổ chuyên môn",
    "- Giới thiệu 05 đầu sách cho mỗi khối, hoàn thành trước ngày 15/12/2026.",
    "- Nộp báo cáo kết quả về Ban Giám hiệu trước ngày 10/05/2027.",
    "2. Tổ Văn phòng",
    "- Tổng hợp số lượt mượn sách hằng tháng.",
    "Nơi nhận:",
    "- Các tổ;",
    "- Lưu: VT.",
    "HIỆU TRƯỞNG",
    "Lò Thị Sách",
]


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(lines=LINES):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_file(folder):
    source = folder / "plan.typ"
    source.write_text("#for line in json(bytes(sys.inputs.lines)) [#line \n\n]", "utf-8")
    return typst.compile(str(source), sys_inputs={"lines": json.dumps(LINES, ensure_ascii=False)})


def file_for(kind, folder):
    """Name, type and content, as a browser's file field takes them."""
    if kind == "docx":
        data, mime = word_file(), WORD
    else:
        data, mime = pdf_file(folder), "application/pdf"
    return {"name": f"ke-hoach-thu-vien.{kind}", "mimeType": mime, "buffer": data}


def on_letterhead(day):
    return f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"


def plan_of_department(movement, today):
    """Two targets, a plan that was due yesterday and a report, as a browser's file field takes them."""
    lines = [
        "UBND TỈNH SƠN HÀ",
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        f"Sơn Hà, {on_letterhead(today - timedelta(days=20))}",
        "KẾ HOẠCH",
        f"Phát động phong trào thi đua “{movement}” năm học 2026-2027",
        "Căn cứ nhiệm vụ trọng tâm của ngành, Sở Giáo dục và Đào tạo xây dựng Kế hoạch như sau:",
        "I. CHỈ TIÊU",
        "- Tỷ lệ học sinh mượn sách đạt tối thiểu 80%.",
        "- Mỗi trường có ít nhất 10 góc đọc sách.",
        "II. THỜI GIAN THỰC HIỆN",
        f"Từ ngày {today - timedelta(days=20):%d/%m/%Y} đến ngày {today + timedelta(days=90):%d/%m/%Y}.",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Các cơ sở giáo dục",
        f"- Xây dựng kế hoạch và gửi về Sở Giáo dục và Đào tạo trước ngày {today - timedelta(days=1):%d/%m/%Y}.",
        f"- Báo cáo kết quả thực hiện về Sở Giáo dục và Đào tạo trước ngày {today + timedelta(days=60):%d/%m/%Y}.",
        "Nơi nhận:",
        "- Các cơ sở giáo dục;",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
        "Vương Thục Đoan",
    ]
    return {"name": "ke-hoach-so.docx", "mimeType": WORD, "buffer": word_file(lines)}


def plan_of_school(school, movement, today):
    """What a school wrote by itself: one target as it was asked, the other one not mentioned."""
    lines = [
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH SƠN HÀ",
        school.upper(),
        f"Sơn Hà, {on_letterhead(today - timedelta(days=2))}",
        "KẾ HOẠCH",
        f"Thực hiện phong trào thi đua “{movement}” năm học 2026-2027",
        f"Căn cứ Kế hoạch của Sở Giáo dục và Đào tạo tỉnh Sơn Hà, {school} xây dựng kế hoạch như sau:",
        "I. CHỈ TIÊU",
        "- Tỷ lệ học sinh mượn sách ở thư viện đạt tối thiểu 85%.",
        "II. THỜI GIAN THỰC HIỆN",
        f"Từ ngày {today:%d/%m/%Y} đến ngày {today + timedelta(days=80):%d/%m/%Y}.",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Các tổ chuyên môn",
        f"- Nộp báo cáo kết quả về Ban Giám hiệu trước ngày {today + timedelta(days=50):%d/%m/%Y}.",
        "Nơi nhận:",
        "- Các tổ;",
        "- Lưu: VT.",
        "HIỆU TRƯỞNG",
        "Lò Thị Sách",
    ]
    return {"name": "ke-hoach-truong.docx", "mimeType": WORD, "buffer": word_file(lines)}


def plan_of_rounds(school, movement, today, *, register, report):
    """What a school asks of its teams: initiatives, registered by one day and reported by another."""
    lines = [
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH SƠN HÀ",
        school.upper(),
        f"Sơn Hà, {on_letterhead(today - timedelta(days=2))}",
        "KẾ HOẠCH",
        f"Phát động phong trào thi đua “{movement}” năm học 2026-2027",
        f"Căn cứ nhiệm vụ năm học, {school} xây dựng kế hoạch như sau:",
        "I. CHỈ TIÊU",
        "- Mỗi tổ có ít nhất 01 sáng kiến được công nhận.",
        "II. THỜI GIAN THỰC HIỆN",
        f"Từ ngày {today - timedelta(days=2):%d/%m/%Y} đến ngày {report + timedelta(days=30):%d/%m/%Y}.",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Các tổ chuyên môn",
        f"- Đăng ký sáng kiến, giải pháp về Ban Giám hiệu trước ngày {register:%d/%m/%Y}.",
        f"- Báo cáo kết quả thực hiện sáng kiến về Ban Giám hiệu trước ngày {report:%d/%m/%Y}.",
        "Nơi nhận:",
        "- Các tổ;",
        "- Lưu: VT.",
        "HIỆU TRƯỞNG",
        "Lò Thị Sách",
    ]
    return {"name": "ke-hoach-sang-kien.docx", "mimeType": WORD, "buffer": word_file(lines)}
