"""The wire document: what is written is read back, and nothing is ever half understood."""

import encodings.aliases

import pytest
from hypothesis import example, given

from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.cors.formats.catalogue import CATALOGUE
from buckets.cors.limits import MAX_DOCUMENT_BYTES
from tests.cors.strategies import writable_configurations

RULE = Rule(("https://a.example",), ("GET",), ("*",), ("ETag",), 33012)
FULL = Configuration((RULE, Rule(("*",), ("PUT", "POST"))), True)


def one_rule(inside: str) -> bytes:
    return f"<CORSConfiguration><CORSRule>{inside}</CORSRule></CORSConfiguration>".encode()


def root(inside: str) -> bytes:
    return f"<CORSConfiguration>{inside}</CORSConfiguration>".encode()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE CORSConfiguration [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<CORSConfiguration><CORSRule><AllowedOrigin>&c;</AllowedOrigin></CORSRule></CORSConfiguration>"""
FETCHES = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<CORSConfiguration><CORSRule><AllowedOrigin>&x;</AllowedOrigin></CORSRule></CORSConfiguration>"""

REFUSED: dict[str, tuple[str, bytes]] = {
    "nothing": ("empty", b""),
    "white space": ("empty", b" \r\n"),
    "one byte too many": ("too-large", b"x" * (xml.MAX_READ_BYTES + 1)),
    "text": ("malformed", b"Service Unavailable"),
    "a captive portal": ("wrong-root", b"<html><body><br></body></html>"),
    "a page of XHTML": ("wrong-root", b"<html><body/></html>"),
    "another answer of OSS": ("wrong-root", b"<Error><Code>NoSuchBucket</Code></Error>"),
    "a prefixed other root": ("wrong-root", b"<oss:Error/>"),
    "the root in another case": ("wrong-root", b"<corsconfiguration/>"),
    "two roots": ("malformed", root("") * 2),
    "text behind the root": ("malformed", root("") + b"x"),
    "an end missing": ("malformed", b"<CORSConfiguration>"),
    "ends crossed": ("malformed", one_rule("<AllowedOrigin>*</AllowedMethod>")),
    "an entity never declared": ("malformed", one_rule("<AllowedOrigin>&x;</AllowedOrigin>")),
    "a NUL": ("malformed", one_rule("<AllowedOrigin>\0</AllowedOrigin>")),
    "a control character": ("malformed", one_rule("<AllowedOrigin>&#1;</AllowedOrigin>")),
    "bytes that are no UTF-8": ("malformed", b"<CORSConfiguration>\xff</CORSConfiguration>"),
    "an encoding unknown": ("malformed", b'<?xml version="1.0" encoding="x-no"?>' + root("")),
    "an encoding of Python's": ("malformed", b'<?xml version="1.0" encoding="rot13"?>' + root("")),
    "the wrong encoding": ("malformed", b'<?xml version="1.0" encoding="UTF-16"?>' + root("")),
    "a billion laughs": ("entities", LAUGHS),
    "an external entity": ("entities", FETCHES),
    "a bare document type": ("entities", b"<!DOCTYPE CORSConfiguration>" + root("")),
    "a namespace": ("namespace", b'<CORSConfiguration xmlns="http://doc.oss"/>'),
    "a prefix declared": ("namespace", b'<CORSConfiguration xmlns:o="http://doc.oss"/>'),
    "a prefixed root": ("namespace", b"<o:CORSConfiguration/>"),
    "a namespace on a rule": ("namespace", root('<CORSRule xmlns=""/>')),
    "an attribute": ("attribute", b'<CORSConfiguration version="2"/>'),
    "an attribute on a value": ("attribute", one_rule('<AllowedOrigin id="1">*</AllowedOrigin>')),
    "an element unknown": ("unknown-element", root("<CORSRules/>")),
    "an element unknown in a rule": ("unknown-element", one_rule("<AllowCredentials/>")),
    "a prefixed rule": ("unknown-element", root("<o:CORSRule/>")),
    "an element inside a value": (
        "unknown-element",
        one_rule("<AllowedOrigin><b/></AllowedOrigin>"),
    ),
    "a rule inside a rule": ("unknown-element", one_rule("<CORSRule/>")),
    "a value outside a rule": ("unknown-element", root("<AllowedOrigin>*</AllowedOrigin>")),
    "Vary inside a rule": ("unknown-element", one_rule("<ResponseVary>true</ResponseVary>")),
    "a root inside the root": ("unknown-element", root("<CORSConfiguration/>")),
    "text in the root": ("misplaced-text", root("x")),
    "text in a rule": ("misplaced-text", one_rule("https://a.example")),
    "CDATA in a rule": ("misplaced-text", one_rule("<![CDATA[x]]>")),
    "a blank that XML has not": ("misplaced-text", root("\N{NO-BREAK SPACE}")),
    "a rule more than is read": ("too-many-rules", root("<CORSRule/>" * 101)),
    "two timeouts": ("repeated", one_rule("<MaxAgeSeconds>1</MaxAgeSeconds>" * 2)),
    "two Varys": ("repeated", root("<ResponseVary>true</ResponseVary>" * 2)),
}
for number in ("", " ", "-1", "+1", "1.0", "1e3", "0x10", "1_000", "٣", "²", "unset", "9" * 19):
    REFUSED[f"a timeout of “{number}”"] = (
        "bad-number",
        one_rule(f"<MaxAgeSeconds>{number}</MaxAgeSeconds>"),
    )
for boolean in ("", "True", "TRUE", "1", "yes", "truefalse"):
    REFUSED[f"a Vary of “{boolean}”"] = (
        "bad-boolean",
        root(f"<ResponseVary>{boolean}</ResponseVary>"),
    )


@given(writable_configurations())
@example(FULL)
@example(Configuration((Rule(("\r\n", "\r", "\n", "\t", "]]>", "&amp;"), ("",)),)))
def test_what_is_written_is_read_back(configuration: Configuration) -> None:
    assert xml.read(xml.write(configuration)) == configuration


def test_the_document_is_written_for_people_to_read_too() -> None:
    assert xml.write(FULL).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<CORSConfiguration>\n"
        "  <CORSRule>\n"
        "    <AllowedOrigin>https://a.example</AllowedOrigin>\n"
        "    <AllowedMethod>GET</AllowedMethod>\n"
        "    <AllowedHeader>*</AllowedHeader>\n"
        "    <ExposeHeader>ETag</ExposeHeader>\n"
        "    <MaxAgeSeconds>33012</MaxAgeSeconds>\n"
        "  </CORSRule>\n"
        "  <CORSRule>\n"
        "    <AllowedOrigin>*</AllowedOrigin>\n"
        "    <AllowedMethod>PUT</AllowedMethod>\n"
        "    <AllowedMethod>POST</AllowedMethod>\n"
        "  </CORSRule>\n"
        "  <ResponseVary>true</ResponseVary>\n"
        "</CORSConfiguration>\n"
    )


