"""Rules of mdt.web.templating."""

from flask import Flask, render_template_string
from flask_babel import force_locale, lazy_gettext


def test_a_template_speaks_the_language_of_whoever_looks(app: Flask) -> None:
    with app.test_request_context():
        said = []
        for language in ("nl", "en", "nl"):
            with force_locale(language):
                said.append(render_template_string("{{ _('Kies een moment') }}"))
        assert said == ["Kies een moment", "Choose a moment", "Kies een moment"]


def test_a_word_that_waits_speaks_the_language_of_whoever_looks(app: Flask) -> None:
    waits = lazy_gettext("Kies een moment")
    with app.test_request_context():
        said = []
        for language in ("nl", "en", "nl"):
            with force_locale(language):
                said.append(str(waits))
        assert said == ["Kies een moment", "Choose a moment", "Kies een moment"]
    assert str(waits) == "Kies een moment"


def test_a_template_still_lays_names_of_its_own_over_those_of_all(app: Flask) -> None:
    own = app.jinja_env.make_globals({"today": "morgen"})
    assert own["today"] == "morgen"
    assert app.jinja_env.globals["today"] != "morgen"
    assert app.jinja_env.make_globals(None) is app.jinja_env.globals
