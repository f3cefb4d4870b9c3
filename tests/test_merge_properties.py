"""Random work of people, random new output of the program: nothing that a person wrote is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model import Cooperation, Party, Quote, Rationale, Speaker
from annotator.record import Machine, Record, to_record
from annotator.review import merge
from annotator.review.edit import Editor
from annotator.writers import yaml
from annotator.yamlfile import load
from records import MACHINE, PARTIES, make_annotation, make_article

SENTENCES = (
    "Oslo et Lisbonne mèneront un exercice.",
    "Une patrouille commune longera les côtes.",
    "Le ministre suédois a visité la base.",
    "Un accord sera signé, dit-on à Oslo.",
    "Il s'agit de protéger les câbles.",
    "Les deux pays craignent des sabotages.",
    "Rien d'autre n'a filtré.",
)
WHO = (("NOR", "PRT"), ("NOR", "SWE"), ("PRT", "SWE"))
STATUSES = ("done", "planned", "ongoing")
LISTS = ("parties", "cooperation", "rationale")
ALL_PARTIES = (*PARTIES, Party("SWE", "Suède"))


@st.composite
def machine_records(draw: st.DrawFn) -> tuple[str, Record]:
    """An article and what the program says of it."""
    order = draw(st.permutations(range(len(SENTENCES))))
    text = "\n\n".join(SENTENCES[i] for i in order[: draw(st.integers(3, len(SENTENCES)))])
    acts, reasons = [], []
    for i, type_ in enumerate(("exercise", "patrol", "visit", "agreement")):
        if SENTENCES[i] in text and draw(st.booleans()):
            acts.append(
                _act(type_, draw(st.sampled_from(WHO)), draw(st.sampled_from(STATUSES)), i, text)
            )
    for i, theme in ((4, "rules"), (5, "threat")):
        if SENTENCES[i] in text and acts and draw(st.booleans()):
            supports = tuple(act.id for act in acts if draw(st.booleans()))
            reasons.append(_reason(theme, i, text, supports))
    codes = {code for act in acts for code in act.parties}
    annotation = make_annotation(
        make_article(text, title=draw(st.sampled_from(["Un titre", "Un autre"]))),
        relevant=bool(acts),
        parties=tuple(party for party in ALL_PARTIES if party.id in codes),
        cooperation=tuple(acts),
        rationale=tuple(reasons),
    )
    machine = draw(st.sampled_from([MACHINE, Machine("0.2.0", "m-2", "l-2", 0.25)]))
    return text, to_record(annotation, machine, "brume.txt")


def _quote(i: int, text: str) -> Quote:
    start = text.index(SENTENCES[i])
    return Quote(SENTENCES[i][:-1], start, start + len(SENTENCES[i]) - 1)


def _act(type_: str, who: tuple[str, ...], status: str, i: int, text: str) -> Cooperation:
    name = "-".join([type_, *who]).lower()
    return Cooperation(name, type_, who, status, (_quote(i, text),), f"{type_}.hold", 0.75)


def _reason(theme: str, i: int, text: str, supports: tuple[str, ...]) -> Rationale:
    quote = _quote(i, text)
    entry = Rationale(
        f"{theme}-000{i}",
        quote.quote,
        quote.start,
        quote.end,
        "purpose",
        theme,
        Speaker(),
        "aim",
        0.5,
    )
    return replace(entry, supports=supports)


# what people do to a file, line by line


def _blocks(text: str) -> list[tuple[int, int]]:
    """First line and line behind each entry of a list."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if re.match(r"  - \w|[a-z]", line)]
    return [(a, b) for a, b in pairwise(starts) if lines[a].startswith("  - ")]


def _comment_line(draw: st.DrawFn, lines: list[str]) -> None:
    at = draw(st.integers(0, len(lines) - 1))
    lines.insert(
        at, " " * draw(st.integers(0, 8)) + f"# avis {draw(st.integers(0, 99))}: a 'b' \"c"
    )


def _trailing_comment(draw: st.DrawFn, lines: list[str]) -> None:
    at = draw(st.sampled_from([i for i, line in enumerate(lines) if line.strip()]))
    lines[at] += f"  # note {draw(st.integers(0, 99))}"


def _blank_line(draw: st.DrawFn, lines: list[str]) -> None:
    lines.insert(draw(st.integers(0, len(lines) - 1)), "")


def _edit_word(draw: st.DrawFn, lines: list[str]) -> None:
    fields = [
        i
        for i, line in enumerate(lines)
        if re.match(r"(    status|    theme|    name|  title):", line)
    ]
    if fields:
        at = draw(st.sampled_from(fields))
        lines[at] = re.sub(
            r": [^#]*", f": mot{draw(st.integers(0, 9))} ", lines[at], count=1
        ).rstrip()


def _add_field(draw: st.DrawFn, lines: list[str]) -> None:
    blocks = [range(*block) for block in _blocks("\n".join(lines))]
    bare = [b for b in blocks if not any(lines[i].startswith("    where:") for i in b)]
    rules = [i for block in bare for i in block if lines[i].startswith("    rule:")]
    if rules:
        lines.insert(draw(st.sampled_from(rules)), '    where: "à Oslo # 1"  # lieu')


