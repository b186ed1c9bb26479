"""Whatever arrives in place of a CORS document is read rightly or refused for a known reason."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors import Configuration
from buckets.cors.formats import xml
from buckets.cors.formats.catalogue import CATALOGUE
from tests.cors.strategies import configurations

SPLICES = (
    b"<x/>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?p",
    b"&lt;",
    b"&x;",
    b"<!DOCTYPE a []>",
    b"<CORSRule>",
    b"</CORSRule>",
    b"<CORSRule/>",
    b"<MaxAgeSeconds>1</MaxAgeSeconds>",
    b"<ResponseVary>true</ResponseVary>",
    b' xmlns="x"',
    b' a="1"',
    b"\0",
    b"\xff\xfe",
    b"-",
    b" ",
)


@st.composite
def damaged_documents(draw: st.DrawFn) -> bytes:
    """A valid document with pieces put in, taken out, renamed, or in another encoding."""
    document = xml.write(draw(configurations(max_rules=3)))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(document)))
        end = start + draw(st.sampled_from([0, 0, 1, 20, len(document)]))
        piece = draw(st.one_of(st.sampled_from(SPLICES), st.binary(max_size=3), st.just(b"")))
        document = document[:start] + piece + document[end:]
    names = [*set(re.findall(rb"</?(\w+)>", document)), b"zzz"]
    if draw(st.booleans()):
        document = document.replace(draw(st.sampled_from(names)), draw(st.sampled_from(names)), 1)
    codec = draw(st.sampled_from(["", "", "utf-16", "utf-16-le", "utf-32", "cp037"]))
    return document.decode("utf-8", "replace").encode(codec, "replace") if codec else document


@given(st.one_of(st.binary(max_size=60), damaged_documents()))
def test_any_bytes_give_a_configuration_or_a_known_reason(document: bytes) -> None:
    refusal = ""
    try:
        configuration = xml.read(document)
    except xml.XmlError as error:
        refusal = error.id
    else:
        assert counted(configuration) == counted_by_another_parser(document)
    assert refusal in {"", *(it.removeprefix("formats.") for it in CATALOGUE)}


def counted(configuration: Configuration) -> dict[str, int]:
    rules = configuration.rules
    return {
        "CORSRule": len(rules),
        "AllowedOrigin": sum(len(rule.origins) for rule in rules),
        "AllowedMethod": sum(len(rule.methods) for rule in rules),
        "AllowedHeader": sum(len(rule.allowed_headers) for rule in rules),
        "ExposeHeader": sum(len(rule.expose_headers) for rule in rules),
        "MaxAgeSeconds": sum(rule.max_age is not None for rule in rules),
    }


def counted_by_another_parser(document: bytes) -> dict[str, int]:
    tree = ET.fromstring(document)  # noqa: S314 - it has no document type, or it was refused
    return {name: len(list(tree.iter(name))) for name in counted(Configuration())}


@given(configurations(max_rules=2), st.data())
def test_a_document_cut_short_is_never_read(
    configuration: Configuration, data: st.DataObject
) -> None:
    document = xml.write(configuration).rstrip()
    length = data.draw(st.integers(0, len(document) - 1))
    with pytest.raises(xml.XmlError):
        xml.read(document[:length])


@given(configurations(max_rules=2), st.data())
def test_an_element_unknown_is_noticed_wherever_it_stands(
    configuration: Configuration, data: st.DataObject
) -> None:
    document = xml.write(configuration)
    inside = [match.start() for match in re.finditer(rb"\n *<[/A-Z]", document)][1:]
    place = data.draw(st.sampled_from(inside))
    with pytest.raises(xml.XmlError) as refusal:
        xml.read(document[:place] + b"<Unknown/>" + document[place:])
    assert refusal.value.id == "unknown-element"
