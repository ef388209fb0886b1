"""Writes the OpenDocument sheets of the shapes table: `python tests/data/shapes/make_open_documents.py`."""

from __future__ import annotations

import zipfile
from pathlib import Path

HERE = Path(__file__).parent
_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def _ods(name: str, sheet: str, rows: list[list[str]]) -> None:
    """An OpenDocument sheet; a cell is text, `PT…` a duration, `|n` text over n rows, `^` a covered cell."""
    made = []
    for row in rows:
        cells = []
        for cell in row:
            text, _, span = cell.partition("|")
            if cell == "^":
                cells.append("<table:covered-table-cell/>")
            elif cell.startswith("PT"):
                cells.append(f'<table:table-cell office:value-type="time" office:time-value="{cell}"/>')
            else:
                rowspan = (
                    f' table:number-rows-spanned="{span}" table:number-columns-spanned="1"' if span else ""
                )
                cells.append(
                    f'<table:table-cell office:value-type="string"{rowspan}>'
                    f"<text:p>{text}</text:p></table:table-cell>"
                )
        made.append("<table:table-row>" + "".join(cells) + "</table:table-row>")
    content = _ODS.format(f'<table:table table:name="{sheet}">' + "".join(made) + "</table:table>")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            stored = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(part), text, stored)


def open_documents() -> None:
    """A day merged over its rows; durations as ODF writes them."""
    _ods(
        "wb_praise_merged.ods",
        "表扬差错",
        [
            ["日期", "客服工号", "类型"],
            ["2026-10-01|2", "1001", "表扬"],
            ["^", "1002", "差错"],
            ["2026-10-03", "1003", "表扬"],
        ],
    )
    _ods(
        "wb_durations.ods",
        "通话",
        [
            ["通话编号", "呼入时间", "坐席工号", "响应时长", "通话时长"],
            ["o1", "2026-10-01 09:00:00", "1001", "PT00H00M05S", "PT00H02M05S"],
            ["o2", "2026-10-01 09:10:00", "1002", "PT00H00M06S", "PT00H01M00S"],
            ["o3", "2026-10-02 10:00:00", "1003", "PT00H00M07S", "PT01H01M30S"],
        ],
    )


if __name__ == "__main__":
    open_documents()
