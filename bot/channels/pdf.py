"""One page of Chinese text as a PDF, with the font every reader brings along."""

from __future__ import annotations

from collections.abc import Sequence

_WIDTH, _HEIGHT, _MARGIN, _SIZE, _LEADING = 595, 842, 72, 14, 26
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [6 0 R] >>"
)
_DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
    b" /W [1 95 500 814 907 500]"  # letters and digits are half as wide
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    b" /FontDescriptor 7 0 R >>"
)
_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)


def text_pdf(lines: Sequence[str]) -> bytes:
    """The lines from the top of an A4 page; what a line cannot hold runs out of the page."""
    drawn = _drawn(lines)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % (_WIDTH, _HEIGHT),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        _FONT,
        _DESCENDANT,
        _DESCRIPTOR,
    )
    return _file(objects)


def _drawn(lines: Sequence[str]) -> bytes:
    steps = [f"BT /F1 {_SIZE} Tf {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td"]
    # The encoding knows 16 bits a character; rarer ones are shown as a box rather than lost.
    plain = ("".join(char if ord(char) < 0x10000 else "□" for char in line) for line in lines)
    steps += [f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in plain]
    return "\n".join([*steps, "ET"]).encode()


def _file(objects: Sequence[bytes]) -> bytes:
    """Numbered objects with the table that says where each begins."""
    body = b"%PDF-1.4\n"
    starts = []
    for number, item in enumerate(objects, start=1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + trailer % (len(objects) + 1, len(body))
