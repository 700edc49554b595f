"""The words by which descriptions of initiatives are compared, folded. Data only.

Each phrase of a row stands for the row's first one: what one teacher calls “trò chơi” another calls “game”.
"""

SYNONYMS = (
    # Persons and places.
    ("hoc sinh", "nguoi hoc", "hoc vien", "sinh vien", "hoc tro", "cac em", "cac chau", "tre", "tre em"),
    ("giao vien", "nha giao", "thay co", "thay co giao", "co giao", "giao vien chu nhiem", "nguoi day"),
    ("phu huynh", "cha me hoc sinh", "cha me", "gia dinh hoc sinh", "phu huynh hoc sinh"),
    ("nha truong", "truong hoc", "co so giao duc", "don vi", "truong"),
    ("ban giam hieu", "hieu truong", "lanh dao nha truong", "can bo quan ly"),
    ("to chuyen mon", "to bo mon", "to khoi"),
    # What an initiative is and does.
    ("giai phap", "bien phap", "sang kien", "cach lam", "sang kien kinh nghiem", "mo hinh", "phuong an"),
    ("phuong phap", "cach thuc", "hinh thuc", "ky thuat"),
    ("nang cao", "cai thien", "tang cuong", "thuc day", "day manh"),
    ("hieu qua", "chat luong", "ket qua"),
    ("ap dung", "van dung", "su dung", "trien khai", "thuc hien", "ung dung"),
    ("xay dung", "thiet ke", "tao lap", "bien soan", "che tao", "soan thao"),
    ("to chuc", "tien hanh"),
    ("giup", "ho tro", "tao dieu kien"),
    ("hung thu", "yeu thich", "ham thich", "say me", "dam me", "thich thu"),
    ("tich cuc", "chu dong", "tu giac", "nang dong"),
    ("ren luyen", "luyen tap", "ren", "luyen", "thuc hanh"),
    ("kho khan", "vuong mac", "han che", "bat cap", "ton tai"),
    ("kiem tra", "danh gia", "khao sat", "do luong"),
    ("kien thuc", "noi dung bai hoc", "tri thuc", "hieu biet"),
    ("ky nang", "nang luc", "kha nang"),
    ("giam", "rut ngan", "tiet kiem", "cat giam", "bot"),
    ("thoi gian", "thoi luong"),
    ("chi phi", "kinh phi", "tien cua"),
    # Teaching.
    ("day hoc", "giang day", "day va hoc", "len lop"),
    ("bai giang dien tu", "bai giang so", "hoc lieu so", "hoc lieu dien tu", "bai giang truc tuyen"),
    ("tro choi", "game", "tro choi hoc tap", "tro choi dan gian"),
    ("so do tu duy", "ban do tu duy", "luoc do tu duy", "mindmap"),
    ("hoat dong nhom", "thao luan nhom", "hoc nhom", "lam viec nhom", "hop tac nhom"),
    ("trai nghiem", "hoat dong trai nghiem", "trai nghiem sang tao", "thuc te"),
    ("du an", "day hoc du an", "project"),
    ("do dung day hoc", "thiet bi day hoc", "do dung", "thiet bi", "dung cu", "giao cu"),
    ("doc hieu", "tap doc", "doc sach"),
    ("tieng viet", "ngu van", "mon van"),
    ("tieng anh", "ngoai ngu", "anh van"),
    ("tu vung", "tu moi", "von tu"),
    ("chu nhiem", "quan ly lop", "cong tac chu nhiem"),
    ("dao duc", "pham chat", "le phep"),
    ("ky nang song", "ky nang mem", "gia tri song"),
    ("bao luc hoc duong", "bat nat", "bao luc"),
    ("hoc sinh gioi", "hoc sinh nang khieu", "mui nhon"),
    ("hoc sinh yeu", "hoc sinh cham tien bo", "hoc sinh kem", "phu dao"),
    ("thu vien", "phong doc", "goc doc sach", "tu sach"),
    ("an toan giao thong", "trat tu giao thong"),
    ("moi truong", "xanh sach dep", "rac thai", "ve sinh moi truong"),
    # Office and digital.
    ("chuyen doi so", "cong nghe thong tin", "cong nghe so", "so hoa"),
    ("phan mem", "ung dung di dong", "app", "cong cu so", "chuong trinh may tinh"),
    ("truc tuyen", "tren mang", "online", "qua mang", "internet"),
    ("bang tinh", "excel", "google sheets", "trang tinh"),
    ("bieu mau truc tuyen", "google forms", "google form", "form truc tuyen"),
    ("ma qr", "qr code", "ma phan hoi nhanh"),
    ("tri tue nhan tao", "chatgpt", "ai tao sinh"),
    ("dien thoai", "dien thoai thong minh", "smartphone"),
    ("ho so", "so sach", "giay to"),
    ("thu tuc hanh chinh", "thu tuc"),
    ("quan ly", "quan tri", "dieu hanh", "theo doi"),
    ("hoc ba so", "hoc ba dien tu"),
    ("tin nhan", "nhan tin", "zalo"),
    ("cong khai", "minh bach"),
    ("tuyen truyen", "truyen thong", "pho bien"),
)

_JOINING = """
    va cua cho cac nhung trong tai tren theo duoc la voi tu den de do boi nay do khi thi ma cung nhu hoac hay mot
    moi tung toan the tat ca deu se da dang phai can con vao ra len ve qua it nhat toi thieu toi da khong rat lai
    dua bang nham gop phan bao dam dam bao tiep tuc viec co nen roi lam nhieu hon sau truoc giua cung chi neu tuy
    vi
"""
STOP_WORDS = frozenset(_JOINING.split())
"""Words that join."""

COMMON = frozenset(
    {
        *("hoc sinh", "giao vien", "nha truong", "giai phap", "phuong phap", "nang cao", "hieu qua", "ap dung"),
        *("day hoc", "giup", "to chuc", "xay dung", "phu huynh", "kien thuc", "ky nang", "tich cuc", "kiem tra"),
        *("chuyen doi so", "quan ly"),
    }
)
"""Concepts that stand in nearly every description: alone they prove nothing."""
