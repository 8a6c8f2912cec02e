"""Templates: one folder a blueprint, nothing unused, nothing inline, a token in every form."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.architecture import tree

SHARED = {"layouts", "mail", "shared"}
ANSWERS = {"errors"}
"""Folders of the answers that no blueprint gives: mdt/web/errors.py does."""

NAMES = sorted(tree.templates())
HTML = [name for name in NAMES if name.endswith(".html")]
PAGES = [name for name in HTML if not name.startswith("mail/")]
"""A mail carries its style with it: its reader has no policy of ours, and no files."""

USED = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


def test_every_blueprint_has_one_folder_of_templates(app: Flask) -> None:
    folders = {name.split("/")[0] for name in NAMES}

    assert folders - SHARED - ANSWERS == _blueprints_with_pages(app)


def test_every_blueprint_is_one_file_of_its_name(app: Flask) -> None:
    files = {path.stem for path in (tree.MDT / "blueprints").glob("*.py")} - {"__init__"}

    assert files == set(app.blueprints), "what a screen reads stands in mdt/web/"


def test_every_template_begins_by_saying_what_it_is() -> None:
    silent = [name for name, text in tree.templates().items() if not text.startswith("{#")]

    assert not silent, "endpoint or region, and the context it needs"


def test_every_template_is_used() -> None:
    """A partial must be part of a page: what htmx swaps, the page itself shows (rule 22)."""
    by_templates = {used for text in tree.templates().values() for used in USED.findall(text)}
    code = "\n".join(path.read_text(encoding="utf-8") for path in tree.modules())

    for name in NAMES:
        if name.split("/")[-1].startswith("_"):
            assert name in by_templates, f"{name}: no page includes this region"
        else:
            assert name in by_templates or f'"{name}"' in code or name.startswith("mail/"), name
    assert by_templates <= set(NAMES)


@pytest.mark.parametrize("name", PAGES)
def test_no_script_or_style_stands_in_a_template(name: str) -> None:
    """The content security policy would refuse it, and htmx must not need eval."""
    page = BeautifulSoup(_without_jinja(tree.templates()[name]), "html.parser")

    assert not page.select("script:not([src]), style, [style], base")
    for element in page.select("*"):
        for attribute, value in element.attrs.items():
            assert not attribute.startswith(("on", "hx-on", "hx-vars")), (name, attribute)
            assert not str(value).strip().startswith(("js:", "javascript:")), (name, attribute)
            assert attribute != "hx-trigger" or "[" not in value, (name, value)


def test_every_form_that_changes_something_carries_the_token() -> None:
    for name, text in tree.templates().items():
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
            if re.search(r"""method=["']post""", form, re.IGNORECASE):
                assert "csrf_field()" in form, name


def test_text_is_never_called_safe() -> None:
    for name, text in tree.templates().items():
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), name


def _blueprints_with_pages(app: Flask) -> set[str]:
    """Return the blueprints that show something: a page of their folder is named beside them."""
    floors = [*(tree.MDT / "blueprints").glob("*.py"), *(tree.MDT / "web").glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in floors)
    return {name for name in app.blueprints if f'"{name}/' in code}


def _without_jinja(text: str) -> str:
    return re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)


def test_only_the_document_says_in_its_title_that_something_is_wrong() -> None:
    titles = re.compile(r"{%-? block title -?%}(.*?){%-? endblock title -?%}", re.DOTALL)
    for name in PAGES:
        text = (tree.MDT / "templates" / name).read_text(encoding="utf-8")
        assert not any("problems" in title for title in titles.findall(text)), name
