"""What a document says about itself: title, author, subject, when it was made, that it is PDF/A and PDF/UA.

It is said twice, as readers look in either place: in the document information and as XMP (ISO 16684-1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape  # as XML has it, too, without reading a parser of XML for it
from typing import Final

from qadesk import __version__
from qadesk.printing.pdf_file import text_string

_NO_XML: Final = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROGRAM: Final = f"QADesk {__version__}"

# PDF/A has metadata of others described where it is used.
_PACKET: Final = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{program}</pdf:Producer>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
{dates}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class Metadata:
    """What a document says about itself; `made` is an aware time, None where it is only looked at."""

    language: str  # zh_CN or en
    title: str
    author: str
    subject: str
    made: datetime | None = None

    @property
    def language_tag(self) -> str:
        """The language as RFC 3066 has it."""
        return self.language.replace("_", "-")


def information(about: Metadata) -> str:
    """The document information dictionary."""
    said = {
        "Title": about.title,
        "Author": about.author,
        "Subject": about.subject,
        "Creator": _PROGRAM,
        "Producer": _PROGRAM,
    }
    entries = "".join(f"/{name}{text_string(_clean(text))}" for name, text in said.items())
    if about.made is not None:
        sign, hours, minutes = _offset(about.made)
        when = f"(D:{about.made:%Y%m%d%H%M%S}{sign}{hours:02d}'{minutes:02d}')"
        entries += f"/CreationDate{when}/ModDate{when}"
    return f"<<{entries}>>"


def packet(about: Metadata) -> bytes:
    """The same as XMP."""
    dates = ""
    if about.made is not None:
        sign, hours, minutes = _offset(about.made)
        when = f"{about.made:%Y-%m-%dT%H:%M:%S}{sign}{hours:02d}:{minutes:02d}"
        names = ("CreateDate", "ModifyDate", "MetadataDate")
        dates = "".join(f"<xmp:{name}>{when}</xmp:{name}>\n" for name in names)
    said = {
        "title": about.title,
        "author": about.author,
        "subject": about.subject,
        "language": about.language_tag,
        "program": _PROGRAM,
    }
    texts = {name: escape(_clean(text)) for name, text in said.items()}
    return _PACKET.format(dates=dates, **texts).encode()


def _clean(text: str) -> str:
    """`text` without what neither XML nor a PDF string can hold."""
    return _NO_XML.sub("", text.replace("\n", " "))


def _offset(made: datetime) -> tuple[str, int, int]:
    """The sign, hours and minutes by which a time is ahead of UTC."""
    minutes = round((made.utcoffset() or timedelta()).total_seconds() / 60)
    return ("-" if minutes < 0 else "+", *divmod(abs(minutes), 60))
