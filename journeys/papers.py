"""The plan that an officer uploads in the journeys, as Word and as PDF; the school is invented."""

import io
import json

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


def word_file():
    document = docx.Document()
    for line in LINES:
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
        data, mime = word_file(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    else:
        data, mime = pdf_file(folder), "application/pdf"
    return {"name": f"ke-hoach-thu-vien.{kind}", "mimeType": mime, "buffer": data}
