"""The words by which lines of plans are compared, folded: what they stand for, and which say little.

Data only. An abbreviation is written out first; then each phrase of a row stands for the row's first one.
"""

ABBREVIATIONS = {
    "cchc": "cai cach hanh chinh",
    "tthc": "thu tuc hanh chinh",
    "gddt": "giao duc va dao tao",
    "gd&dt": "giao duc va dao tao",
    "gd-dt": "giao duc va dao tao",
    "sgddt": "so giao duc va dao tao",
    "sgd&dt": "so giao duc va dao tao",
    "sgd": "so giao duc va dao tao",
    "cntt": "cong nghe thong tin",
    "cds": "chuyen doi so",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "vbqppl": "van ban quy pham phap luat",
    "csdl": "co so du lieu",
    "csvc": "co so vat chat",
    "tdkt": "thi dua khen thuong",
    "td-kt": "thi dua khen thuong",
    "cbql": "can bo quan ly",
    "cbgv": "can bo giao vien",
    "cbgvnv": "can bo giao vien nhan vien",
    "cb": "can bo",
    "gv": "giao vien",
    "nv": "nhan vien",
    "vc": "vien chuc",
    "hs": "hoc sinh",
    "ph": "phu huynh",
    "cmhs": "cha me hoc sinh",
    "bgh": "ban giam hieu",
    "skkn": "sang kien kinh nghiem",
    "pcgd": "pho cap giao duc",
    "xmc": "xoa mu chu",
    "ttgdtx": "trung tam giao duc thuong xuyen",
    "gdpt": "giao duc pho thong",
    "gdmn": "giao duc mam non",
    "thpt": "trung hoc pho thong",
    "thcs": "trung hoc co so",
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "attt": "an toan thong tin",
    "antt": "an ninh trat tu",
    "atgt": "an toan giao thong",
    "blhd": "bao luc hoc duong",
    "ai": "tri tue nhan tao",
}