def _delete_entry(draw: st.DrawFn, lines: list[str]) -> None:
    blocks = _blocks("\n".join(lines))
    if blocks:
        start, end = draw(st.sampled_from(blocks))
        keep = draw(st.booleans())
        comments = [line for line in lines[start:end] if keep and line.strip().startswith("#")]
        lines[start:end] = comments
        _close_empty_list(lines, start)


def _close_empty_list(lines: list[str], at: int) -> None:
    text = "\n".join(lines)
    for name in LISTS:
        text = re.sub(
            rf"^{name}:((?:  #.*)?(?:\n *#.*|\n)*(?=\n[a-z]|\Z))",
            rf"{name}: []\1",
            text,
            flags=re.MULTILINE,
        )
    lines[:] = text.split("\n")


def _add_entry(draw: st.DrawFn, lines: list[str]) -> None:
    blocks = _blocks("\n".join(lines))
    acts = [
        start for start, _ in blocks if any("type:" in line for line in lines[start : start + 4])
    ]
    new = [f"  - type: {draw(st.sampled_from(['aid', 'patrol']))}  # ajouté"]
    new += [f"    parties: [{', '.join(draw(st.sampled_from(WHO)))}]", "    status: done"]
    words = draw(st.sampled_from([*SENTENCES, "mots absents"]))
    new += ["    evidence:", f'      - quote: "{words}"']
    if acts:
        lines[(at := draw(st.sampled_from(acts))) : at] = new


def _swap_entries(draw: st.DrawFn, lines: list[str]) -> None:
    blocks = [
        b for b in _blocks("\n".join(lines)) if any("type:" in line for line in lines[slice(*b)])
    ]
    if len(blocks) > 1:
        (a, b), (c, d) = sorted(draw(st.permutations(blocks))[:2])
        lines[a:d] = [*lines[c:d], *lines[b:c], *lines[a:b]]


def _review(draw: st.DrawFn, lines: list[str]) -> None:
    at = next(i for i, line in enumerate(lines) if line.startswith("review:"))
    lines.insert(at + 1, f"  note: lu {draw(st.integers(0, 9))}")
    for i in range(at + 2, len(lines)):
        if lines[i].startswith("  note:"):
            del lines[i]
            break


WORK: tuple[Callable[[st.DrawFn, list[str]], None], ...] = (
    _comment_line,
    _trailing_comment,
    _blank_line,
    _edit_word,
    _add_field,
    _delete_entry,
    _add_entry,
    _swap_entries,
    _review,
)


@st.composite
def human_work(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    for work in draw(st.lists(st.sampled_from(WORK), max_size=6)):
        work(draw, lines)
    return "\n".join(lines)


# what must hold


def _plain(entry: Record) -> str:
    """An entry without what the program may add to a person's."""
    quotes = [quote["quote"] for quote in entry.get("evidence", [])]
    marks = {"id", "origin", "conflict", "start", "end", "evidence"}
    return repr([quotes, sorted((k, v) for k, v in entry.items() if k not in marks)])


def _comments(text: str) -> Counter[str]:
    return Counter(Editor(text).comments(0, len(text)))


def _check(before: Record, edited_text: str, merged_text: str) -> None:
    edited, merged = load(edited_text).data, load(merged_text).data
    assert not _comments(edited_text) - _comments(merged_text)
    for name in LISTS:
        untouched = [e for e in before[name] or [] if "origin" not in e]
        theirs = [e for e in edited[name] or [] if e not in untouched]
        lost = Counter(map(_plain, theirs)) - Counter(map(_plain, merged[name]))
        assert not lost, lost
        if name != "parties":
            deleted = {e["id"] for e in untouched} - {e.get("id") for e in edited[name] or []}
            assert not deleted & {e["id"] for e in merged[name] if "origin" not in e}
    assert edited["review"] == merged["review"]
    if edited["article"].get("title") != before["article"].get("title"):
        assert merged["article"]["title"] == edited["article"]["title"]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_nothing_that_a_person_wrote_is_lost(data: st.DataObject) -> None:
    _, record = data.draw(machine_records(), "first")
    text = yaml.write(record)
    for _ in range(data.draw(st.integers(1, 3), "rounds")):
        before = load(text).data
        edited = data.draw(human_work(text), "edited")
        article, record = data.draw(machine_records(), "new")
        merged = merge(edited, record, article).text
        _check(before, edited, merged)
        assert merge(merged, record, article).text == merged, "idempotent"
        text = merged


@settings(max_examples=40, deadline=None)
@given(machine_records(), machine_records())
def test_without_people_the_file_is_what_the_program_says(
    first: tuple[str, Record], second: tuple[str, Record]
) -> None:
    article, new = second
    merged = merge(yaml.write(first[1]), new, article).text
    was, now = load(merged).data, dict(new)
    assert was["machine"].pop("proposed") == now["machine"]["proposed"]
    assert was["machine"] == {k: v for k, v in now["machine"].items() if k != "proposed"}
    for name in LISTS:
        assert sorted(was[name], key=str) == sorted(now[name], key=str)
    assert (was["relevant"], was["article"]) == (now["relevant"], now["article"])


@settings(max_examples=20, deadline=None)
@given(machine_records())
def test_the_same_again_is_the_same_to_the_byte(first: tuple[str, Record]) -> None:
    article, record = first
    text = yaml.write(record)
    assert merge(text, record, article).text == text
