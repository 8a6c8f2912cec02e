"""Render the words of a mail from templates/mail, in the language of who reads it."""

from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from mdt.invitations import mime, wording
from mdt.models import Language, OutboxMessage, Person

MDT = Path(__file__).parents[1]


class MailPages:
    """The templates of every language; a missing translation falls back to Dutch."""

    def __init__(self) -> None:
        """Load the catalogues."""
        self._pages = {language: _environment(language) for language in Language}

    def subject(self, language: Language, kind: str, **context: object) -> str:
        """Return the subject of templates/mail/<kind>."""
        return self._page(language, f"{kind}/subject.txt", context)

    def write(self, language: Language, name: str, **context: object) -> tuple[str, str]:
        """Return text and HTML of templates/mail/<name>."""
        text, html = (self._page(language, f"{name}.{end}", context) for end in ("txt", "html"))
        return f"{text}\n", f"{html}\n"

    def text(self, language: Language, kind: str, **context: object) -> str:
        """Return the words of a text message, templates/mail/<kind>/text.txt."""
        return self._page(language, f"{kind}/text.txt", context)

    def plain(
        self, message: OutboxMessage, person: Person, *, sender: str, **context: object
    ) -> EmailMessage:
        """Return a mail of templates/mail/<kind> without a calendar part, from the portal itself.

        sender: the portal's own address.
        """
        language, kind = message.language, message.kind.value
        subject = self.subject(language, kind, **context)
        text, html = self.write(language, f"{kind}/mail", subject=subject, **context)
        mail = mime.begin(
            {
                "From": Address(wording.WORDINGS[language].organizer, addr_spec=sender),
                "To": Address(addr_spec=message.address(person)),
                "Subject": subject,
                "Date": message.stamped_at,
                "Message-ID": message.message_id,
                "Auto-Submitted": "auto-generated",
            }.items()
        )
        mime.set_words(mail, text, html)
        mime.finish(mail, language, message.message_id)
        return mail

    def _page(self, language: Language, name: str, context: dict[str, object]) -> str:
        page = self._pages[language].get_template(f"mail/{name}")
        return page.render(context, lang=language.value).strip()


def _environment(language: Language) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(MDT / "templates"),
        auto_reload=False,
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = Translations.load(MDT / "translations", [language.value])
    pages.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    return pages
