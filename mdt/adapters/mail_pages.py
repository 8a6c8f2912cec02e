"""Render the words of a mail from templates/mail, in the language of who reads it."""

from pathlib import Path

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from mdt.models import Language

MDT = Path(__file__).parents[1]


class MailPages:
    """The templates of every language; a missing translation falls back to Dutch."""

    def __init__(self) -> None:
        """Load the catalogues."""
        self._pages = {language: _environment(language) for language in Language}

    def subject(self, language: Language, kind: str) -> str:
        """Return the subject of templates/mail/<kind>."""
        return self._page(language, f"{kind}/subject.txt", {})

    def write(self, language: Language, name: str, **context: object) -> tuple[str, str]:
        """Return text and HTML of templates/mail/<name>."""
        text, html = (self._page(language, f"{name}.{end}", context) for end in ("txt", "html"))
        return f"{text}\n", f"{html}\n"

    def _page(self, language: Language, name: str, context: dict[str, object]) -> str:
        page = self._pages[language].get_template(f"mail/{name}")
        return page.render(context, lang=language.value).strip()


def _environment(language: Language) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(MDT / "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = Translations.load(MDT / "translations", [language.value])
    pages.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    return pages
