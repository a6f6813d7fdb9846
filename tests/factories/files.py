"""Files of the kinds that people send, with somebody's name in them: made here, byte by byte or by the real programs."""

from __future__ import annotations

import email.message
import io
import zipfile

import typst
from openpyxl import Workbook
from openpyxl.comments import Comment
from pypdf import PdfReader, PdfWriter

NAME = "Xaver Quittenbaum"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def zipped(**parts: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(*runs: str, **more: str | bytes) -> bytes:
    said = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    body = f'<w:document xmlns:w="{W}"><w:body><w:p>{said}</w:p></w:body></w:document>'
    return zipped(**{"[Content_Types].xml": "<Types/>", "word/document.xml": body, **more})


def pdf(words: str, author: str = "Grappe") -> bytes:
    source = f'#set document(author: "{author}", title: "Report")\n{words}'
    return typst.compile(source.encode(), format="pdf")


def locked(content: bytes) -> bytes:
    writer, made = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(made)
    return made.getvalue()


def with_file(content: bytes, name: str, within: bytes) -> bytes:
    writer, made = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.add_attachment(name, within)
    writer.write(made)
    return made.getvalue()


def xlsx() -> bytes:
    book, made = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(["First", "Last", "Since"])
    sheet.append(["Xaver", "Quittenbaum", 2019])
    sheet["C2"].comment = Comment("ask Orsolya", "Zuzana Brombeer")
    book.save(made)
    return made.getvalue()


def odt(words: str) -> bytes:
    office, text = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    )
    body = f'<o:document-content xmlns:o="{office}" xmlns:t="{text}"><o:body><t:p>{words}</t:p></o:body></o:document-content>'
    return zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": body})


def mail(within: bytes, name: str) -> bytes:
    made = email.message.EmailMessage()
    made["From"], made["To"], made["Subject"] = "Zuzana Brombeer <zb@x.example>", "me@y.example", "Offer"
    made.set_content("Find the offer with this.")
    made.add_attachment(within, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()
