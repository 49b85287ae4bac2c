"""PDF files for tests, written with a font every reader has."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def paper(
    pages: Sequence[Sequence[str]],
    *,
    outline: Sequence[tuple[str, int]] = (),
    password: str = "",
    info: dict[str, str] | None = None,
) -> bytes:
    """A file of pages, each a list of lines; outline entries are (title, page), counted from 0."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = DecodedStreamObject()
        shown = "\n".join(f"({line}) Tj T*" for line in (line.replace("(", "").replace(")", "") for line in lines))
        content.set_data(f"BT /F1 12 Tf 14 TL 50 800 Td\n{shown}\nET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
    for title, number in outline:
        writer.add_outline_item(title=title, page_number=number)
    if info:
        writer.add_metadata(info)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
