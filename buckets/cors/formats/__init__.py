"""Configurations as documents, one module a format."""

from buckets.cors.formats.xml import MAX_READ_BYTES, XmlError, read, write

__all__ = ["MAX_READ_BYTES", "XmlError", "read", "write"]
