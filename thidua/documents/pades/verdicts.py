"""What is found out about the signatures of a file, and its words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How far a signature, or a whole file, can be relied on."""

    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"
    NONE = "none"


class Problem(StrEnum):
    """Why a signature cannot be relied on, or not without a look."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    REVISION = "revision"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    SELF_SIGNED = "self_signed"
    UNKNOWN = "unknown"
    MISUSED = "misused"
    WEAK = "weak"
    EXPIRED_SINCE = "expired_since"
    UNSURE_TIME = "unsure_time"


WORDS: dict[Problem, tuple[Level, str, str]] = {
    Problem.UNREADABLE: (
        Level.BAD,
        "Không đọc được chữ ký",
        "Tệp có dấu vết của chữ ký số nhưng cấu trúc đã hỏng. Xin lại tệp gốc từ nơi ban hành.",
    ),
    Problem.ALTERED: (
        Level.BAD,
        "Đã bị sửa sau khi ký",
        "Nội dung tệp không còn đúng như khi ký. Không dùng tệp này; xin lại tệp gốc từ nơi ban hành.",
    ),
    Problem.REVISION: (
        Level.BAD,
        "Chỉ bảo vệ bản trước của tệp",
        "Sau khi ký, tệp còn được thêm hoặc sửa nội dung; phần thêm sau không có chữ ký này bảo vệ.",
    ),
    Problem.REVOKED: (
        Level.BAD,
        "Chứng thư đã bị thu hồi",
        "Nơi cấp đã thu hồi chứng thư của người ký. Hỏi lại nơi ban hành.",
    ),
    Problem.EXPIRED: (
        Level.BAD,
        "Chứng thư hết hạn trước khi ký",
        "Lúc ký, chứng thư của người ký đã hết hạn. Đề nghị nơi ban hành ký lại.",
    ),
    Problem.NOT_YET: (
        Level.BAD,
        "Chứng thư chưa có hiệu lực khi ký",
        "Thời điểm ký sớm hơn ngày chứng thư có hiệu lực. Đề nghị nơi ban hành kiểm tra giờ của máy ký và ký lại.",
    ),
    Problem.SELF_SIGNED: (
        Level.BAD,
        "Chứng thư tự cấp",
        "Người ký tự tạo chứng thư cho mình, không có tổ chức nào xác nhận. Không biết chắc ai đã ký.",
    ),
    Problem.UNKNOWN: (
        Level.DOUBT,
        "Chưa rõ nơi cấp chứng thư",
        "Nội dung còn nguyên, nhưng nơi cấp chứng thư chưa có trong danh sách tin cậy. Quản trị viên có thể đưa vào.",
    ),
    Problem.MISUSED: (
        Level.DOUBT,
        "Chứng thư không dùng để ký văn bản",
        "Chứng thư được cấp cho mục đích khác. Hỏi lại nơi ban hành.",
    ),
    Problem.WEAK: (
        Level.DOUBT,
        "Thuật toán ký đã lỗi thời",
        "Chữ ký dùng thuật toán không còn bảo đảm an toàn. Nếu văn bản quan trọng, đề nghị nơi ban hành ký lại.",
    ),
    Problem.EXPIRED_SINCE: (
        Level.DOUBT,
        "Chứng thư đã hết hạn sau khi ký",
        "Chứng thư còn hạn vào giờ ký ghi trong tệp; giờ đó do máy người ký ghi, chưa có dấu thời gian xác nhận.",
    ),
    Problem.UNSURE_TIME: (
        Level.DOUBT,
        "Dấu thời gian chưa được tin cậy",
        "Tệp có dấu thời gian nhưng không xác nhận được nơi cấp dấu hoặc dấu đã hỏng.",
    ),
}
"""Of each problem: how bad it is, its name, what it means and what to do."""
_ORDER = {Level.NONE: 0, Level.GOOD: 1, Level.DOUBT: 2, Level.BAD: 3}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a certificate names. Numbers of identity papers, which certificates may hold, are left out."""

    name: str = ""
    organisation: str = ""
    position: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature. `at` is the moment of signing; `is_stamped` when a trusted authority of time said so,
    otherwise the signer's own machine. `is_timestamp` marks a stamp of time over the whole file: nobody's signature.
    """

    holder: Holder
    at: datetime | None = None
    is_stamped: bool = False
    is_timestamp: bool = False
    is_whole: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def level(self) -> Level:
        return worst(WORDS[problem][0] for problem in self.problems) if self.problems else Level.GOOD

    @property
    def title(self) -> str:
        return WORDS[self.problems[0]][1] if self.problems else "Hợp lệ"

    @property
    def reasons(self) -> list[str]:
        """What is wrong, or why it is right, a sentence each."""
        if self.problems:
            return [WORDS[problem][2] for problem in self.problems]
        later = "" if self.is_whole else " Sau đó chỉ có thêm chữ ký khác."
        return [f"Nội dung còn nguyên từ khi ký; chứng thư do nơi cấp được tin cậy xác nhận.{later}"]


@dataclass(frozen=True, slots=True)
class Report:
    """All signatures of a file in the order in which they were put on; `problems` are of the file as a whole."""

    signatures: tuple[Signed, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def level(self) -> Level:
        levels = [signed.level for signed in self.signatures] + [WORDS[problem][0] for problem in self.problems]
        return worst(levels)

    @property
    def title(self) -> str:
        return title_of(self.level, [signed.title for signed in self.signatures if signed.problems], self.problems)

    def to_json(self) -> dict[str, Any]:
        return {
            "signatures": [_plain(asdict(signed)) for signed in self.signatures],
            "problems": list(self.problems),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Report:
        signatures = tuple(_signed(row) for row in kept.get("signatures", ()))
        return cls(signatures, tuple(Problem(problem) for problem in kept.get("problems", ())))


def worst(levels: Any) -> Level:
    return max(levels, key=_ORDER.__getitem__, default=Level.NONE)


def title_of(level: Level, titles: list[str], problems: tuple[Problem, ...]) -> str:
    if problems:
        return WORDS[problems[0]][1]
    if titles:
        return titles[0]
    return "Chữ ký số hợp lệ" if level is Level.GOOD else "Không có chữ ký số"


def _plain(row: Any) -> Any:
    if isinstance(row, dict):
        return {key: _plain(value) for key, value in row.items()}
    if isinstance(row, list | tuple):
        return [_plain(value) for value in row]
    return row.isoformat() if isinstance(row, datetime) else row


def _signed(row: dict[str, Any]) -> Signed:
    holder = {**row["holder"]}
    for name in ("valid_from", "valid_to"):
        holder[name] = _moment(holder[name])
    problems = tuple(Problem(problem) for problem in row["problems"])
    return Signed(**{**row, "holder": Holder(**holder), "at": _moment(row["at"]), "problems": problems})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
