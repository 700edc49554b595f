"""The named parts of a description, as the application form and the report of an initiative ask for them.

Đơn yêu cầu công nhận sáng kiến: Thông tư 18/2013/TT-BKHCN, Phụ lục (source unknown: not read in full text).
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Part:
    """`asked` tells when it must be there: to register, to report, or never. `names_people` keeps it from reviewers
    who must not learn who wrote it.
    """

    name: str
    label: str
    hint: str
    asked: Literal["register", "report", ""] = ""
    names_people: bool = False


PARTS = (
    Part("need", "Vấn đề cần giải quyết", "Việc gì chưa tốt, vì sao cần làm khác đi.", "register"),
    Part("present", "Thực trạng trước khi áp dụng", "Cách làm cũ và hạn chế; nêu số liệu nếu có.", "register"),
    Part("solution", "Nội dung giải pháp", "Làm gì, theo những bước nào, ai tham gia.", "register"),
    Part("novelty", "Tính mới", "Khác gì với cách đã làm tại đơn vị.", "report"),
    Part("basis", "Cơ sở lý luận, pháp lý", "Dựa vào nghiên cứu, văn bản nào."),
    Part("conditions", "Điều kiện cần thiết để áp dụng", "Người, thiết bị, thời gian; nơi khác cần có gì."),
    Part("cost", "Kinh phí", "Đã chi bao nhiêu, từ nguồn nào."),
    Part("benefit", "Lợi ích theo tác giả", "Về kinh tế, về xã hội; nêu cách tính.", "report"),
    Part("users_view", "Lợi ích theo nơi áp dụng thử", "Nơi áp dụng thử nhận xét thế nào."),
    Part("first_users", "Người tham gia áp dụng thử", "Họ tên, nơi công tác, việc đã làm.", names_people=True),
    Part("reach", "Khả năng áp dụng, nhân rộng", "Đã áp dụng ở đâu, còn áp dụng được ở đâu.", "report"),
    Part("secret", "Thông tin cần bảo mật", "Phần không đưa ra công khai, nếu có."),
    Part("conclusion", "Kết luận, kiến nghị", "Bài học và đề nghị."),
)
BY_NAME = {part.name: part for part in PARTS}
MOST_LETTERS = 20_000
"""Of one part."""
