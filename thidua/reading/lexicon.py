"""The words that reading knows: bodies and office-holders, predicates, topics, as plain lists.

Everything is lower case with diacritics; `fold` makes the plain form where a text has lost them.
"""

from __future__ import annotations

BODIES = (
    # Heads of the names of bodies.
    "bộ", "sở", "phòng", "ban", "cục", "chi cục", "ủy ban", "uỷ ban", "ubnd", "hđnd", "hội đồng", "hội", "liên đoàn",
    "công đoàn", "đoàn", "đội", "chi đoàn", "liên đội", "chi đội", "chi bộ", "chi ủy", "chi uỷ", "chi hội",
    "đảng ủy", "đảng uỷ", "đảng bộ",
    "thành ủy", "tỉnh ủy", "huyện ủy", "cấp ủy", "cấp uỷ", "tổ", "nhóm", "khối", "cụm", "trường", "nhà trường",
    "trung tâm", "văn phòng", "vp", "bộ phận", "cơ quan", "đơn vị", "cơ sở", "ngành", "bgh", "bch", "bđd", "cmhs",
    "mặt trận", "mttq", "ubmttq", "công an", "quân sự", "trạm", "đài", "thư viện", "y tế", "thôn", "khu phố",
    "tổ chức đoàn", "tổ chức công đoàn", "tổ chức đảng", "tổ chức chính trị", "các tổ chức", "tổ chức hội",
    "xã", "phường", "đoàn thể", "lớp", "các lớp", "tập thể", "bảo hiểm xã hội", "kho bạc", "địa phương", "doanh nghiệp",
    "clb", "câu lạc bộ", "học viện", "viện", "đại học", "tnxp", "tntp", "hội cha mẹ học sinh", "gia đình", "khoa",
    "ttgdtx", "csgd", "ldld", "lđlđ", "cđcs", "gddt", "gd&đt", "gdđt", "sgd&đt", "pgd&đt", "đtn", "bct", "bcđ", "btc",
    # Office-holders and groups of persons.
    "thủ trưởng", "hiệu trưởng", "phó hiệu trưởng", "ban giám hiệu", "lãnh đạo", "giám đốc", "phó giám đốc",
    "trưởng", "phó", "chánh", "chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư", "tổng phụ trách", "giáo viên", "gv",
    "gvcn", "gvbm", "tpt", "ttcm", "ht", "pht", "nhân viên", "nv", "viên chức", "công chức", "cán bộ", "cb", "cbql",
    "cbgv", "cbgvnv", "cbgv-nv", "cb-gv-nv", "cbccvc", "đảng viên", "đoàn viên", "công đoàn viên", "hội viên",
    "người lao động", "học sinh", "hs", "sinh viên", "học viên", "phụ huynh", "cha mẹ", "kế toán", "văn thư",
    "thủ quỹ", "ủy viên", "uỷ viên", "thành viên", "người đứng đầu", "người phụ trách", "cá nhân",
    "thư ký", "chuyên viên", "thanh tra", "đ/c", "đồng chí", "ông", "bà", "thầy", "cô", "nhà giáo", "tổ trưởng",
    "nhóm trưởng",
)  # fmt: skip

DETERMINERS = (
    "các",
    "những",
    "mỗi",
    "từng",
    "toàn thể",
    "tất cả",
    "toàn bộ",
    "mọi",
    "các đồng chí",
    "tất cả các",
    "riêng",
    "đội ngũ",
)

