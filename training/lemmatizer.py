"""Train the lemmatizer on the distinct words of all sources, with news typography."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

from stanza.models import lemmatizer as stanza_lemmatizer

from training import conllu
from training.conllu import FORM, LEMMA, UPOS, Sentence
from training.device import FLAGS
from training.features import Reference, align_lemmas

SHOUTED = 8000  # the most frequent words also in capitals, as in headlines
WORDS_PER_SENTENCE = 20
EPOCHS = 12
Entry = tuple[str, str, str]


def count(work: Path) -> Counter[Entry]:
    trees = conllu.read(work / "train.conllu")
    reference = Reference(trees)
    found: Counter[Entry] = Counter()
    for sentence in trees + conllu.read(work / "unimorph-settled.conllu"):
        align_lemmas(sentence, reference)
        for word in sentence.words:
            if word[LEMMA] != "_" and word[UPOS] != "_" and "_" not in word[FORM]:
                found[word[FORM].replace("’", "'"), word[UPOS], word[LEMMA]] += 1
    return found


def variants(found: Counter[Entry]) -> Counter[Entry]:
    """Other spellings of frequent words, where the treebanks do not settle them already."""
    known = {(form, upos) for form, upos, _ in found}
    more: Counter[Entry] = Counter()
    for (form, upos, lemma), times in found.most_common(SHOUTED):
        for other in (form.upper(), form.capitalize()):
            if (other, upos) not in known and len(form) > 1:
                more[other, upos, lemma] += times
    for (form, upos, lemma), times in (found + more).items():
        if "'" in form:
            more[form.replace("'", "’"), upos, lemma] += times
    return found + more


def sample(entries: Counter[Entry]) -> list[Sentence]:
    """Each word about as often as the logarithm of its count; the order of lemmas stays."""
    rows = []
    for (form, upos, lemma), times in sorted(entries.items()):
        row = ["", form, lemma, upos, "_", "_", "0", "root", "_", "_"]
        rows += [row] * (1 + int(math.log2(times)))
    sentences = []
    for start in range(0, len(rows), WORDS_PER_SENTENCE):
        part = [row[:] for row in rows[start : start + WORDS_PER_SENTENCE]]
        for number, row in enumerate(part, 1):
            row[0] = str(number)
            row[6], row[7] = ("0", "root") if number == 1 else ("1", "dep")
        sentences.append(Sentence(" ".join(r[FORM] for r in part), part))
    return sentences


def train(work: Path, epochs: int = EPOCHS) -> None:
    conllu.write(work / "lemmas.conllu", sample(variants(count(work))))
    stanza_lemmatizer.main([
        "--mode", "train", "--train_file", str(work / "lemmas.conllu"), *FLAGS,
        "--eval_file", str(work / "dev.conllu"), "--output_file", str(work / "dev-lemmas.conllu"),
        "--shorthand", "fr_news", "--num_epoch", str(epochs), "--batch_size", "100",
        "--emb_dropout", "0.2", "--dropout", "0.3", "--hidden_dim", "150",
        "--save_dir", str(work), "--save_name", "lemma.pt", "--log_step", "200",
    ])  # fmt: skip
