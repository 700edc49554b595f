"""Old Vietnamese encodings: TCVN3 (fonts named .Vn…), VNI (fonts named VNI-…) and windows-1258, turned into Unicode."""

from __future__ import annotations

import re
import unicodedata

from thidua.reading.refusals import OldEncoding

_TCVN3 = str.maketrans(
    "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
)
_SAC, _HUYEN, _HOI, _NGA, _NANG, _ROOF, _BREVE = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323", "\u0302", "\u0306"
_VNI_MARKS = {
    **dict(zip("ùøûõï", (_SAC, _HUYEN, _HOI, _NGA, _NANG), strict=True)),
    **dict(zip("âáàåãä", (_ROOF + tone for tone in ("", _SAC, _HUYEN, _HOI, _NGA, _NANG)), strict=True)),
    **dict(zip("êéèúüë", (_BREVE + tone for tone in ("", _SAC, _HUYEN, _HOI, _NGA, _NANG)), strict=True)),
}
_VNI_MARKS |= {mark.upper(): marks for mark, marks in _VNI_MARKS.items()}
_VNI_LETTERS = dict(zip("ñôöæóòîÑÔÖÆÓÒÎ", "đơưỉĩịỵĐƠƯỈĨỊỴ", strict=True))
_VNI = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(_VNI_MARKS)}])|([{''.join(_VNI_LETTERS)}])")
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_WORDS = (
    "và của các trong được là có cho năm với để không người trường học giáo dục thực hiện kế hoạch công tác tổ chức "
    "động hoạt đơn vị nhiệm vụ tháng ngày số thi đua phòng tỉnh xã về theo từ đến những này đã sẽ"
)
_USUAL_WORDS = frozenset(_PLAIN_WORDS.split())
_ENOUGH = 0.12
"""Share of usual words by which Vietnamese is known; in a wrong encoding it is far lower."""
_SAMPLE = 100_000


def decoded_old(data: bytes) -> str:
    """The text of bytes that are not Unicode, in the encoding that makes the most Vietnamese of them.

    Raises Refusal `old_encoding`.
    """
    latin = data.decode("latin-1")
    readings = (data.decode("cp1258", "replace"), from_tcvn3(latin), from_vni(latin))
    best = max(readings, key=_likeness)
    if _likeness(best) < _ENOUGH:
        raise OldEncoding
    return best


def by_font(text: str, font: str) -> str:
    """Text of a Word run, put into Unicode where its font is of an old encoding."""
    name = font.casefold()
    if name.startswith(".vn"):
        text = from_tcvn3(text)
        return text.upper() if name.endswith("h") else text
    return from_vni(text) if name.startswith("vni-") else text


def from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, text))


def _vni_letter(found: re.Match[str]) -> str:
    base, mark, letter = found.groups()
    return _VNI_LETTERS[letter] if letter else _VNI_LETTERS.get(base, base) + _VNI_MARKS[mark]


def _likeness(text: str) -> float:
    words = _WORD.findall(unicodedata.normalize("NFC", text[:_SAMPLE]).lower())
    return sum(word in _USUAL_WORDS for word in words) / max(len(words), 1)