PREDICATES = (
    # What a body does: the words that end its name. A capital letter inside a name keeps them in it.
    "chủ trì", "phối hợp", "chịu trách nhiệm", "có trách nhiệm", "có nhiệm vụ", "có kế hoạch", "có", "chỉ đạo",
    "hướng dẫn",
    "tổ chức", "xây dựng", "triển khai", "thực hiện", "căn cứ", "tham mưu", "theo dõi", "kiểm tra", "đôn đốc",
    "giám sát",
    "tổng hợp", "báo cáo", "thể hiện", "phát động", "phân công", "ban hành", "đề xuất", "bố trí", "tăng cường",
    "đẩy mạnh",
    "tích cực", "chủ động", "quán triệt", "tuyên truyền", "vận động", "đăng ký", "nghiêm túc", "gương mẫu",
    "thường xuyên",
    "giúp", "được", "phải", "cần", "là", "sẽ", "trực tiếp", "kịp thời", "tiếp tục", "nâng cao", "đảm bảo", "bảo đảm",
    "rà soát", "cụ thể hóa", "cụ thể hoá", "duy trì", "gửi", "nộp", "tiến hành", "lồng ghép", "khuyến khích",
    "phát huy", "thành lập", "cử", "hoàn thành", "đánh giá", "trên cơ sở", "dựa", "tham gia", "hưởng ứng", "phấn đấu",
    "thẩm định", "chuẩn bị", "viết", "đăng tải", "quan tâm", "nghiên cứu", "lựa chọn", "bình xét", "xét", "hỗ trợ",
    "tạo điều kiện", "khai thác", "sử dụng", "nhằm", "thông qua", "đưa", "cùng", "tập trung", "nêu cao", "đề cao",
    "xác định", "phổ biến", "vận dụng", "cung cấp", "cập nhật", "thông báo", "quy định", "phân bổ", "đề nghị",
    "lãnh đạo", "tự giác", "ký cam kết", "ký", "nắm", "thống nhất", "lãnh đạo, chỉ đạo", "khen thưởng", "biểu dương",
    "tiếp nhận",
    "giới thiệu", "phản ánh", "hằng năm", "hàng năm", "hằng tháng", "hàng tháng", "định kỳ", "ra quyết định",
    "khẩn trương", "nghiêm chỉnh", "thi đua", "học tập", "chấp hành", "huy động", "tổng kết", "sơ kết",
    "theo chức năng",
    "giải quyết", "tìm hiểu", "yêu cầu", "liên hệ", "cho", "biên soạn", "soạn thảo", "đã",
    "luôn", "chỉ", "phụ trách công tác", "phụ trách", "điều hành", "quản lý, chỉ đạo", "lưu", "niêm yết", "in ấn",
    "hoàn thiện", "ứng dụng", "trang trí", "nhắc nhở", "động viên",
    "cân đối", "quyết định", "thúc đẩy", "xem xét", "lập", "trình", "lập kế hoạch", "lập danh sách", "lập hồ sơ",
    "lập dự toán", "làm", "giao cho", "kiện toàn", "góp phần", "bám sát", "đề ra", "trao", "tặng",
    "thông tin đến", "thông tin tới", "thông tin cho", "quản lý chung", "quản lý, điều hành",
)  # fmt: skip

WORK_WORDS = (
    # First words of a piece of work that are no predicate of a body's name.
    "tập huấn", "bồi dưỡng", "mở rộng", "đổi mới", "thí điểm", "xử lý", "tiếp nhận", "công khai", "tham dự",
    "phân loại", "tôn vinh", "kết nối", "số hóa", "số hoá", "vận hành", "khảo sát", "mua sắm", "sửa chữa",
    "rèn luyện", "giáo dục", "tăng", "giảm", "khắc phục", "thu thập", "thay thế", "kiện toàn", "củng cố",
    "bảo vệ", "lắp đặt", "trồng", "thăm", "tặng", "trao", "giao", "cắt giảm", "đơn giản", "nhân rộng",
    "lấy ý kiến", "phát hiện", "trang bị", "đầu tư", "chấn chỉnh", "siết chặt", "cải tiến", "cải thiện",
    "phát triển", "khuyến khích", "mở", "thu hút", "in", "treo", "dọn", "vệ sinh",
)  # fmt: skip

COMPOUNDS = {
    # Predicates that are the second syllable of another word, with the first syllables of those words.
    "lập": ("công", "độc", "thành", "dân", "sáng", "tự"),
    "làm": ("việc",),
    "thường xuyên": ("giáo dục", "gd"),
    "trình": ("chương", "công", "quá", "lịch", "quy"),
    "thi đua": ("cụm", "khối"),
    "phụ trách": ("hiệu trưởng", "giáo viên", "chuyên viên", "nhân viên", "lãnh đạo"),
    "khen thưởng": ("thi đua", "thi đua,", "thi đua -", "thi đua –"),
}

