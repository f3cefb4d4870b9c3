"""Whether a change of the lexicon ever alters an article that it is said not to touch.

    python -m benchmarks.touching corpus texts.jsonl --limit 300 --changes 200

Each change is made by chance, its `--seed` tells which: a word is put into a list or taken out, a
rule is dropped or edited, a party gets a form or loses one. All articles are annotated under the
lexicon as it is and under each changed one, from parses made before. Fails if the findings of an
article differ that the change does not touch. Told are also the share of articles touched, and the
CPU time of asking all and extracting those anew, beside that of extracting all.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annotator import datafiles
from annotator.findings.packed import pack
from annotator.identity import lexicon_content
from annotator.impact import find_impact
from annotator.model import STATUSES, Article, ParsedArticle
from annotator.pipeline import annotate
from benchmarks.gating import read_articles

Data = Any  # the content of a file of the lexicon
LISTS = ("roles.yaml", "speech.yaml", "status.yaml", "themes.yaml")
GAZETTEER = ("countries.yaml", "organisations.yaml", "companies.yaml", "armed_groups.yaml")
FORMS = ("aliases", "nicknames", "metonyms", "forces", "places", "capital", "former")


@dataclass(frozen=True, slots=True)
class Change:
    """What was done, to which file, and the file's new content."""

    kind: str
    file: str
    what: str
    data: Data


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of each article, and the CPU seconds of asking and of extracting it."""

    findings: list[bytes]
    touched: list[bool]
    asking: float
    extracting: list[float]


class Chance:
    """Changes by chance; `words` and `names` are taken from the texts, so that they matter."""

    def __init__(self, seed: int, content: dict[str, str], articles: Sequence[Article]) -> None:
        self._random = random.Random(seed)
        self._content = content
        found = re.findall(r"\b[^\W\d_]{4,}\b", " ".join(article.text for article in articles))
        self._all = frozenset(found)
        self._words = sorted({word for word in found if word.islower()})
        self._names = sorted({word for word in found if word.istitle()})

    def changes(self) -> Iterator[Change]:
        """Changes without end, of each kind in turn."""
        kinds: list[Callable[[], Change | None]] = [
            lambda: self._edit_list("word set", "words.yaml"),
            lambda: self._edit_rule("rule's word", self._edit_rules_list),
            lambda: self._edit_rule("rule's value", self._edit_value),
            lambda: self._edit_rule("rule dropped", lambda rules, at: rules.pop(at)["id"]),
            lambda: self._edit_party(self._random.choice(GAZETTEER)),
            lambda: self._edit_list("other list", self._random.choice(LISTS)),
        ]
        while True:
            yield from filter(None, (kind() for kind in kinds))

    def _load(self, file: str) -> Data:
        return json.loads(self._content[file])

    def _edit_list(self, kind: str, file: str) -> Change:
        data = self._load(file)
        lists = [found for found in _lists(data) if len(found) > 1]
        return Change(kind, file, self._edit(self._random.choice(lists), self._words), data)

    def _edit_rule(self, kind: str, edit: Callable[[list[Data], int], str]) -> Change:
        files = sorted(name for name in self._content if name.startswith("cooperation/"))
        file = self._random.choice(files)
        data = self._load(file)
        what = edit(data["rules"], self._random.randrange(len(data["rules"])))
        return Change(kind, file, what, data)

    def _edit_rules_list(self, rules: list[Data], at: int) -> str:
        lists = [found for found in _lists(rules[at]) if found[0] not in ("NOUN", "VERB")]
        if not lists:
            return "nothing"
        return f"{rules[at]['id']} {self._edit(self._random.choice(lists), self._words)}"

    def _edit_value(self, rules: list[Data], at: int) -> str:
        key = self._random.choice(["status", "confidence", "bound"])
        values = {"status": STATUSES, "confidence": (0.05, 0.95), "bound": (0, 1, 2)}[key]
        rules[at][key] = self._random.choice(values)
        return f"{rules[at]['id']} {key}: {rules[at][key]}"

    def _edit_party(self, file: str) -> Change | None:
        data = self._load(file)
        code = self._random.choice(sorted(data))
        keys = [key for key in FORMS if len(data[code].get(key, ())) > 1]
        if not keys:
            return None
        key = self._random.choice(keys)
        return Change("party", file, f"{code} {self._edit(data[code][key], self._names)}", data)

    def _edit(self, words: list[str], others: Sequence[str]) -> str:
        """Take a word out of a list of them, if one stands in the texts, or put another into it."""
        known = [word for word in words if word.rstrip("*") in self._all]
        if len(words) > 1 and known and self._random.random() < 0.5:
            words.remove(gone := self._random.choice(known))
            return f"-{gone}"
        words.append(self._random.choice(others))
        return f"+{words[-1]}"


def _lists(data: Data) -> Iterator[list[str]]:
    """All lists of words in the content of a file."""
    if isinstance(data, list):
        if data and all(isinstance(word, str) for word in data):
            yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _lists(value)


class Trial:
    """Articles with their parses, and what is found in them under one lexicon after another.

    Each lexicon has a process of its own, since a process reads but one.
    """

    def __init__(self, parses: Sequence[ParsedArticle], content: dict[str, str]) -> None:
        self._parses = parses
        self._content = content

    def measure(self, change: Change | None) -> Measured | str:
        """What is found after the change, or why nothing can be."""
        with TemporaryDirectory() as folder, get_context("fork").Pool(1) as pool:
            if change:
                path = Path(folder, change.file)
                path.parent.mkdir(exist_ok=True)
                path.write_text(json.dumps(change.data, ensure_ascii=False), encoding="utf-8")
            return pool.apply(self._find, (folder,))

    def _find(self, folder: str) -> Measured | str:
        datafiles._read_from.clear()  # noqa: SLF001 - nothing but what reads articles is loaded
        os.environ[datafiles.VARIABLE] = folder
        try:
            findings, times = zip(*map(_extract, self._parses), strict=True)
        except Exception as error:  # noqa: BLE001 - a lexicon with which nothing can be annotated
            return str(error)
        start = time.process_time()
        impact = find_impact(self._content, lexicon_content())
        touched = [impact.touches(parsed.article) for parsed in self._parses]
        return Measured([*findings], touched, time.process_time() - start, [*times])


def _extract(parsed: ParsedArticle) -> tuple[bytes, float]:
    start = time.process_time()
    annotation = annotate(parsed)
    return pack(annotation), time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sources", type=Path, nargs="+", help="folders and .jsonl files")
    parser.add_argument("--limit", type=int, help="at most this many texts of each")
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", default="default")
    parser.add_argument("--verbose", action="store_true", help="tell of each change")
    options = parser.parse_args()
    articles = [a for source in options.sources for a in read_articles(source, options.limit)]
    content = lexicon_content()
    trial = Trial(parse([a for a in articles if a.language == "fr"], options.models), content)
    chance = Chance(options.seed, content, articles)
    if missed := tell(trial, chance, options.changes, verbose=options.verbose):
        sys.exit(f"{missed} articles differ that no change was said to touch")


def parse(articles: Sequence[Article], models: str) -> list[ParsedArticle]:
    """All articles, from the parse cache where they are in it."""
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.nlp.models import find_models

    found = find_models(models)
    return list(CachedParser(found, open_cache(found)).parse(articles))


def tell(trial: Trial, chance: Chance, number: int, *, verbose: bool) -> int:
    """Print a table of the kinds of change; → articles that differ unforeseen."""
    before = trial.measure(None)
    assert isinstance(before, Measured)
    rows: dict[str, list[tuple[int, int, int, float, float]]] = defaultdict(list)
    for change in chance.changes():
        if sum(map(len, rows.values())) == number:
            break
        after = trial.measure(change)
        if isinstance(after, Measured):
            rows[change.kind].append(compare(before, after, change, verbose=verbose))
    articles = len(before.findings)
    print(f"{articles} articles\n")
    print(
        "| change | changes | touched | differ | differ untouched | all anew | the touched anew |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|")
    rows["all"] = [row for kind in list(rows) for row in rows[kind]]
    for kind, found in rows.items():
        touched, differ, missed, all_, anew = map(sum, zip(*found, strict=True))
        asked = len(found) * articles
        print(
            f"| {kind} | {len(found)} | {touched / asked:.1%} | {differ / asked:.2%} "
            f"| {missed} | {all_:.1f} s | {anew:.1f} s |"
        )
    return sum(row[2] for row in rows["all"])


def compare(
    before: Measured, after: Measured, change: Change, *, verbose: bool
) -> tuple[int, int, int, float, float]:
    """Articles touched, that differ, that differ untouched; seconds of all and of the touched."""
    differ = [a != b for a, b in zip(before.findings, after.findings, strict=True)]
    missed = sum(d and not t for d, t in zip(differ, after.touched, strict=True))
    anew = sum(s for s, t in zip(after.extracting, after.touched, strict=True) if t)
    if verbose or missed:
        found = f"touched {sum(after.touched)}, differ {sum(differ)}, unforeseen {missed}"
        print(f"{change.kind}, {change.file}: {change.what}: {found}", file=sys.stderr, flush=True)
    times = sum(after.extracting), after.asking + anew
    return sum(after.touched), sum(differ), missed, *times


if __name__ == "__main__":
    main()
