"""Hostile files, read one after another by a process that has little memory and little time."""

import json
import subprocess
import sys

from thidua.reading.tests.files import docx_with, paragraph, pdf_of, pdf_of_forms, printed, word_xml, zipped

READER = """
import json, resource, sys
from pathlib import Path
from thidua.reading import read
from thidua.reading.refusals import Refusal

resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
answers = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        answers[path.name] = read(path.read_bytes()).source.kind
    except Refusal as refusal:
        answers[path.name] = refusal.code
print(json.dumps(answers))
"""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))

FILES = {
    "another archive": (lambda: zipped({"a.txt": "a"}), "unknown_type"),
    "archive of a bomb": (lambda: zipped({"a.txt": bytes(60_000_000)}), "zip_bomb"),
    "bomb": (lambda: docx_with(word_xml(paragraph("a" * 100_000_000))), "zip_bomb"),
    "deep tables": (lambda: docx_with(word_xml("<w:tbl><w:tr><w:tc>" * 20_000)), "damaged"),
    "empty": (lambda: b"", "empty"),
    "entities": (lambda: docx_with('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'), "damaged"),
    "fifty megabytes": (lambda: b"Thi dua \n" * 5_800_000, "too_long"),
    "forms in forms": (lambda: pdf_of_forms(1, 1), "pdf"),
    "laughs": (lambda: docx_with(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l11;</x>'), "damaged"),
    "macros": (
        lambda: zipped({"word/document.xml": word_xml(paragraph("Kế hoạch")), "word/vbaProject.bin": "x"}),
        "docx",
    ),
    "one long line": (lambda: b"KE HOACH 1. a " * 100_000, "text"),
    "packed page": (lambda: pdf_of(["q Q " * 2_000_000]), "empty"),
    "plan.docx that is text": ("KẾ HOẠCH năm 2026".encode, "text"),
    "plan.txt that is a PDF": (lambda: pdf_of([printed((60, 700, "Ke hoach"))]), "pdf"),
    "sixty megabytes": (lambda: b"a" * 60_000_000, "too_large"),
    "ten thousand pages": (lambda: pdf_of(["BT ET"] * 10_000), "too_many_pages"),
}


def test_hostile_files_are_read_or_refused_within_bounds(tmp_path):
    for name, (make, _) in FILES.items():
        (tmp_path / name).write_bytes(make())

    done = subprocess.run([sys.executable, "-c", READER, tmp_path], capture_output=True, check=False, timeout=120)

    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert json.loads(done.stdout) == {name: answer for name, (_, answer) in FILES.items()}
