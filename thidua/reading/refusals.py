"""Why a document cannot be read, as typed errors that say in Vietnamese what to do."""

from __future__ import annotations


class Refusal(Exception):
    """A document that cannot be read. `code` is stable for programs; `str()` is the sentence for people."""

    code = "unreadable"
    sentence = "Tệp không đọc được. Mở tệp bằng phần mềm soạn thảo, lưu lại thành .docx rồi chọn lại."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.sentence)
        self.message = message or self.sentence


class Empty(Refusal):
    code = "empty"
    sentence = "Tệp không có nội dung. Kiểm tra lại tệp rồi chọn tệp khác."


class TooLarge(Refusal):
    code = "too_large"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"Tệp có dung lượng {_megabytes(size)} MB, vượt mức {_megabytes(limit)} MB. "
            "Giảm dung lượng hình ảnh hoặc tách tệp rồi chọn lại."
        )


class TooLong(Refusal):
    code = "too_long"
    sentence = "Văn bản dài quá mức có thể đọc. Tách văn bản thành nhiều tệp rồi chọn từng tệp."


class TooManyPages(Refusal):
    code = "too_many_pages"

    def __init__(self, pages: int, limit: int) -> None:
        super().__init__(
            f"Tệp có {_grouped(pages)} trang, vượt mức {_grouped(limit)} trang. "
            "Tách riêng phần kế hoạch thành tệp khác rồi chọn lại."
        )


class TooSlow(Refusal):
    code = "too_slow"
    sentence = "Việc đọc tệp kéo dài quá thời gian cho phép. Lưu tệp thành .docx hoặc tách tệp rồi chọn lại."


class UnknownType(Refusal):
    code = "unknown_type"
    sentence = "Tệp không phải văn bản Word, PDF hay văn bản thuần. Chọn tệp .docx, .pdf hoặc .txt."


class Encrypted(Refusal):
    code = "encrypted"
    sentence = "Tệp được đặt mật khẩu. Mở tệp, bỏ mật khẩu, lưu lại rồi chọn lại."


class ZipBomb(Refusal):
    code = "zip_bomb"
    sentence = "Tệp nén chứa lượng nội dung lớn bất thường nên không được mở. Mở tệp, lưu lại thành .docx rồi chọn lại."


class Damaged(Refusal):
    code = "damaged"
    sentence = "Tệp bị hỏng hoặc chưa tải đủ. Tải lại tệp, hoặc mở và lưu lại bằng phần mềm soạn thảo rồi chọn lại."


class OldEncoding(Refusal):
    code = "old_encoding"
    sentence = "Văn bản dùng bảng mã không nhận ra được. Chuyển văn bản sang Unicode (UTF-8) rồi chọn lại."


class NoTextLayer(Refusal):
    code = "no_text_layer"
    sentence = (
        "Tệp là bản quét, không có chữ để đọc. Chọn tệp Word hoặc PDF xuất từ phần mềm soạn thảo, "
        "hoặc đề nghị quản trị hệ thống cài phần nhận dạng chữ (Tesseract tiếng Việt)."
    )


class OldWord(Refusal):
    code = "old_word"
    sentence = "Tệp thuộc định dạng Word cũ. Mở tệp bằng Word, lưu thành .docx rồi chọn lại."


def _megabytes(size: int) -> str:
    """Rounded up, so that one byte too many does not read as the limit itself."""
    tenths = -(-size * 10 // 2**20)
    return _grouped(tenths / 10, 1).removesuffix(",0")


def _grouped(number: float, digits: int = 0) -> str:
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))
