"""Pictures without what cameras and programmes write into them: name, place, time, preview, comment."""

import struct
from collections.abc import Iterator

from thidua.initiatives.blind.refusals import NotClean

BROKEN = "Ảnh bị hỏng nên không bỏ được thông tin ẩn. Chụp hoặc lưu lại ảnh rồi gửi tệp mới."
SHOWN = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"cHRM", b"sBIT", b"bKGD"})
"""Chunks of a PNG that say how it looks; all others are left out."""
SCAN, END = 0xDA, 0xD9
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
SPOKEN = frozenset({*range(0xE1, 0xF0), 0xFE}) - {0xEE}
"""Segments of a JPEG that programmes write about it (Exif, XMP, comments); APP14 says how colours are kept."""
ORIENTATION = 0x0112


def cleaned(data: bytes, kind: str) -> bytes:
    """Raises NotClean."""
    try:
        return b"".join(_png(data) if kind == "png" else _jpeg(data))
    except (struct.error, IndexError) as reason:
        raise NotClean(BROKEN) from reason


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    place = 8
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        name = data[place + 4 : place + 8]
        chunk = data[place : place + 12 + length]
        if len(chunk) < 12 + length:
            raise NotClean(BROKEN)
        if name in SHOWN:
            yield chunk
        place += 12 + length
        if name == b"IEND":
            return
    raise NotClean(BROKEN)


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Segment by segment; what follows the end of the picture (a second picture, a film) is dropped."""
    yield data[:2]
    place, turned = 2, b""
    pieces: list[bytes] = []
    while True:
        if data[place] != 0xFF:
            raise NotClean(BROKEN)
        marker = data[place + 1]
        if marker == END:
            pieces.append(b"\xff\xd9")
            break
        if marker == 0xFF:
            place += 1
            continue
        if marker in ALONE:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        segment = data[place : place + 2 + length]
        place += 2 + length
        if marker == 0xE1:
            turned = turned or _turn(segment)
        if marker not in SPOKEN:
            pieces.append(_bare_jfif(segment) if marker == 0xE0 else segment)
        if marker == SCAN:
            end = _end_of_scan(data, place)
            pieces.append(data[place:end])
            place = end
    yield turned
    yield from pieces


def _bare_jfif(segment: bytes) -> bytes:
    """The head of a JFIF file without its small preview; other APP0 segments hold previews only."""
    if segment[4:9] != b"JFIF\x00":
        return b""
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\x00\x00"


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the next marker stands: stuffed bytes and restarts belong to the picture."""
    while True:
        place = data.index(b"\xff", place) if b"\xff" in data[place:] else len(data)
        following = data[place + 1]
        if following != 0 and following not in ALONE:
            return place
        place += 2


def _turn(segment: bytes) -> bytes:
    """An Exif segment that says nothing but which way up the picture is; empty where it lies right already."""
    if segment[4:10] != b"Exif\x00\x00":
        return b""
    body = segment[10:]
    order = "<" if body[:2] == b"II" else ">"
    (start,) = struct.unpack_from(order + "I", body, 4)
    (count,) = struct.unpack_from(order + "H", body, start)
    for n in range(min(count, 100)):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", body, start + 2 + 12 * n)
        if tag == ORIENTATION and kind == 3 and 1 < value <= 8:
            bare = b"MM\x00\x2a" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, value, 0, 0)
            return b"\xff\xe1" + struct.pack(">H", 8 + len(bare)) + b"Exif\x00\x00" + bare
    return b""
