"""How templates are made: what they share is found quickly, as every page asks for it often."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from flask_babel import Babel, Domain, get_locale


class Environment(FlaskEnvironment):
    """Flask's, quicker where a template imports macros from another one.

    Jinja lays a map of a template's own names over the names of all, and goes through both at
    every import and include: a twelfth of a page of moments. No template here has own names.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names of all for a template without own ones."""
        return super().make_globals(d) if d else self.globals


class Catalogues(Domain):  # type: ignore[misc]
    """Flask-Babel's, with one look at the language for each sentence: it looks four times."""

    def get_translations(self) -> Any:
        """Return the sentences in the language of whoever looks, if anybody does."""
        locale = get_locale()
        if locale is None:  # outside a request nothing is translated
            return super().get_translations()
        if locale.language not in self.cache:
            self.cache[locale.language] = super().get_translations()
        return self.cache[locale.language]


def init_app(app: Flask, language: Callable[[], str | None]) -> None:
    """Let pages and templates speak the language that the function tells for a request."""
    catalogues = Catalogues()
    babel = Babel(app, locale_selector=language)
    babel.domain_instance = catalogues
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogues.get_translations().ugettext(text),
        lambda one, more, number: catalogues.get_translations().ungettext(one, more, number),
        newstyle=True,
    )
