"""Put together the training and development data of the NER tagger."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from pathlib import Path

from training import augment, conllu, ner_spans, silver
from training.names import CAPITALS, ORGANISATIONS, gazetteer
from training.ner_spans import Names, cut
from training.passages import CITIES

SEED = 5
DEV_REPORTS = 50
GOLD_COPIES = 2
SHORTEST_WIKI = 9
P_SWAP, P_DATELINE, P_CAPITALS = 0.35, 0.04, 0.04
P_NAME_CAPITALS = 0.06  # « Jean DUPONT », « LIGNIÈRES »: usual in regional news and dispatches
FRAGMENTS = 5000
HEAD = 80  # characters by which a sentence is recognised as part of an evaluation text


def open_texts(data: Path, work: Path, banned: str) -> list[str]:
    """Unlabelled text: in-domain items, and the treebanks that have no names annotated."""
    lines = (data / "text" / "renseignor.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line)["text"].replace("…\n", " ") for line in lines]
    trees = [
        s.text
        for s in conllu.read(work / "train.conllu")
        if not s.sent_id.startswith(("annodis", "emea", "Europar", "frwiki"))
    ]
    trees += [s.text for s in conllu.read(work / "unimorph.conllu")]
    texts = [re.sub(r"\s+", " ", text).strip() for text in items + trees]
    return [text for text in texts if squeeze(text)[:HEAD] not in banned]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def evaluation_text(data: Path) -> str:
    """The evaluation texts as one string, to keep their sentences out of the training data."""
    texts = [t for t, _ in ner_spans.fenec(data / "ner" / "fenec", ("information", "multi"))]
    return squeeze(" ".join(texts))


def as_tokens(names: Names) -> list[dict[str, str]]:
    tags = ["O"] * len(names.words)
    for start, end, label in names.spans:
        if end - start == 1:
            tags[start] = f"S-{label}"
        else:
            tags[start:end] = [f"I-{label}"] * (end - start)
            tags[start], tags[end - 1] = f"B-{label}", f"E-{label}"
    return [{"text": w, "ner": t} for w, t in zip(names.words, tags, strict=True)]


class Swapper:
    """Replaces names by others of their kind, so that contexts count more than lists."""

    def __init__(self, people: list[str], places: list[str], rng: random.Random) -> None:
        table = gazetteer()
        self.rng = rng
        self.states = [n for n, kind in table.items() if kind == "LOC" and n not in CAPITALS]
        self.pools = {
            "PER": people,
            "LOC": self.states + CAPITALS.split("|") + places,
            "ORG": ORGANISATIONS.split("|"),
        }

    def swap(self, names: Names) -> Names:
        words: list[str] = []
        spans = []
        at = 0
        for start, end, label in names.spans:
            words += names.words[at:start]
            own, at = names.words[start:end], end
            if self.rng.random() < P_SWAP:
                other = self.rng.choice(self.pools[label])
                own = [other[a:b] for a, b in cut(other)]
            if label != "ORG" and self.rng.random() < P_NAME_CAPITALS:
                own = [*own[:-1], own[-1].upper()] if label == "PER" else [w.upper() for w in own]
            spans.append((len(words), len(words) + len(own), label))
            words += own
        return Names(words + names.words[at:], spans)

    def dress(self, names: Names) -> Names:
        """Swapped names, datelines, headlines in capitals, both apostrophes."""
        out, rng = self.swap(names), self.rng
        if rng.random() < P_DATELINE:
            city = rng.choice(CITIES)
            head = [city[a:b] for a, b in cut(city)]
            words = [*head, rng.choice("-–—"), *out.words]
            shift = len(head) + 1
            moved = [(a + shift, b + shift, k) for a, b, k in out.spans]
            out = Names(words, [(0, len(head), "LOC"), *moved])
        if len(out.words) < augment.LONGEST_HEADLINE and rng.random() < P_CAPITALS:
            out = Names([w.upper() for w in out.words], out.spans)
        seed = rng.random()
        out.words = [augment.change(w, random.Random(seed), 99) for w in out.words]
        return out


def pools(data: Path) -> tuple[list[str], list[str], list[Names]]:
    """WikiANN as lists of people and places, its full sentences and some of its fragments."""
    found: dict[str, set[str]] = defaultdict(set)
    full, pieces = [], []
    for part in ("train", "val"):
        for names in ner_spans.wikiann(data / "ner" / f"wikiann-{part}.tsv"):
            for start, end, label in names.spans:
                own = names.words[start:end]
                if len(own) <= 3 and all(w[0].isupper() and w.isalpha() for w in own):
                    found[label].add(" ".join(own))
            if len(names.words) >= SHORTEST_WIKI and names.words[-1] == ".":
                full.append(names)
            elif 3 <= len(names.words) < SHORTEST_WIKI and "REDIRECTION" not in names.words:
                pieces.append(names)
    people = sorted(n for n in found["PER"] if " " in n)
    return people, sorted(found["LOC"])[::4], full + pieces[:: max(1, len(pieces) // FRAGMENTS)]


def run(data: Path, work: Path) -> None:
    rng = random.Random(SEED)
    banned = evaluation_text(data)
    reports = list(ner_spans.popcorn(data / "ner" / "popcorn-train.json"))
    held, used = reports[:DEV_REPORTS], reports[DEV_REPORTS:]
    gold = [n for r in used for n in ner_spans.from_offsets(*r)]
    gold += [
        n
        for n in ner_spans.semcor(data / "ner" / "sequoia_frsemcor_train.conllu")
        if squeeze("".join(n.words))[:HEAD] not in banned
    ]
    people, places, wiki = pools(data)
    cheap = list(silver.label(open_texts(data, work, banned)))
    swapper = Swapper(people, places, rng)
    train = [swapper.dress(n) for n in gold * GOLD_COPIES + cheap + wiki]
    rng.shuffle(train)
    dev = list(ner_spans.semcor(data / "ner" / "sequoia_frsemcor_dev.conllu"))
    dev += [n for r in held for n in ner_spans.from_offsets(*r)]
    for name, part in (("train", train), ("dev", dev)):
        (work / f"ner-{name}.json").write_text(
            json.dumps([as_tokens(n) for n in part if n.words], ensure_ascii=False)
        )
    print(f"gold {len(gold)}, silver {len(cheap)}, WikiANN {len(wiki)} sentences")
