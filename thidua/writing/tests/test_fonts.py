import shutil
import struct

import pytest

from thidua.writing.fonts import EMBEDDED, Family, is_whole, letters_of, serif, serif_in, vietnamese_letters

FACES = ("Regular", "Bold", "Italic", "BoldItalic")


def font(*tables):
    """A font file with nothing but its map of letters, each table for Windows Unicode."""
    head = 4 + 8 * len(tables)
    offsets = [head + sum(map(len, tables[:place])) for place in range(len(tables))]
    records = b"".join(struct.pack(">HHI", 3, 1, offset) for offset in offsets)
    cmap = struct.pack(">HH", 0, len(tables)) + records + b"".join(tables)
    return struct.pack(">IHHHH", 0x10000, 1, 16, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def format_12(letters):
    groups = b"".join(
        struct.pack(">III", ord(letter), ord(letter), place + 1) for place, letter in enumerate(sorted(letters))
    )
    return struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(letters)) + groups


def format_4(segments):
    """Segments of (first, last, delta, offset); the last one is the mark of the end."""
    ends, starts, deltas, offsets = ([segment[part] for segment in segments] for part in (1, 0, 2, 3))
    count = len(segments)
    arrays = struct.pack(f">{count}H", *ends) + b"\0\0" + struct.pack(f">{count}H", *starts)
    arrays += struct.pack(f">{count}H", *(delta & 0xFFFF for delta in deltas)) + struct.pack(f">{count}H", *offsets)
    return struct.pack(">HHHHHHH", 4, 14 + len(arrays), 0, 2 * count, 0, 0, 0) + arrays


def family(folder, name, letters):
    folder.mkdir(exist_ok=True)
    for face in FACES:
        (folder / f"{name}-{face}.ttf").write_bytes(font(format_12(letters)))


def test_letters_are_read_from_both_forms_of_the_map():
    table = format_4([(65, 67, -64, 0), (97, 98, -97, 0), (0xFFFF, 0xFFFF, 1, 0)])

    assert letters_of(font(table)) == frozenset("ABCb")
    assert letters_of(font(format_12("Đẫ"))) == frozenset("Đẫ")
    assert letters_of(font(table, format_12("Đ"))) == frozenset("ABCbĐ")


def test_font_without_a_single_vietnamese_letter_is_not_whole(tmp_path):
    whole, holed = tmp_path / "a.ttf", tmp_path / "b.ttf"
    whole.write_bytes(font(format_12(vietnamese_letters())))
    holed.write_bytes(font(format_12(vietnamese_letters() - {"ự"})))

    assert (is_whole(whole), is_whole(holed)) == (True, False)


@pytest.mark.parametrize("content", [b"", b"no font", b"\0\1\0\0\0\1" + b"\0" * 20])
def test_file_that_is_no_font_is_not_whole(tmp_path, content):
    path = tmp_path / "x.ttf"
    path.write_bytes(content)

    assert not is_whole(path)


def test_134_letters_with_marks_are_wanted():
    assert len([letter for letter in vietnamese_letters() if letter.isalpha() and not letter.isascii()]) == 134


def test_best_whole_family_is_chosen(tmp_path):
    family(tmp_path / "liberation", "LiberationSerif", vietnamese_letters())
    assert serif_in([tmp_path]).name == "Liberation Serif"

    family(tmp_path / "tinos", "Tinos", vietnamese_letters())
    chosen = serif_in([tmp_path])

    assert (chosen.name, len(chosen.files)) == ("Tinos", 4)


def test_family_with_holes_or_without_a_face_is_passed_over(tmp_path):
    family(tmp_path / "tinos", "Tinos", vietnamese_letters() - {"ữ"})
    family(tmp_path / "liberation", "LiberationSerif", vietnamese_letters())
    assert serif_in([tmp_path]).name == "Liberation Serif"

    (tmp_path / "liberation" / "LiberationSerif-Bold.ttf").unlink()

    assert serif_in([tmp_path]) == Family(EMBEDDED)


def test_whole_copy_is_taken_where_another_has_holes(tmp_path):
    family(tmp_path / "1.07", "LiberationSerif", set("ABC"))
    family(tmp_path / "2.1", "LiberationSerif", vietnamese_letters())

    assert {file.parent.name for file in serif_in([tmp_path]).files} == {"2.1"}


def test_without_fonts_the_embedded_one_stands_in(tmp_path):
    assert serif_in([tmp_path, tmp_path / "none"]) == Family(EMBEDDED)


def test_font_of_this_machine_is_whole(tmp_path):
    for file in serif().files:
        copy = shutil.copy(file, tmp_path)
        assert is_whole(tmp_path / copy)
