"""Rules of the macros in mdt/templates/shared: what every page may count on."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, flash, render_template_string

from mdt import clock
from mdt.web import dates
from tests.web.styleguide import app as styleguide
from tests.web.styleguide import sample

PROBLEM = "Vul in wat er moet gebeuren."


@pytest.fixture(scope="module")
def app() -> Flask:
    """Return the style guide's application: real layouts, real macros, strict templates."""
    return styleguide.create_app(PROPAGATE_EXCEPTIONS=True)


def render(app: Flask, source: str, **context: object) -> BeautifulSoup:
    """Return what a template makes of macros."""
    with app.test_request_context():
        return BeautifulSoup(render_template_string(source, **context), "html.parser")


def the(soup: BeautifulSoup, selector: str) -> Tag:
    """Return the one element that the selector finds."""
    [found] = soup.select(selector)
    return found


@pytest.mark.parametrize("name", styleguide.PAGES)
def test_every_page_of_the_style_guide_is_whole(app: Flask, name: str) -> None:
    soup = BeautifulSoup(app.test_client().get(f"/{name}").text, "html.parser")

    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(soup.select("h1")) == 1
    assert len(ids) == len(set(ids))
    assert not soup.select("[style], [onclick], style, script:not([src])")
    assert all(soup.select(f"#{label['for']}") for label in soup.select("label[for]"))
    assert all(form.select("[name=csrf_token]") for form in soup.select("form[method=post]"))
    assert the(soup, "title").text.strip().endswith("· Portaal Veiligheidsoverleg")


def test_a_page_with_problems_says_so_in_its_title(app: Flask) -> None:
    soup = BeautifulSoup(app.test_client().get("/forms").text, "html.parser")

    assert the(soup, "title").text.strip().startswith("Fout: Actie toevoegen")


def test_a_field_is_tied_to_its_label_its_hint_and_its_problem(app: Flask) -> None:
    soup = render(
        app,
        '{% from "shared/forms.html" import field %}'
        '{{ field("title", "Wat", "<b>", problem, "Begin met een werkwoord.") }}',
        problem=PROBLEM,
    )

    box = the(soup, "input#title")
    assert the(soup, "label[for=title]").text.strip() == "Wat"
    assert box["value"] == "<b>"
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "title-hint title-problem"
    assert PROBLEM in the(soup, "#title-problem").text


def test_a_field_without_a_problem_says_nothing_of_one(app: Flask) -> None:
    soup = render(
        app, '{% from "shared/forms.html" import field %}{{ field("title", "Wat", None) }}'
    )

    assert the(soup, "input")["value"] == ""
    assert not soup.select("[aria-invalid], [aria-describedby], .problem")


def test_the_same_field_twice_on_a_page_has_two_ids(app: Flask) -> None:
    soup = render(
        app, '{% from "shared/forms.html" import field %}{{ field("due", "Op", prefix="a1-") }}'
    )

    assert the(soup, "input")["id"] == "a1-due"
    assert the(soup, "input")["name"] == "due"
    assert the(soup, "label")["for"] == "a1-due"


def test_what_was_typed_in_a_text_area_comes_back_unchanged(app: Flask) -> None:
    soup = render(
        app,
        '{% from "shared/forms.html" import textarea %}{{ textarea("note", "Notitie", typed) }}',
        typed="\nEerste regel\n  <b>tweede</b>",
    )

    assert the(soup, "textarea").text == "\n\nEerste regel\n  <b>tweede</b>"
    """A browser drops the first line break of a text area; the macro writes one to be dropped."""


