"""Invented places and people of the province Sơn Hà. Any likeness to real ones is chance."""

import random
from collections.abc import Iterator

COMMUNES = (
    ("Xã Suối Vân", "SVAN"),
    ("Xã Đồng Mây", "DMAY"),
    ("Xã Nà Lương", "NLUO"),
    ("Xã Bến Thông", "BTHO"),
    ("Xã Thác Ngọc", "TNGO"),
    ("Xã Khe Trầm", "KTRA"),
    ("Phường Hoa Viên Đông", "HVDO"),
    ("Phường Hoa Viên Tây", "HVTA"),
    ("Phường Cầu Lam", "CLAM"),
    ("Xã Mường Sương", "MSUO"),
    ("Xã Gò Tràm Thượng", "GTTH"),
    ("Xã Lũng Hương", "LHUO"),
)
SCHOOL_NAMES = (
    "Ánh Mai",
    "Bình Nguyên Xanh",
    "Cánh Diều",
    "Đồi Thông",
    "Hoa Gạo",
    "Hương Tràm",
    "Lá Phong",
    "Mầm Biếc",
    "Nắng Sớm",
    "Ngọn Suối",
    "Phù Sa",
    "Sao Hôm",
    "Thảo Nguyên",
    "Trăng Rằm",
    "Vườn Đào",
    "Xuân Mới",
)
UPPER_SCHOOLS = (
    "Sơn Hà 1",
    "Sơn Hà 2",
    "Suối Vân",
    "Đồng Mây",
    "Bến Thông",
    "Hoa Viên",
    "Cầu Lam",
    "Mường Sương",
    "Gò Tràm",
    "Lũng Hương",
    "Chuyên Sơn Hà",
)
SUBJECT_TEAMS = {
    "preschool": ("Tổ Nhà trẻ", "Tổ Mẫu giáo", "Tổ Văn phòng"),
    "primary": ("Tổ khối 1, 2", "Tổ khối 3", "Tổ khối 4, 5", "Tổ Văn phòng"),
    "lower_secondary": ("Tổ Khoa học tự nhiên", "Tổ Khoa học xã hội", "Tổ Văn phòng"),
    "upper_secondary": ("Tổ Toán - Tin", "Tổ Ngữ văn", "Tổ Ngoại ngữ", "Tổ Khoa học tự nhiên", "Tổ Văn phòng"),
    "centre": ("Tổ Văn hóa", "Tổ Dạy nghề", "Tổ Văn phòng"),
}
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Lò", "Quàng")
MIDDLE = ("Văn", "Thị", "Đức", "Thu", "Minh", "Ngọc", "Thanh", "Quốc", "Hải", "Kim", "Xuân", "Gia", "Bảo", "Diệu")
GIVEN = (
    "An",
    "Ánh",
    "Bình",
    "Châu",
    "Cường",
    "Dung",
    "Duyên",
    "Đạt",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiếu",
    "Hòa",
    "Huệ",
    "Khôi",
    "Lan",
    "Linh",
    "Loan",
    "Mai",
    "Nam",
    "Nga",
    "Oanh",
    "Phúc",
    "Quyên",
    "Sơn",
    "Tâm",
    "Thảo",
    "Trung",
    "Uyên",
    "Vân",
    "Yến",
)


def full_names() -> Iterator[str]:
    """Endless invented names, the same in every installation."""
    chance = random.Random(2026)
    while True:
        yield f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
