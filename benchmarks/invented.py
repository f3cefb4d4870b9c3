"""Any number of different French articles, put together from the sample articles.

    python benchmarks/invented.py corpus/ 1000 build/articles
    python benchmarks/invented.py corpus/ 100000 articles.jsonl

Paragraphs of several articles are mixed, their numbers changed, and invented people quoted, so
that no two texts are the same and new word forms keep coming, as they do in news. The same
`--seed` gives the same articles. With `--other 0.95` so many of them are about something else, made
of the paragraphs of other.txt. They are for measuring time, never quality.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

PER_FOLDER = 1000  # files
PARAGRAPHS = (3, 7)  # of an article, the first one apart
SYLLABLES = re.findall("..", "babechadefegohajokalamanorepirisatovaye")
_NUMBER = re.compile(r"\b[0-9]{2,3}\b")
_BLANK_LINE = re.compile(r"\n\s*\n")
_WRAP = re.compile(r"\s*\n\s*")


class Pool:
    """What articles are put together from: titles with first paragraphs, and other paragraphs."""

    def __init__(self, paths: list[Path]) -> None:
        texts = [_paragraphs(path.read_text(encoding="utf-8")) for path in paths]
        self.heads = [paragraphs[:2] for paragraphs in texts]
        self.paragraphs = [p for paragraphs in texts for p in paragraphs[2:] if len(p) > 80]


class Inventor:
    """Articles by their number: the same number and seed, the same text."""

    def __init__(self, samples: Path, seed: int = 0, other: float = 0.0) -> None:
        self.seed = seed
        self.other = other
        self.samples = Pool(sorted(samples.glob("*.txt")))
        self.others = Pool([Path(__file__).with_name("other.txt")])

    def article(self, number: int) -> str:
        """The text of one article: a title, a first paragraph, some more."""
        chance = random.Random(f"{self.seed} {number}")
        pool = self.others if chance.random() < self.other else self.samples
        body = chance.sample(pool.paragraphs, chance.randint(*PARAGRAPHS))
        paragraphs = [*chance.choice(pool.heads), *body]
        return "\n\n".join(_vary(p, chance) for p in paragraphs) + "\n"

    def articles(self, count: int) -> Iterator[tuple[str, str]]:
        """Name and text of the first `count` articles."""
        for number in range(count):
            yield f"{number:07}", self.article(number)


def _paragraphs(text: str) -> list[str]:
    found = [_WRAP.sub(" ", paragraph).strip() for paragraph in _BLANK_LINE.split(text)]
    return [paragraph for paragraph in found if paragraph]


def _vary(paragraph: str, chance: random.Random) -> str:
    changed = _NUMBER.sub(lambda m: str(chance.randint(10, 10 ** len(m[0]) - 1)), paragraph)
    if len(paragraph) > 80 and chance.random() < 0.6:
        first, last = _name(chance), _name(chance)
        changed += f" {first} {last}, qui suit l'affaire, n'a pas répondu aux questions."
    return changed


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()


def write_folder(inventor: Inventor, count: int, folder: Path, distinct: int = 0) -> None:
    """A file for each article, `PER_FOLDER` to a folder; at most `distinct` texts, if given."""
    for number in range(count):
        name, text = f"{number:07}", inventor.article(number % (distinct or count))
        path = folder / f"{int(name) // PER_FOLDER:04}" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_lines(inventor: Inventor, count: int, path: Path) -> None:
    """One file of JSON Lines with the keys `id` and `text`."""
    with path.open("w", encoding="utf-8") as file:
        for name, text in inventor.articles(count):
            file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("samples", type=Path, help="folder of .txt files")
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path, help="a folder, or a file that ends in .jsonl")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--other", type=float, default=0.0, metavar="SHARE")
    options = parser.parse_args()
    inventor = Inventor(options.samples, options.seed, options.other)
    write = write_lines if options.out.suffix == ".jsonl" else write_folder
    write(inventor, options.count, options.out)


if __name__ == "__main__":
    main()