def test_a_choice_that_was_made_is_still_made(app: Flask) -> None:
    soup = render(
        app,
        '{% from "shared/forms.html" import select %}'
        '{% from "shared/choices.html" import checkboxes, radios %}'
        '{{ select("n", "Aantal", [(1, "een"), (2, "twee")], "2", empty="Kies") }}'
        '{{ radios("r", "Rol", [("a", "A"), ("b", "B")], "b") }}'
        '{{ checkboxes("d", "Dagen", [(1, "ma"), (2, "di"), (3, "wo")], [1, 3]) }}',
    )

    assert the(soup, "option[selected]")["value"] == "2"
    assert the(soup, "[type=radio][checked]")["value"] == "b"
    assert [box["value"] for box in soup.select("[type=checkbox][checked]")] == ["1", "3"]


def test_the_error_summary_leads_to_each_field(app: Flask) -> None:
    soup = BeautifulSoup(app.test_client().get("/forms").text, "html.parser")

    links = soup.select(".error-summary a")
    assert [link.text for link in links] == list(sample.PROBLEMS.values())
    assert all(soup.select(str(link["href"])) for link in links)


def test_a_problem_of_the_whole_form_is_said_without_a_link(app: Flask) -> None:
    soup = render(
        app,
        '{% from "shared/notices.html" import error_summary %}{{ error_summary({"": words}) }}',
        words="Dit moment is net weg.",
    )

    assert the(soup, "li").text.strip() == "Dit moment is net weg."
    assert not soup.select("a")


def test_no_problems_make_no_summary(app: Flask) -> None:
    soup = render(
        app, '{% from "shared/notices.html" import error_summary %}{{ error_summary({}) }}'
    )

    assert soup.text.strip() == ""


def test_what_the_last_action_said_stands_on_the_next_page(app: Flask) -> None:
    with app.test_request_context():
        flash("De uitnodigingen gaan weg.", "ok")
        flash("Kijk dit na.", "message")
        text = render_template_string(
            '{% from "shared/notices.html" import flashed %}{{ flashed() }}'
        )

    soup = BeautifulSoup(text, "html.parser")
    assert the(soup, ".notice-ok").text.strip() == "De uitnodigingen gaan weg."
    assert the(soup, ".notice-info").text.strip() == "Kijk dit na."


def test_late_is_said_in_days_and_only_when_it_is_late(app: Flask) -> None:
    source = '{% from "shared/plan.html" import tag_late %}{{ tag_late(due) }}'
    now = clock.now()

    late = render(app, source, due=dates.local_date(now) - timedelta(days=4))
    yesterday = render(app, source, due=now - timedelta(days=1))
    not_yet = render(app, source, due=now + timedelta(days=1))

    assert "4 dagen te laat" in late.text
    assert "1 dag te laat" in yesterday.text
    assert not_yet.text.strip() == ""


def test_a_seat_says_its_state_in_words_too(app: Flask) -> None:
    soup = render(app, '{% from "shared/seats.html" import seat %}{{ seat("Rechter", "empty") }}')

    assert the(soup, ".seat").get_text(" ", strip=True) == "Rechter : nog leeg"


def test_every_measure_of_the_timeline_stands_in_its_table(app: Flask) -> None:
    soup = BeautifulSoup(app.test_client().get("/plan").text, "html.parser")

    in_picture = [name.text for name in soup.select(".gantt b")]
    in_table = [name.text for name in soup.select("#measures table tbody th")]
    assert in_picture == in_table == [one.label for one in sample.BARS]


def test_a_page_for_everybody_has_no_menu_no_name_and_no_token_of_its_own(app: Flask) -> None:
    text = render(
        app, '{% extends "layouts/public.html" %}{% block main %}<h1>Er is niets</h1>{% endblock %}'
    )

    assert not text.select("nav, form, [name=csrf_token]")
    assert "Samira" not in text.text


def test_the_signed_in_frame_shows_who_where_and_the_way_out(app: Flask) -> None:
    soup = BeautifulSoup(app.test_client().get("/").text, "html.parser")

    assert "Samira Haddad" in the(soup, "#meer").text
    assert the(soup, ".nav [aria-current=page]").get_text(strip=True) == "Vandaag"
    assert the(soup, "#meer form")["method"] == "post"
    assert "3 te laat" in the(soup, ".nav").text