OPENERS = (
    # What stands before the name of a body that is given work.
    "đề nghị", "đối với", "về phía", "về", "giao cho", "giao", "yêu cầu", "trách nhiệm của", "nhiệm vụ của",
    "phân công",
    "trách nhiệm", "nhiệm vụ",
)  # fmt: skip

TOPIC_WORDS = (
    # First words of a heading over a matter, not a body, though a body's name may follow.
    "công tác", "đối tượng", "kinh phí", "chế độ", "hình thức", "nội dung", "tiêu chí", "thời gian", "phương thức",
    "quy trình",
    "tổ chức thực hiện", "tổ chức triển khai", "tổ chức tuyên truyền", "ban hành", "tổ chức các", "bộ tiêu chí",
    "bộ chỉ số",
    "cơ sở vật chất", "cơ sở dữ liệu", "hội nghị", "hội thi", "hội thảo", "hội giảng", "hội diễn", "hội thao",
    "hội khỏe",
    "ban đầu", "trường hợp", "phòng chống", "phòng, chống", "phòng ngừa", "bộ máy", "bộ công cụ", "khối lượng",
    "nhóm giải pháp", "nhóm nhiệm vụ", "nhóm chỉ tiêu", "đoàn kết", "cá nhân hóa", "xã hội", "thanh tra,", "thanh tra ",
    "lãnh đạo, chỉ đạo", "lãnh đạo công tác", "đội hình", "tổ chức học tập", "tổ chức cho", "y tế học đường",
    "trường học",
    "cơ sở để", "hội nhập", "đoàn tham", "trưởng thành", "các cuộc thi", "trường lớp", "y tế trường học", "hội chợ",
    "tổ chức kiểm tra", "tổ chức tổng kết", "tổ chức sơ kết", "tổ chức phát động", "tổ chức quán triệt",
)  # fmt: skip

CITED_DOCUMENTS = (
    "luật", "nghị quyết", "nghị định", "quyết định", "thông tư", "chỉ thị", "kế hoạch", "công văn", "hướng dẫn",
    "văn bản", "chương trình", "kết luận", "thông báo", "đề án", "công điện", "thông tư liên tịch", "quy định",
    "quy chế",
    "tờ trình", "báo cáo", "giấy mời", "thông tri", "pháp lệnh", "điều lệ", "hướng dẫn liên ngành", "cv", "qđ",
)  # fmt: skip

OFFICES = (
    # Positions as they stand over a signature.
    "hiệu trưởng", "phó hiệu trưởng", "giám đốc", "phó giám đốc", "chủ tịch", "phó chủ tịch", "trưởng phòng",
    "phó trưởng phòng", "phó trưởng ban", "trưởng ban", "bí thư", "phó bí thư", "tổ trưởng", "tổ phó", "trưởng khoa",
    "chánh văn phòng", "phó chánh văn phòng", "viện trưởng", "cục trưởng", "phó cục trưởng", "vụ trưởng", "bộ trưởng",
    "thứ trưởng", "quyền hiệu trưởng", "phụ trách trường", "tổng phụ trách", "trưởng đoàn", "thường trực",
    "phó tổ trưởng",
    "chi hội trưởng", "liên đội trưởng", "người lập", "trưởng bộ môn", "tổng giám đốc", "phó tổng giám đốc", "hiệu phó",
    "phó cục trưởng", "chính ủy", "giám đốc sở", "phó trưởng khoa", "trưởng thôn", "nhóm trưởng", "người lập kế hoạch",
)  # fmt: skip

LAUNCHERS = (
    # Words that begin the preamble.
    "căn cứ", "thực hiện", "thi hành", "triển khai", "tiếp tục thực hiện", "tiếp tục triển khai", "hưởng ứng", "nhằm",
    "để",
    "xét", "theo", "trên cơ sở", "được sự", "thể theo", "phát huy", "chào mừng", "trong những năm", "năm học",
    "quán triệt",
    "vận dụng", "chấp hành", "dựa", "kính gửi", "thiết thực", "trong thời gian", "từ tình hình", "theo tinh thần",
)  # fmt: skip
