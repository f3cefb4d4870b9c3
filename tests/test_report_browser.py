"""The report in a real browser: headless Chromium, where there is one.

The accessibility tests need axe-core as well: `npm install --prefix build axe-core`.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.report import collect, page_content, render_page
from report_samples import CABLES, HOSTILE, HOSTILE_NAME, write_samples

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CODES = ("KEN", "KOR", "NOR", "PER", "PRT", "SWE")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for path in map(shutil.which, NAMES) if path), None)
ROOT = Path(__file__).parent.parent
AXE = Path(os.environ.get("AXE_CORE", ROOT / "build/node_modules/axe-core/axe.min.js"))

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
CABLES_ID, HOSTILE_ID = "afrique-cables-sous-la-mer", "b-mal"
ROWS = "#articles tbody tr"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict:
    folder = write_samples(tmp_path_factory.mktemp("corpus"))
    return page_content(collect([folder], CODES).items, "Essai")


@pytest.fixture(scope="module")
def url(data: dict, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(render_page(data), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def tab(browser: Any, url: str) -> tuple[Any, list[str]]:
    """One tab for all tests, and what went wrong in it or to a network."""
    page, wrong = browser.new_page(), []
    page.set_default_timeout(30_000)
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(url) else wrong.append(r.url))
    page.on("dialog", lambda dialog: wrong.append("dialog"))
    return page, wrong


@pytest.fixture
def open_page(tab: tuple[Any, list[str]], url: str) -> Iterator[Any]:
    """A function that loads the page anew; afterwards nothing may have gone wrong."""
    page, wrong = tab
    loads = itertools.count()
    wrong.clear()

    def open_(link: str = "", size: dict = DESK, scheme: str = "light") -> Any:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, media="screen")
        page.goto(f"{url}?{next(loads)}{link}")
        return page

    yield open_
    page.goto("about:blank")
    assert wrong == []


def titles(page: Any) -> list[str]:
    return page.locator(f"{ROWS} td.title a").all_text_contents()


def choose(page: Any, **values: str) -> None:
    for name, value in values.items():
        page.select_option(f"[name={name}]", value)


# Filters


FILTERS = [
    ("party", "KEN", 1),
    ("partner", "SWE", 1),
    ("type", "exercise", 1),
    ("type", "none", 1),
    ("status", "done", 1),
    ("status", "planned", 1),
    ("theme", "rules", 2),
    ("theme", "terrorism", 2),
    ("review", "accepted", 1),
    ("review", "unreviewed", 3),
    ("period", "2031-06", 1),
]


def test_each_filter_leaves_its_articles(open_page: Any) -> None:
    page = open_page()
    for name, value, count in FILTERS:
        assert page.locator(ROWS).count() == 4
        choose(page, **{name: value})
        assert page.locator(ROWS).count() == count, (name, value)
        assert page.text_content("#result").startswith(f"{count} of 4 articles")
        page.click("#reset")


def test_filters_ask_for_one_entry_that_has_it_all(open_page: Any) -> None:
    page = open_page()
    choose(page, party="KEN", type="patrol")
    assert page.locator(ROWS).count() == 1
    choose(page, status="considered")  # that is the training, not the patrol
    assert page.locator(ROWS).count() == 0


@pytest.mark.parametrize(
    ("words", "count"),
    [("CABLES", 2), ("plongeurs séoul", 1), ("coree", 1), ("otieno", 1), ("cables-sous", 0)],
)
def test_search_knows_no_case_and_no_accents(open_page: Any, words: str, count: int) -> None:
    page = open_page()
    page.fill("[name=text]", words)
    page.get_by_text(f"{count} of 4 articles").wait_for()
    assert (CABLES.split("\n")[0] in titles(page)) == (count > 0)


def test_the_address_keeps_the_filters(open_page: Any) -> None:
    page = open_page()
    choose(page, party="NOR", type="exercise")
    before = titles(page)
    open_page(page.evaluate("location.hash"))
    assert page.input_value("[name=party]") == "NOR"
    assert titles(page) == before
    assert len(before) == 1


def test_an_old_link_with_values_that_are_gone(open_page: Any) -> None:
    page = open_page("#?party=ZZZ&type=%E0&nonsense=1")
    assert page.locator(ROWS).count() == 4


# Numbers


def test_the_matrix_counts_and_chooses(open_page: Any) -> None:
    page = open_page()
    cell = page.locator('#matrix button[aria-label^="Kenya – Corée du Sud"]').first
    assert cell.text_content() == "2"
    cell.hover()
    assert page.text_content("#tip").startswith("Kenya – Corée du Sud")
    cell.click()
    assert titles(page) == [CABLES.split("\n")[0]]
    assert page.input_value("[name=party]") == "KEN" or page.input_value("[name=party]") == "KOR"
    choose(page, type="training")
    assert page.locator('#matrix button[aria-label^="Kenya"]').first.text_content() == "1"


def test_the_timeline_counts_types_and_themes_by_period(open_page: Any) -> None:
    page = open_page()
    heads = page.locator("#timeline thead tr").last.locator("th").all_text_contents()
    assert heads == ["Apr", "May", "Jun", "all"]
    cell = page.locator('#timeline button[aria-label="Jun 2031: training 1"]')
    cell.click()
    assert page.input_value("[name=period]") == "2031-06"
    assert page.input_value("[name=type]") == "training"
    assert page.locator("#timeline .group").all_text_contents() == [
        "Cooperation by type",
        "Reasons by theme",
    ]
    assert "2 articles without a date" in page.text_content("#timeline-more")


# Links


def test_a_link_to_an_article(open_page: Any) -> None:
    page = open_page(f"#{CABLES_ID}")
    assert page.text_content("#reader-title") == CABLES.split("\n")[0]
    assert page.evaluate("document.activeElement.id") == "reader-title"
    assert not page.is_visible("#overview")


def test_a_link_to_a_finding(open_page: Any) -> None:
    page = open_page(f"#{CABLES_ID}/rules-bbbb")
    assert page.text_content("mark.current") == "afin de protéger les câbles"
    assert page.evaluate("document.activeElement.dataset.ref") == "rules-bbbb"
    assert page.locator(".card.current").count() == 1


def test_a_link_to_nothing_shows_all(open_page: Any) -> None:
    assert open_page("#no-such-article/x").locator(ROWS).count() == 4
    assert open_page("#%E0%A4%A/%").locator(ROWS).count() == 4
    page = open_page(f"#{CABLES_ID}/no-such-finding")
    assert page.is_visible("#reader-title")


def test_from_the_table_to_an_article_and_back(open_page: Any) -> None:
    page = open_page()
    choose(page, party="KEN")
    page.click(f"{ROWS} td.title a")
    assert page.evaluate("location.hash") == f"#{CABLES_ID}"
    page.go_back()
    assert page.is_visible("#overview")
    assert page.locator(ROWS).count() == 1
    page.go_forward()
    page.click(".steps >> text=All articles")
    assert page.input_value("[name=party]") == "KEN"


# Articles


def test_highlights_are_the_text_between_the_offsets(open_page: Any, data: dict) -> None:
    page = open_page()
    for article in data["articles"]:
        page.evaluate(f"location.hash = '#{article['id']}'")
        page.wait_for_selector(f"#reader:not([hidden]) >> text={article['name']}")
        for finding in [*article["cooperation"], *article["rationale"]]:
            shown = page.evaluate(
                "id => [...document.querySelectorAll('mark')].filter(m => m.dataset.finding === id)"
                ".map(m => m.textContent).join('')",
                finding["id"],
            )
            assert shown == "".join(article["text"][a:b] for a, b in finding["spans"])
            assert shown


def test_the_text_is_whole(open_page: Any, data: dict) -> None:
    page = open_page()
    for article in data["articles"]:
        page.evaluate(f"location.hash = '#{article['id']}'")
        page.wait_for_selector(f"#reader:not([hidden]) >> text={article['name']}")
        shown = page.evaluate(
            "() => { const copy = document.querySelector('.text').cloneNode(true);"
            "copy.querySelectorAll('.ref').forEach(r => r.remove()); return copy.textContent; }"
        )
        assert shown == article["text"]


def tip_of(page: Any) -> str:
    page.wait_for_selector("#tip:not([hidden])")
    return page.inner_text("#tip")


def test_hovering_tells_rule_confidence_speaker_and_offsets(open_page: Any) -> None:
    page = open_page(f"#{CABLES_ID}")
    page.hover("mark.purpose")
    tip, start = tip_of(page), CABLES.index("afin de")
    for fact in ("purpose.afin", "0.66", "Wanjiru Otieno (Kenya)", f"{start}–{start + 27}"):
        assert fact in tip
    assert "training" in tip  # whose evidence holds the reason
    page.mouse.move(5, 5)
    page.wait_for_selector("#tip", state="hidden")


def test_clicking_a_highlight_points_at_its_finding(open_page: Any) -> None:
    page = open_page(f"#{CABLES_ID}")
    page.click("mark.cause")
    assert page.evaluate("location.hash") == f"#{CABLES_ID}/threat-aaaa"
    assert "R1" in page.text_content(".card.current")
    assert "cause.face" in tip_of(page)


def test_kinds_differ_without_colour_and_on_paper(open_page: Any) -> None:
    page = open_page(f"#{CABLES_ID}")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        lines = [
            page.eval_on_selector(f"mark.{kind}", "m => getComputedStyle(m).textDecorationStyle")
            for kind in ("cooperation", "purpose", "cause")
        ]
        assert lines == ["solid", "dotted", "wavy"]
        assert page.locator(".text .ref").all_text_contents() == ["C1", "R1", "C2", "P1"]
    assert not page.is_visible(".steps")


def test_a_kind_of_highlight_can_be_switched_off(open_page: Any) -> None:
    page = open_page(f"#{CABLES_ID}")
    page.uncheck(".legend input[value=cause]")
    style = "m => getComputedStyle(m).textDecorationLine"
    assert page.eval_on_selector("mark.cause", style) == "none"
    assert page.eval_on_selector("mark.purpose", style) == "underline"


# Keyboard


def test_all_from_the_keyboard(open_page: Any) -> None:
    page = open_page()
    page.focus("#reset")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.key")
    assert first
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.key")
    assert second != first
    assert page.is_visible("#tip")
    page.keyboard.press("Escape")
    assert not page.is_visible("#tip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.key") == second
    assert page.locator(ROWS).count() == 1
    page.focus(f"{ROWS} td.title a")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reader:not([hidden])")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('ref')"):
            break
    assert "offsets" in tip_of(page)
    assert page.get_attribute(":focus", "aria-describedby") == "tip"


def test_columns_sort_from_the_keyboard(open_page: Any) -> None:
    page = open_page()
    page.focus("[data-sort=doubt]")
    page.keyboard.press("Enter")
    assert titles(page)[0] == CABLES.split("\n")[0]  # holds the finding of 0.41
    assert page.get_attribute("th.doubt", "aria-sort") == "ascending"
    assert page.evaluate("document.activeElement.dataset.sort") == "doubt"


# Hostile input


@pytest.mark.parametrize("link", ["", f"#{HOSTILE_ID}", f"#{HOSTILE_ID}/agreement-per-swe"])
def test_markup_in_articles_shows_as_text(open_page: Any, link: str) -> None:
    page = open_page(link)
    assert HOSTILE.split("\n")[0] in page.inner_text("main")
    assert HOSTILE_NAME in page.inner_text("main")
    assert page.evaluate("window.hacked") is None
    assert page.locator("script").count() == 2
    assert page.locator("img, svg, iframe, main style").count() == 0


def test_the_policy_stops_what_is_put_into_the_page(browser: Any, url: str) -> None:
    page = browser.new_page()
    page.goto(url)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 5';"
        "document.body.append(s); const d = document.createElement('div');"
        "d.innerHTML = '<img src=x onerror=\"window.hacked = 6\">'; document.body.append(d); }"
    )
    blocked = page.evaluate(
        "() => new Promise(done => { document.addEventListener('securitypolicyviolation',"
        "e => done(e.effectiveDirective)); fetch('https://example.invalid/').catch(() => 0); })"
    )
    assert blocked == "connect-src"
    assert page.evaluate("window.hacked") is None
    page.close()


# Looks


@pytest.mark.parametrize("link", ["", f"#{CABLES_ID}", f"#{HOSTILE_ID}"])
def test_a_phone_shows_it_without_scrolling_sideways(open_page: Any, link: str) -> None:
    page = open_page(link, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_dark_and_light(open_page: Any) -> None:
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    papers = {open_page(scheme=scheme).evaluate(colour) for scheme in ("light", "dark")}
    assert len(papers) == 2


@needs_axe
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("link", ["", f"#{CABLES_ID}/rules-bbbb", f"#{HOSTILE_ID}"])
def test_axe_finds_nothing(open_page: Any, link: str, size: dict) -> None:
    page = open_page(link, size)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(rule["id"], [n["html"][:120] for n in rule["nodes"]]) for rule in found] == []
