"""An administrator brings staff in from Excel: first with a mistake, then right, then the same file once more."""

import re
from datetime import date

from playwright.sync_api import expect

from thidua.people.sheets import PERSON_SHEET


def staff(code: str, *, role: str = "Thành viên") -> dict:
    """A filled-in workbook, as the browser sends it."""
    line = (
        code,
        "Đỗ Thị Ánh",
        f"{code}@truong.example",
        None,
        "0912345678",
        "THPT01",
        role,
        "Giáo viên",
        date(2026, 8, 1),
        None,
    )
    content = PERSON_SHEET.workbook([line])
    return {"name": "can-bo.xlsx", "mimeType": "application/octet-stream", "buffer": content}


def test_administrator_brings_staff_in(visitor):
    page, code = visitor.page, "phone1" if visitor.is_phone else "wide1"
    visitor.sign_in("quantri")
    visitor.go("/can-bo/")
    page.get_by_role("link", name="Nhập từ Excel").click()
    visitor.look()

    page.get_by_label("Tệp Excel").set_input_files(staff(code, role="Giám đốc"))
    page.get_by_role("button", name="Đọc tệp").click()
    visitor.look()
    expect(page.get_by_role("heading", name="Lỗi cần sửa trong tệp")).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("Giám đốc"))).to_be_visible()

    page.get_by_role("link", name="Chọn tệp khác").click()
    page.get_by_label("Tệp Excel").set_input_files(staff(code))
    page.get_by_role("button", name="Đọc tệp").click()
    visitor.look()
    page.get_by_role("button", name="Nhập 1 mới, 0 thay đổi").click()
    visitor.look()
    expect(page.locator("#import-state")).to_contain_text("Đã nhập: 1 mới, 0 thay đổi, 0 giữ nguyên.")

    visitor.go("/can-bo/nhap-excel/")
    page.get_by_label("Tệp Excel").set_input_files(staff(code))
    page.get_by_role("button", name="Đọc tệp").click()
    visitor.look()
    expect(page.locator("#import-state")).to_contain_text("Đã nhập: 0 mới, 0 thay đổi, 1 giữ nguyên.")