SYNONYMS = (
    # Things of schools and offices.
    ("nha truong", "truong hoc", "co so giao duc", "don vi", "co quan", "cac truong", "truong"),
    (
        "nha giao",
        "giao vien",
        "can bo giao vien nhan vien",
        "can bo quan ly giao vien nhan vien",
        "can bo cong chuc vien chuc nguoi lao dong",
        "can bo cong chuc vien chuc",
        "cong chuc vien chuc nguoi lao dong",
        "can bo vien chuc",
        "vien chuc va nguoi lao dong",
        "can bo giao vien",
        "doi ngu nha giao",
        "vien chuc",
        "nguoi lao dong",
        "thay co",
    ),
    ("hoc sinh", "nguoi hoc", "hoc vien", "sinh vien", "hoc tro"),
    ("phu huynh", "cha me hoc sinh", "cha me tre", "gia dinh hoc sinh"),
    ("nguoi dan", "cong dan", "nguoi dan va doanh nghiep", "nguoi dan va to chuc", "nguoi dan, to chuc"),
    ("ban giam hieu", "hieu truong", "lanh dao nha truong", "nguoi dung dau", "thu truong don vi"),
    ("to chuyen mon", "cac to", "to bo mon", "to, khoi chuyen mon"),
    # Digital.
    ("chuyen doi so", "ung dung cong nghe thong tin", "cong nghe thong tin", "ung dung cong nghe so", "cong nghe so"),
    ("nen tang so", "moi truong so", "moi truong dien tu", "moi truong mang", "truc tuyen", "nen tang truc tuyen"),
    (
        "van ban dien tu",
        "he thong quan ly van ban dien tu",
        "he thong quan ly van ban va dieu hanh",
        "phan mem quan ly van ban",
        "he thong quan ly van ban",
    ),
    ("chu ky so", "ky so", "chu ky dien tu"),
    ("hoc ba so", "hoc ba dien tu"),
    ("so diem dien tu", "so dien tu", "so theo doi dien tu"),
    ("khong dung tien mat", "thanh toan dien tu", "thanh toan truc tuyen", "thanh toan khong tien mat"),
    ("hoc lieu so", "bai giang dien tu", "kho hoc lieu", "bai giang so", "hoc lieu dien tu"),
    ("so hoa", "dien tu hoa", "so hoa ho so"),
    ("co so du lieu", "du lieu nganh", "kho du lieu", "he sinh thai du lieu"),
    ("an toan thong tin", "an ninh mang", "an toan, an ninh mang", "bao mat thong tin", "an toan an ninh thong tin"),
    ("ho so truc tuyen", "dich vu cong truc tuyen", "thu tuc truc tuyen", "ho so truc tuyen toan trinh"),
    # Emulation and reform.
    ("mo hinh", "sang kien", "giai phap sang tao", "cach lam hay", "giai phap hay", "sang kien kinh nghiem"),
    ("doi moi sang tao", "doi moi, sang tao", "cai tien"),
    ("thi dua khen thuong", "thi dua, khen thuong", "thi dua - khen thuong", "cong tac thi dua", "khen thuong"),
    ("phong trao thi dua", "phong trao", "thi dua yeu nuoc", "dot thi dua"),
    ("dien hinh tien tien", "nhan to moi", "guong nguoi tot viec tot", "guong dien hinh", "tap the ca nhan tieu bieu"),
    ("tuyen truyen", "pho bien", "thong tin tuyen truyen", "truyen thong", "lan toa"),
    ("kiem tra", "giam sat", "thanh tra", "theo doi", "don doc"),
    ("so ket", "tong ket", "danh gia ket qua"),
    ("ky luat ky cuong", "ky luat, ky cuong", "ky cuong hanh chinh", "ky cuong", "ky luat"),
    ("van hoa cong so", "van hoa ung xu", "quy tac ung xu", "dao duc cong vu", "van hoa cong vu", "van hoa hoc duong"),
    ("su hai long", "chi so hai long", "muc do hai long", "hai long"),
    ("boi duong", "tap huan", "dao tao", "nang cao trinh do", "tu hoc"),
    ("giao duc toan dien", "chat luong giao duc", "chat luong day hoc", "chat luong day va hoc"),
    ("giao duc mui nhon", "hoc sinh gioi", "boi duong hoc sinh gioi"),
    ("an toan truong hoc", "truong hoc an toan", "moi truong giao duc an toan", "moi truong hoc tap an toan"),
    ("bao luc hoc duong", "phong chong bao luc", "bat nat hoc duong"),
    ("dao duc loi song", "dao duc, loi song", "giao duc dao duc", "ky nang song", "ren luyen ky nang"),
    ("co so vat chat", "trang thiet bi", "thiet bi day hoc", "trang thiet bi day hoc"),
    ("truong chuan quoc gia", "chuan quoc gia", "dat chuan quoc gia"),
    ("pho cap giao duc", "xoa mu chu", "pho cap"),
    ("tot nghiep", "do tot nghiep", "thi tot nghiep"),
    ("xanh sach dep", "xanh - sach - dep", "xanh, sach, dep"),
    # Papers and deeds.
    ("xay dung ke hoach", "ban hanh ke hoach", "lap ke hoach", "ke hoach thuc hien", "ke hoach trien khai"),
    ("bao cao", "bao cao ket qua", "tong hop bao cao", "bao cao ket qua thuc hien"),
    ("dang ky", "dang ki"),
    ("day hoc", "giang day", "day va hoc"),
    ("quan ly", "quan ly dieu hanh", "quan tri", "dieu hanh"),
    ("phan mem", "he thong phan mem"),
    ("cong khai", "minh bach", "cong khai minh bach", "cong khai, minh bach"),
    ("tiet kiem", "chong lang phi", "thuc hanh tiet kiem"),
    ("hoc tap suot doi", "xa hoi hoc tap"),
)

_JOINING = """
    va cua cho cac nhung trong tai tren theo duoc la voi tu den de do boi nay do khi thi ma cung nhu hoac hay mot
    moi tung toan the tat ca deu se da dang phai can con nam so voi vao ra len ve qua it nhat toi thieu toi da khong
    qua duoi tro dat phan dau bao dam dam bao tiep tuc thuc hien trien khai to chuc day manh tang cuong nang cao
    hieu qua cong tac viec hoat dong nhiem vu noi dung gan nham gop day du kip thoi tich cuc chu dong phu hop dung quy
    dinh quan trong tam ty le ti so luong doi moi tot cao rong sau thiet thuc thuong xuyen nguoi ban dong bo quyet liet
    chat che muc do co
"""
STOP_WORDS = frozenset(_JOINING.split())
"""Words that join, and the deeds that open nearly every line."""

COMMON = frozenset(
    # Concepts that stand in half of all lines of a school's plan: they help, but alone they prove nothing.
    {"nha truong", "nha giao", "phong trao thi dua", "thi dua khen thuong", "hoc sinh", "nguoi dan"}
)

COUNTED_UNITS = ("co so giao duc", "don vi", "cac truong", "truong", "nha truong", "to chuyen mon", "cac to")
"""What follows the figure where a ratio is of units: for one unit it is a matter of yes or no."""
