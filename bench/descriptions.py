"""Invented descriptions of initiatives, and paraphrases of them. Each is the same for the same number."""

from __future__ import annotations

import random
import unicodedata

LENGTH = 150
"""Words."""
SHARE = 0.3
"""Of the words that a paraphrase changes."""


def listed(text: str) -> list[str]:
    return text.split("|")


FIELDS = {
    "Toán": listed(
        "phân số|hình chữ nhật|bảng nhân|tỉ số phần trăm|phép chia có dư|số thập phân|đơn vị đo độ dài|"
        "biểu đồ cột|góc vuông|chu vi|bài toán có lời văn|tính nhẩm|hằng đẳng thức|phương trình bậc hai|"
        "hàm số|tập hợp|xác suất"
    ),
    "Tiếng Việt": listed(
        "vần khó|dấu thanh|câu ghép|đoạn văn tả cảnh|chính tả|từ láy|truyện kể|bài thơ|luyện viết chữ đẹp|"
        "mở bài gián tiếp|nhân vật|biện pháp so sánh|kể chuyện sáng tạo|đọc diễn cảm|dấu câu|văn miêu tả|"
        "thành ngữ"
    ),
    "Khoa học tự nhiên": listed(
        "thí nghiệm|kính hiển vi|mạch điện|chuỗi thức ăn|nam châm|phản ứng hóa học|tế bào|lực đẩy|quang hợp|"
        "dung dịch|nhiệt kế|con lắc|hệ tuần hoàn|đòn bẩy|ống nghiệm|khối lượng riêng|năng lượng mặt trời"
    ),
    "Lịch sử và Địa lý": listed(
        "bản đồ|khởi nghĩa|dòng sông|di tích địa phương|niên biểu|dân cư|khí hậu|triều đại|làng nghề|"
        "bảo tàng ảo|chiến dịch|vùng đồng bằng|tư liệu gốc|trục thời gian|cao nguyên|lễ hội|nhân vật lịch sử"
    ),
    "Tiếng Anh": listed(
        "ngữ âm|hội thoại|thẻ hình|bài hát|câu hỏi đuôi|nghe hiểu|đóng vai|nhật ký nói|thì quá khứ|trọng âm|"
        "câu lạc bộ nói|đoạn phim ngắn|viết thư|động từ bất quy tắc|phát âm cuối|tranh biện|"
        "kể chuyện bằng tranh"
    ),
    "Mầm non": listed(
        "góc xây dựng|bé tập làm nội trợ|vận động tinh|giờ ăn|nặn đất|múa hát|tự phục vụ|hình khối|câu đố|"
        "khu vui chơi|đồng dao|rửa tay|nhận biết màu|bước chân an toàn|vườn rau|con rối|vật liệu thiên nhiên"
    ),
    "Quản lý": listed(
        "lịch công tác|hồ sơ tổ|phân công chuyên môn|dự giờ|họp trực tuyến|kho tài liệu|nhắc việc|"
        "thời khóa biểu|kiểm kê tài sản|báo cáo tháng|quy chế chi tiêu|tiếp công dân|hộp thư góp ý|"
        "bàn giao ca|phòng máy|lưu trữ"
    ),
    "Chuyển đổi số": listed(
        "chữ ký số|học bạ|sổ điểm|mã phản hồi|phiếu khảo sát|thanh toán không tiền mặt|nhóm liên lạc|"
        "trang thông tin|tài khoản định danh|văn bản điện tử|sao lưu|mật khẩu|bảng điều khiển|tự động hóa|"
        "điểm danh|máy quét"
    ),
    "Giáo dục thể chất": listed(
        "bóng rổ|chạy bền|nhảy dây|cầu lông|khởi động|bơi an toàn|đá cầu|bài thể dục giữa giờ|sân tập|"
        "chấn thương|dẻo dai|kéo co|phối hợp tay chân|luật thi đấu|đội tuyển|tố chất|nhịp tim|cờ vua"
    ),
    "Kỹ năng sống": listed(
        "quản lý cảm xúc|phòng đuối nước|thoát hiểm|tiết kiệm chi tiêu|từ chối|xâm hại|mạng xã hội|lắng nghe|"
        "hòa giải bạn bè|tự lập|thư cảm ơn|phân loại rác|an toàn cổng trường|tư vấn tâm lý|lòng biết ơn|"
        "sơ cứu"
    ),
}
DEEDS = listed(
    "khai thác|phối hợp|lồng ghép|chia nhỏ|sắp xếp lại|ghi chép|trưng bày|thử nghiệm|hướng dẫn|trao đổi|"
    "tổng hợp|nhận xét|theo dõi|điều chỉnh|quay phim|minh họa|tóm tắt|so sánh|đặt câu hỏi|chấm chéo|"
    "luân phiên|giao nhiệm vụ|thi đua|khích lệ|phân tích|mô phỏng|vẽ lại|đóng góp|chuẩn bị trước|ôn tập|"
    "kết nối|lập danh sách|khảo nghiệm|rút kinh nghiệm"
)
TOOLS = listed(
    "bảng phụ|giấy màu|thẻ từ|video ngắn|phần mềm trình chiếu|bảng tính|hộp bí mật|vòng quay may mắn|"
    "sổ tay nhỏ|tranh lớn|máy chiếu vật thể|điện thoại cũ|chai nhựa tái chế|bìa cứng|nam châm lá|"
    "phiếu học tập|góc trưng bày|nhật ký lớp|khăn trải bàn|trạm học tập|bản tin tuần|hộp thư vui|"
    "cây điều ước|bảng sao|lịch treo tường|bộ thẻ số|mô hình giấy"
)
WHO = listed(
    "lớp đôi bạn|nhóm trưởng|tổ bộ môn|ban cán sự|phụ huynh|khối lớp|câu lạc bộ|giáo viên bộ môn|cả trường|học sinh"
)
TRAITS = listed(
    "rõ ràng|ngắn gọn|vui tươi|tự tin|gần gũi|đều đặn|mạnh dạn|chính xác|linh hoạt|tiết kiệm|nhẹ nhàng|"
    "bền chắc|dễ nhớ|công bằng|kịp thời|thân thiện|khoa học|trật tự|sáng tạo|hào hứng|kiên trì|độc lập|"
    "cẩn thận|nhanh nhẹn"
)
TIMES = listed(
    "đầu giờ|cuối tuần|mỗi tháng|sau học kỳ một|trong tiết ôn tập|giờ ra chơi|ngày hội|buổi sinh hoạt|tuần đầu"
)
SENTENCES = (
    "Khi {deed} {thing}, {who} thường thấy {other} khó {trait}",
    "{Time}, {who} {deed} {thing} bằng {tool} để {other} trở nên {trait}",
    "Điểm mới là {deed} {thing} ngay trên {tool}, không cần {other_tool}",
    "{Who} {deed} rồi {other_deed} {thing} với {tool} sao cho {trait} và {other_trait}",
    "Trước đây {thing} và {other} ít được {deed} nên {who} chưa {trait}",
    "Mỗi nhóm nhận {tool}, cùng {deed} {thing} và {other_deed} {other}",
    "Sau {n} tuần, {m}% {who} nắm vững {thing}, tăng {k}% so với đầu năm",
    "Chi phí làm {tool} chỉ khoảng {n} nghìn đồng, dùng lại cho {other} {time}",
    "Cần {who} {trait}, có sẵn {tool} và {n} phút {time} để {deed} {other}",
    "Bước {d} là {deed} {thing} theo mẫu {tool}, bước kế tiếp {other_deed} {other} {trait}",
    "Kết quả khảo sát cho thấy {m}% {who} {trait} hơn khi học {thing}",
    "Nhờ {tool}, việc {deed} {thing} nâng cao chất lượng dạy học và giúp học sinh tích cực, {trait}",
    "Giải pháp giúp giáo viên {deed} {thing} {trait}, góp phần đổi mới phương pháp dạy học của nhà trường",
    "{Other_tool} được {who} {deed} {time}; {thing} vì thế {trait}, {other_trait}",
    "Có thể nhân rộng việc {deed} {thing} cho {who} ở các trường lân cận {time}",
)


