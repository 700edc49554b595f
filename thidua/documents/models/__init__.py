from thidua.documents.models.files import Attachment, File
from thidua.documents.models.papers import Block, DocumentFile, DocumentType, OfficialDocument
from thidua.documents.models.registry import RegistryNumber

__all__ = ["Attachment", "Block", "DocumentFile", "DocumentType", "File", "OfficialDocument", "RegistryNumber"]
