"""Every write of this room."""

from thidua.documents.operations.files import add_attachment, add_link, open_file, refuse_large, store_file
from thidua.documents.operations.papers import (
    add_document,
    add_file,
    change_document,
    keep_blocks,
    keep_file,
    publish_files,
)
from thidua.documents.operations.registry import cancel_number, claim_number, give_number, hold_number, use_number
from thidua.documents.operations.writing import (
    Written,
    freeze_description,
    keep_written,
    printed,
    write_document,
    written_of,
)

__all__ = [
    "Written",
    "add_attachment",
    "add_document",
    "add_file",
    "add_link",
    "cancel_number",
    "change_document",
    "claim_number",
    "freeze_description",
    "give_number",
    "hold_number",
    "keep_blocks",
    "keep_file",
    "keep_written",
    "open_file",
    "printed",
    "publish_files",
    "refuse_large",
    "store_file",
    "use_number",
    "write_document",
    "written_of",
]