def abstract(number: int) -> str:
    """About 150 words on one field; texts of one field share its things, and all share phrases of the trade."""
    chance = random.Random(number)
    field = sorted(FIELDS)[number % len(FIELDS)]
    things = chance.sample(FIELDS[field], 6)
    tools, deeds, traits = chance.sample(TOOLS, 6), chance.sample(DEEDS, 8), chance.sample(TRAITS, 7)
    said: list[str] = []
    count = 0
    while count < LENGTH:
        sentence = _sentence(chance, things, tools, deeds, traits)
        said.append(sentence)
        count += len(sentence.split())
    return ". ".join(said) + "."


def _sentence(chance: random.Random, things: list[str], tools: list[str], deeds: list[str], traits: list[str]) -> str:
    thing, other = chance.sample(things, 2)
    tool, other_tool = chance.sample(tools, 2)
    deed, other_deed = chance.sample(deeds, 2)
    trait, other_trait = chance.sample(traits, 2)
    who, time = chance.choice(WHO), chance.choice(TIMES)
    return chance.choice(SENTENCES).format(
        thing=thing, other=other, tool=tool, other_tool=other_tool, deed=deed, other_deed=other_deed, trait=trait,
        other_trait=other_trait, who=who, time=time, Who=who.capitalize(), Time=time.capitalize(),
        Other_tool=other_tool.capitalize(), n=chance.randrange(3, 60), m=chance.randrange(51, 99),
        k=chance.randrange(5, 40), d=chance.randrange(1, 6),
    )  # fmt: skip


WORDS = sorted({word for many in (*FIELDS.values(), DEEDS, TOOLS, TRAITS) for each in many for word in each.split()})
WAYS = ("swapped", "reordered", "stripped", "all")


def paraphrase(text: str, way: str, number: int) -> str:
    """The sentences in another order, and 30 % of the words swapped for others, moved, or without diacritics; or a
    tenth of each.
    """
    chance = random.Random(number)
    sentences = text.rstrip(".").split(". ")
    chance.shuffle(sentences)
    words = ". ".join(sentences).split()
    part = SHARE / 3 if way == "all" else SHARE
    if way in {"swapped", "all"}:
        words = [chance.choice(WORDS) if chance.random() < part else word for word in words]
    if way in {"stripped", "all"}:
        words = [_stripped(word) if chance.random() < part else word for word in words]
    if way in {"reordered", "all"}:
        moved = [words.pop(chance.randrange(len(words))) for _ in range(int(part * len(words)))]
        for word in moved:
            words.insert(chance.randrange(len(words) + 1), word)
    return " ".join(words)


def _stripped(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
