"""Plain pages of HTML: headings, paragraphs, tables, in one style, with nothing loaded from elsewhere."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from qadesk.i18n import current_language

Row = Sequence[str]
_STYLE = """
body{font:16px/1.6 "Noto Sans SC","Microsoft YaHei",sans-serif;color:#22211e;background:#fff;
margin:0 auto;max-width:58rem;padding:2rem 1.5rem}
h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.15rem;margin:2rem 0 .4rem}
h3{font-size:1rem;margin:1.4rem 0 .3rem}p{margin:.3rem 0}
table{border-collapse:collapse;margin:.4rem 0;width:100%}
td,th{border:1px solid #d0ccc2;padding:.3rem .6rem;text-align:left;vertical-align:top}
td{white-space:pre-line}
th{background:#f1efe9}tbody th{width:12rem;font-weight:normal}.muted{color:#6b675f}
.state{border-left:4px solid #b4690e;padding:.3rem .8rem;background:#fbf3e4}
code{font:14px/1.4 monospace;overflow-wrap:anywhere}@media print{body{padding:0}}
"""


def heading(text: str, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{html.escape(text)}</h{level}>"


def paragraph(text: str, look: str = "") -> str:
    """A paragraph; `look` is muted or state."""
    return f'<p class="{look}">{html.escape(text)}</p>' if look else f"<p>{html.escape(text)}</p>"


def listed(texts: Iterable[str]) -> str:
    """A list of sentences."""
    return f"<ul>{''.join(f'<li>{html.escape(text)}</li>' for text in texts)}</ul>"


def table(heads: Row, rows: Iterable[Row]) -> str:
    """A table with headings above."""
    head = "".join(f"<th>{html.escape(one)}</th>" for one in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def named(rows: Iterable[tuple[str, str]]) -> str:
    """A table of two columns: what it is, and what is said of it."""
    escaped = ((html.escape(name), html.escape(text)) for name, text in rows)
    lines = "".join(f"<tr><th>{name}</th><td>{text}</td></tr>" for name, text in escaped)
    return f"<table><tbody>{lines}</tbody></table>"


def page(title: str, body: Iterable[str]) -> str:
    """The whole page."""
    language = current_language().replace("_", "-")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )
