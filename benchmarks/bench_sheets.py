"""A thousand sheets in one PDF beside their text drawn with the bare ReportLab canvas; one sheet alone."""

from __future__ import annotations

import io
import statistics
from collections.abc import Callable, Sequence

from benchmarks.measure import Figure, beside, figure, seconds
from qadesk.printing.document import sheets_pdf
from qadesk.printing.page import HEIGHT, WIDTH, TextLine
from qadesk.printing.sheet_layout import compose
from qadesk.resources import resource
from tests.unit.printing.contents import many

SHEETS = 1000


def run() -> list[Figure]:
    """Both draw the same lines of text at the same places, in the same faces, compressed alike."""
    contents = many(SHEETS)
    pages = [page.texts for content in contents for page in compose(content)]
    bare = _bare(pages)
    assert sheets_pdf(contents[:1])  # both have parsed the font files before the clock starts
    ours, reference = beside(lambda: sheets_pdf(contents), bare, times=3)
    texts = sum(map(len, pages))
    one = statistics.median(
        seconds(lambda content=content: sheets_pdf([content])) for content in contents[:30]
    )
    return [
        figure(
            "1,000 sheets, merged",
            ours,
            2.5,
            reference=reference,
            note=f"{len(pages):,} pages, {texts:,} lines of text; reference: bare ReportLab canvas",
        ),
        figure("one sheet, warm", one, 0.1, note="layout, drawing, both fonts embedded as subsets"),
    ]


def _bare(pages: Sequence[Sequence[TextLine]]) -> Callable[[], bytes]:
    """What ReportLab takes for the text alone: drawString with its own fonts, no rules, no bar codes."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    names = {False: "BareRegular", True: "BareBold"}
    for bold, file in ((False, "NotoSansSC-Regular.ttf"), (True, "NotoSansSC-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(names[bold], str(resource("fonts", file))))

    def draw() -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), pageCompression=1)
        for page in pages:
            for x, y, text, size, bold in page:
                canvas.setFont(names[bold], size)
                canvas.drawString(x, HEIGHT - y, text)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return draw
