"""Text in the user's language: one gettext catalogue for window, paper and command line."""

from __future__ import annotations

import gettext
import locale
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from qadesk.resources import resource

LANGUAGES: Final = ("zh_CN", "en")
_DOMAIN: Final = "qadesk"


_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_BESIDE: Final = re.compile(f"(?<=[{_HAN}])(?={{\\w+}})|(?<=\\w}})(?=[{_HAN}])")  # Chinese text meets a value
_LATIN: Final = "A-Za-z\u00c0-\u024f"
_APART: Final = re.compile(f"\0(?=[{_LATIN}])|(?<=[{_LATIN}])\0")

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


class _State:
    language: str = "en"
    translations: gettext.NullTranslations = gettext.NullTranslations()


class _Chinese(str):
    """A Chinese sentence: a value that is Latin (a name, PDF) gets a space where it meets Chinese text."""

    __slots__ = ()

    def format(self, *args: object, **values: object) -> str:
        """As `str.format`, of which this is all that differs: Wang 于 10 月, but 王芳于 10 月."""
        return _APART.sub(" ", _marked(self).format(*args, **values)).replace("\0", "")


class _Catalogue(gettext.GNUTranslations):
    """The Chinese catalogue, whose sentences set Latin values apart."""

    def gettext(self, message: str) -> str:
        return _Chinese(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _Chinese(super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return _Chinese(super().pgettext(context, message))


@lru_cache(maxsize=4096)
def _marked(sentence: str) -> str:
    """A sentence with a mark wherever a value meets Chinese text."""
    return _BESIDE.sub("\0", str(sentence))


def set_language(language: str) -> None:
    """Make `language` ("zh_CN" or "en") the one `_` answers in from now on.

    Raises ValueError for any other code.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    _State.language = language
    _State.translations = translations(language)


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of one language, for text that must not follow the window's (paper)."""
    if language == "en":  # the source language needs no catalogue
        return gettext.NullTranslations()
    return gettext.translation(_DOMAIN, resource("locale"), [language], class_=_Catalogue)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let `_` answer in `language` inside the block, in this thread only: for paper in another language.

    Raises ValueError for a language there is none of.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def current_language() -> str:
    """The code of the language `_` answers in."""
    return _spoken.get() or _State.language


def system_language() -> str:
    """The language this PC is set to, or Chinese, the language most offices work in, if it is neither."""
    code = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "en" if code.lower().startswith("en") else "zh_CN"


def _(message: str) -> str:
    """`message` (English source) in the current language."""
    return _catalogue().gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of a counted message that fits `n`, in the current language."""
    return _catalogue().ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """`message` in the current language where one English word needs two translations."""
    return _catalogue().pgettext(context, message)


def N_(message: str) -> str:
    """Mark a module-level text for the catalogue; it is translated where it is shown."""
    return message


def _catalogue() -> gettext.NullTranslations:
    spoken = _spoken.get()
    return _State.translations if spoken is None else _loaded(spoken)


@lru_cache(maxsize=len(LANGUAGES))
def _loaded(language: str) -> gettext.NullTranslations:
    return translations(language)