def test_vary_is_written_even_when_it_is_false() -> None:
    assert b"<ResponseVary>false</ResponseVary>" in xml.write(Configuration((RULE,)))


@pytest.mark.parametrize(("reason", "document"), REFUSED.values(), ids=REFUSED)
def test_a_document_not_wholly_understood_is_refused(reason: str, document: bytes) -> None:
    with pytest.raises(xml.XmlError) as refusal:
        xml.read(document)
    assert refusal.value.id == reason


def test_every_reason_for_refusing_is_shown_by_a_document_above() -> None:
    assert {reason for reason, _ in REFUSED.values()} == {
        it.removeprefix("formats.") for it in CATALOGUE if it.count(".") == 1
    }


@pytest.mark.parametrize("document", [document for _, document in REFUSED.values()], ids=REFUSED)
def test_a_refusal_is_a_finished_sentence(document: bytes) -> None:
    with pytest.raises(xml.XmlError) as refusal:
        xml.read(document)
    message = refusal.value.message
    assert message.id == f"formats.{refusal.value.id}"
    assert "%(" not in str(CATALOGUE[message.id]) % message.params


@pytest.mark.parametrize(
    "document", [b"", b"<html/>", b"<a>", FETCHES, b"x" * (xml.MAX_READ_BYTES + 1)]
)
def test_what_is_no_cors_document_says_so(document: bytes) -> None:
    with pytest.raises(xml.XmlError) as refusal:
        xml.read(document)
    assert not refusal.value.is_cors_document


@pytest.mark.parametrize(
    "name", ["a namespace", "an attribute", "an element unknown", "text in a rule", "two Varys"]
)
def test_a_cors_document_with_a_surprise_in_it_is_one_all_the_same(name: str) -> None:
    with pytest.raises(xml.XmlError) as refusal:
        xml.read(REFUSED[name][1])
    assert refusal.value.is_cors_document


def test_a_document_of_the_largest_size_is_read() -> None:
    document = root("")
    padded = document + b" " * (xml.MAX_READ_BYTES - len(document))
    assert xml.read(padded) == Configuration()


def test_no_rules_and_no_vary_is_an_empty_configuration() -> None:
    assert xml.read(root("")) == Configuration()


def test_comments_and_processing_instructions_mean_nothing() -> None:
    document = one_rule("<!-- a --><?b c?><AllowedOrigin>https://<!-- d -->x<?e?></AllowedOrigin>")
    assert xml.read(document).rules[0].origins == ("https://x",)


def test_cdata_is_text() -> None:
    document = one_rule("<AllowedOrigin><![CDATA[<a>&]]></AllowedOrigin>")
    assert xml.read(document).rules[0].origins == ("<a>&",)


def test_an_empty_value_is_kept() -> None:
    assert xml.read(one_rule("<AllowedOrigin/>")).rules[0].origins == ("",)


def test_values_keep_their_order_even_when_kinds_are_mixed() -> None:
    document = one_rule(
        "<AllowedOrigin>b</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
        "<AllowedOrigin>a</AllowedOrigin><AllowedOrigin>b</AllowedOrigin>"
    )
    assert xml.read(document).rules == (Rule(("b", "a", "b"), ("GET",)),)


def test_a_timeout_belongs_to_its_own_rule() -> None:
    document = root("<CORSRule><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule><CORSRule/>")
    assert [rule.max_age for rule in xml.read(document).rules] == [5, None]


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), (" 60\n", 60), ("007", 7)])
def test_a_timeout_is_a_whole_number_with_blanks_around_it_or_not(text: str, seconds: int) -> None:
    document = one_rule(f"<MaxAgeSeconds>{text}</MaxAgeSeconds>")
    assert xml.read(document).rules[0].max_age == seconds


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("\ttrue ", True)])
def test_vary_is_true_or_false(text: str, value: bool) -> None:
    assert xml.read(root(f"<ResponseVary>{text}</ResponseVary>")).response_vary is value


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-8", "UTF-16", "ISO-8859-1", "us-ascii"])
def test_the_encodings_of_xml_are_read(encoding: str) -> None:
    text = xml.write(FULL).decode().replace("UTF-8", encoding)
    assert xml.read(text.encode(encoding)) == FULL


@pytest.mark.parametrize("encoding", sorted(set(encodings.aliases.aliases.values())))
def test_no_codec_of_python_breaks_the_reader(encoding: str) -> None:
    # The suite turns warnings into errors, so this would also see the codecs that only warn.
    document = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + root("\xe9")
    with pytest.raises(xml.XmlError):
        xml.read(document)


def test_what_would_be_too_large_only_for_its_indentation_is_written_without() -> None:
    origins = tuple(f"https://site-{number:04}.example" for number in range(270))
    document = xml.write(Configuration((Rule(origins, ("GET",)),)))
    assert len(document) <= MAX_DOCUMENT_BYTES
    assert b"\n" not in document
    assert xml.read(document).rules[0].origins == origins
