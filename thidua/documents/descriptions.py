"""Descriptions of documents as data that a database keeps: what was issued is printed the same ever after."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thidua.writing import document as written
from thidua.writing.document import Document, Rank

KINDS = {
    kind.__name__: kind
    for kind in (
        written.Document,
        written.Issuer,
        written.Number,
        written.Signature,
        written.Appendix,
        written.Heading,
        written.Paragraph,
        written.Article,
        written.Table,
        written.Column,
        written.Band,
        written.Run,
    )
}
KIND = "is"
"""The key under which a piece says what it is."""


def as_data(document: Document) -> dict[str, Any]:
    """Only what JSON knows."""
    data: dict[str, Any] = _out(document)
    return data


def from_data(data: dict[str, Any]) -> Document:
    document = _in(data)
    if not isinstance(document, Document):
        raise ValueError("no description of a document")
    return document


def _out(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        said = {field.name: _out(getattr(value, field.name)) for field in fields(value)}
        return {KIND: type(value).__name__, **said}
    if isinstance(value, tuple):
        return [_out(each) for each in value]
    if isinstance(value, Decimal):
        return {KIND: "Decimal", "value": str(value)}
    if isinstance(value, date):
        return {KIND: "date", "value": value.isoformat()}
    return value


def _in(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_in(each) for each in value)
    if not isinstance(value, dict):
        return value
    kind = value[KIND]
    if kind == "Decimal":
        return Decimal(value["value"])
    if kind == "date":
        return date.fromisoformat(value["value"])
    said = {name: _in(each) for name, each in value.items() if name != KIND}
    if "rank" in said:
        said["rank"] = Rank(said["rank"])
    return KINDS[kind](**said)
