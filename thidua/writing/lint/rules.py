"""What the check holds a document to: a sentence for each departure, how to mend it, and where the decree says so."""

from __future__ import annotations

from dataclasses import dataclass

_PAGE, _HEAD, _TEXT = "Phụ lục I, Mục I, khoản", "Phụ lục I, Mục II, khoản", "Phụ lục I, Mục II, khoản 6"
_EXTRA = "Phụ lục I, Mục III, khoản"


@dataclass(frozen=True, slots=True)
class Rule:
    """`sentence` says what was found (`{found}`) and how to mend it."""

    sentence: str
    source: str


RULES = {
    "page_size": Rule("Khổ giấy {found}, không phải A4 (210 x 297 mm). Vào Bố cục > Kích cỡ, chọn A4.", f"{_PAGE} 1"),
    "page_turned": Rule(
        "Trang đầu đặt ngang. Vào Bố cục > Hướng giấy, chọn Dọc; chỉ phụ lục được đặt ngang.", f"{_PAGE} 2"
    ),
    "margin_top": Rule("Lề trên {found} mm, phải từ 20 đến 25 mm. Vào Bố cục > Lề để sửa.", f"{_PAGE} 3"),
    "margin_bottom": Rule("Lề dưới {found} mm, phải từ 20 đến 25 mm. Vào Bố cục > Lề để sửa.", f"{_PAGE} 3"),
    "margin_left": Rule("Lề trái {found} mm, phải từ 30 đến 35 mm. Vào Bố cục > Lề để sửa.", f"{_PAGE} 3"),
    "margin_right": Rule("Lề phải {found} mm, phải từ 15 đến 20 mm. Vào Bố cục > Lề để sửa.", f"{_PAGE} 3"),
    "font": Rule("Phông chữ {found}. Chọn toàn bộ văn bản, đổi sang Times New Roman.", f"{_PAGE} 4"),
    "colour": Rule("Chữ có màu ({found}). Đổi sang màu đen.", f"{_PAGE} 4"),
    "page_number_missing": Rule("Không có số trang. Vào Chèn > Số trang, chọn đầu trang, canh giữa.", f"{_PAGE} 7"),
    "page_number_place": Rule("Số trang đặt ở {found}. Đặt canh giữa trong lề trên của trang.", f"{_PAGE} 7"),
    "page_number_first": Rule("Trang thứ nhất hiện số trang. Chọn “Trang đầu khác” để ẩn.", f"{_PAGE} 7"),
    "page_number_size": Rule("Số trang cỡ {found}, phải cỡ 13 hoặc 14.", f"{_PAGE} 7"),
    "nation_missing": Rule(
        "Không thấy Quốc hiệu. Thêm dòng CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ở đầu trang, bên phải.", f"{_HEAD} 1"
    ),
    "nation_wording": Rule("Quốc hiệu ghi “{found}”. Ghi đúng: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM.", f"{_HEAD} 1"),
    "nation_size": Rule("Quốc hiệu cỡ {found}, phải cỡ 12 hoặc 13.", f"{_HEAD} 1"),
    "nation_face": Rule("Quốc hiệu phải là chữ đứng, đậm.", f"{_HEAD} 1"),
    "motto_missing": Rule("Không thấy Tiêu ngữ. Thêm dòng Độc lập - Tự do - Hạnh phúc dưới Quốc hiệu.", f"{_HEAD} 1"),
    "motto_wording": Rule(
        "Tiêu ngữ ghi “{found}”. Ghi đúng: Độc lập - Tự do - Hạnh phúc, gạch nối có cách chữ.", f"{_HEAD} 1"
    ),
    "motto_size": Rule("Tiêu ngữ cỡ {found}, phải cỡ 13 hoặc 14.", f"{_HEAD} 1"),
    "motto_face": Rule("Tiêu ngữ phải là chữ đứng, đậm.", f"{_HEAD} 1"),
    "motto_rule": Rule("Dưới Tiêu ngữ không có đường kẻ. Vẽ một đường kẻ nét liền, dài bằng dòng chữ.", f"{_HEAD} 1"),
    "motto_underlined": Rule("Tiêu ngữ bị gạch chân. Bỏ gạch chân, vẽ đường kẻ bên dưới.", f"{_HEAD} 1"),
    "issuer_missing": Rule("Không thấy tên cơ quan ban hành ở đầu trang, bên trái.", f"{_HEAD} 2"),
    "issuer_caps": Rule("Tên cơ quan “{found}” phải viết bằng chữ in hoa.", f"{_HEAD} 2"),
    "issuer_face": Rule("Tên cơ quan ban hành “{found}” phải là chữ đứng, đậm.", f"{_HEAD} 2"),
    "issuer_size": Rule("Tên cơ quan “{found}”, phải cỡ 12 hoặc 13.", f"{_HEAD} 2"),
    "issuer_rule": Rule(
        "Dưới tên cơ quan ban hành không có đường kẻ. Vẽ đường kẻ dài bằng 1/3 đến 1/2 dòng chữ.", f"{_HEAD} 2"
    ),
    "parent_face": Rule("Tên cơ quan chủ quản “{found}” phải là chữ đứng, không đậm.", f"{_HEAD} 2"),
    "number_missing": Rule("Không thấy số, ký hiệu. Thêm dòng “Số: …/…” dưới tên cơ quan ban hành.", f"{_HEAD} 3"),
    "number_form": Rule(
        "Số, ký hiệu ghi “{found}”. Ghi như Số: 05/KH-THPTNT, không cách chữ, ký hiệu in hoa.", f"{_HEAD} 3"
    ),
    "number_zero": Rule("Số {found} nhỏ hơn 10 phải thêm số 0 phía trước.", f"{_HEAD} 3"),
    "number_type": Rule("Ký hiệu {found} không hợp với loại văn bản. {mend}", "Phụ lục III, Mục I"),
    "number_size": Rule("Số, ký hiệu cỡ {found}, phải cỡ 13.", f"{_HEAD} 3"),
    "number_face": Rule("Số, ký hiệu phải là chữ đứng, không đậm.", f"{_HEAD} 3"),
    "date_missing": Rule(
        "Không thấy địa danh và thời gian ban hành. Thêm dòng như Sơn Hạ, ngày 05 tháng 01 năm 2026.", f"{_HEAD} 4"
    ),
    "date_form": Rule("Địa danh và thời gian ghi “{found}”. Ghi như Sơn Hạ, ngày 05 tháng 01 năm 2026.", f"{_HEAD} 4"),
    "date_zero": Rule(
        "Ngày tháng ghi “{found}”. Thêm số 0 trước ngày nhỏ hơn 10 và trước tháng 1, tháng 2; tháng khác không thêm.",
        f"{_HEAD} 4",
    ),
    "date_face": Rule("Địa danh và thời gian phải là chữ nghiêng, không đậm.", f"{_HEAD} 4"),
    "date_size": Rule("Địa danh và thời gian cỡ {found}, phải cỡ 13 hoặc 14.", f"{_HEAD} 4"),
    "type_missing": Rule(
        "Không thấy tên loại văn bản; công văn phải có trích yếu “V/v …” dưới số, ký hiệu.", f"{_HEAD} 5"
    ),
    "type_caps": Rule("Tên loại “{found}” phải viết bằng chữ in hoa.", f"{_HEAD} 5"),
    "type_face": Rule("Tên loại phải là chữ đứng, đậm.", f"{_HEAD} 5"),
    "type_size": Rule("Tên loại cỡ {found}, phải cỡ 13 hoặc 14.", f"{_HEAD} 5"),
    "type_centre": Rule("Tên loại phải canh giữa.", f"{_HEAD} 5"),
    "excerpt_face": Rule("Trích yếu phải là chữ đứng, đậm.", f"{_HEAD} 5"),
    "excerpt_size": Rule("Trích yếu cỡ {found}, phải cỡ 13 hoặc 14.", f"{_HEAD} 5"),
    "excerpt_missing": Rule(
        "Dưới tên loại không có trích yếu canh giữa. Thêm một dòng nêu nội dung chính.", f"{_HEAD} 5"
    ),
    "letter_excerpt_size": Rule("Trích yếu công văn cỡ {found}, phải cỡ 12 hoặc 13.", f"{_HEAD} 5"),
    "letter_excerpt_face": Rule("Trích yếu công văn phải là chữ đứng, không đậm.", f"{_HEAD} 5"),
    "bases_face": Rule("Căn cứ phải là chữ nghiêng: {found}.", f"{_TEXT}.e"),
    "bases_stops": Rule("Mỗi căn cứ kết thúc bằng dấu chấm phẩy, căn cứ cuối bằng dấu chấm: {found}.", f"{_TEXT}.e"),
    "body_size": Rule("Nội dung có cỡ chữ ngoài 13-14: {found}.", f"{_TEXT}.e"),
    "body_align": Rule("Đoạn văn chưa canh đều hai lề: {found}.", f"{_TEXT}.e"),
    "body_indent": Rule("Đầu đoạn phải lùi vào 1 cm hoặc 1,27 cm: {found}.", f"{_TEXT}.e"),
    "body_gap": Rule(
        "Khoảng cách giữa các đoạn dưới 6 pt: {found}. Vào Đoạn > Khoảng cách, đặt Sau 6 pt.", f"{_TEXT}.e"
    ),
    "body_line": Rule("Giãn dòng ngoài khoảng 1 đến 1,5 dòng: {found}.", f"{_TEXT}.e"),
    "heading_face": Rule("Đề mục La Mã phải in hoa, đứng, đậm: {found}.", f"{_TEXT}.e"),
    "closing": Rule("Nội dung phải kết thúc bằng dấu ./.: {found}.", "Phụ lục III, Mục II"),
    "signature_missing": Rule("Không thấy quyền hạn, chức vụ của người ký ở cuối văn bản.", f"{_HEAD} 7"),
    "signature_capacity": Rule(
        "Quyền hạn ghi “{found}”. Ghi TM., Q., KT., TL. hoặc TUQ., có dấu chấm rồi một dấu cách.", f"{_HEAD} 7"
    ),
    "signature_caps": Rule("Quyền hạn, chức vụ “{found}” phải viết bằng chữ in hoa.", f"{_HEAD} 7"),
    "signature_face": Rule("Quyền hạn, chức vụ “{found}” phải là chữ đứng, đậm.", f"{_HEAD} 7"),
    "signature_size": Rule("Quyền hạn, chức vụ cỡ {found}, phải cỡ 13 hoặc 14.", f"{_HEAD} 7"),
    "signer_degree": Rule("Trước tên người ký có học hàm, học vị: “{found}”. Chỉ ghi họ và tên.", f"{_HEAD} 7"),
    "signer_caps": Rule("Tên người ký “{found}” viết bằng chữ thường, chỉ hoa chữ cái đầu mỗi tiếng.", f"{_HEAD} 7"),
    "signer_face": Rule("Tên người ký “{found}” phải là chữ đứng, đậm.", f"{_HEAD} 7"),
    "signer_size": Rule("Tên người ký cỡ {found}, phải cỡ 13 hoặc 14.", f"{_HEAD} 7"),
    "recipients_missing": Rule("Không thấy Nơi nhận. Thêm ở cuối văn bản, bên trái.", f"{_HEAD} 9"),
    "recipients_head": Rule("Dòng “Nơi nhận:” phải cỡ 12, chữ nghiêng, đậm, có dấu hai chấm.", f"{_HEAD} 9"),
    "recipients_size": Rule("Các nơi nhận phải cỡ 11, chữ đứng: {found}.", f"{_HEAD} 9"),
    "recipients_stops": Rule(
        "Mỗi nơi nhận kết thúc bằng dấu chấm phẩy, dòng Lưu kết thúc bằng dấu chấm: {found}.", f"{_HEAD} 9"
    ),
    "recipients_kept": Rule("Dòng cuối của Nơi nhận phải là “- Lưu: VT, …”.", f"{_HEAD} 9"),
    "appendix_face": Rule("“{found}” phải cỡ 14, chữ đứng, đậm, canh giữa.", f"{_EXTRA} 1"),
    "appendix_pages": Rule(
        "Phụ lục phải đánh số trang riêng từ 1. Thêm ngắt phần trước phụ lục, bắt đầu số trang từ 1.", f"{_EXTRA} 1"
    ),
}
