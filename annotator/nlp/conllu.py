"""Parsed articles as CoNLL-U and back, word for word: for frozen parses in tests and the cache.

    # text_sha256 = …            the article and its segments (see `text_hash`)
    # models = default-1-3f2a9c1e5d07

    # segment = 0
    # text = La France et le Japon ont signé un accord.
    # entity = LOC 3 9 France
    1   La   le   DET   _   Definite=Def|…   2   det   _   Start=0|End=2
    2   France   France   PROPN   _   _   7   nsubj   _   Start=3|End=9|NER=S-LOC

Words of a contracted token share its span, which the usual range line shows too.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator

from annotator.errors import ModelError
from annotator.model import Article, Entity, ParsedArticle, Sentence, Word


def text_hash(article: Article) -> str:
    """sha256 of all that a parse depends on: the text and how it was cut into segments."""
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass"))
    for segment in article.segments:
        digest.update(b"\0" + segment.text.encode("utf-8", "surrogatepass"))
        digest.update(array("Q", segment.offsets).tobytes())
    return digest.hexdigest()


def write_conllu(parsed: ParsedArticle, models: str) -> str:
    """The sentences as CoNLL-U; `models` is the id of the set that parsed them."""
    head = f"# text_sha256 = {text_hash(parsed.article)}\n# models = {models}\n\n"
    return head + "".join(_write_sentence(s, parsed.article) for s in parsed.sentences)


def read_conllu(text: str, article: Article) -> ParsedArticle:
    """The parse that `write_conllu` wrote for this article.

    Raises ModelError when it was written for another text or is no CoNLL-U of ours.
    """
    head, _, body = text.partition("\n\n")
    if read_comments(head).get("text_sha256") != text_hash(article):
        raise ModelError(f"{article.path}: the stored parse is of another text")
    try:
        blocks = [block for block in body.split("\n\n") if block.strip()]
        return ParsedArticle(article, tuple(_read_sentence(block) for block in blocks))
    except (ValueError, KeyError, IndexError) as error:
        raise ModelError(f"{article.path}: the stored parse cannot be read ({error})") from error


def read_comments(block: str) -> dict[str, str]:
    """The `# key = value` lines of a block; of several with one key the last."""
    pairs = (line[2:].split(" = ", 1) for line in block.split("\n") if line.startswith("# "))
    return {pair[0]: pair[-1] for pair in pairs}


def _write_sentence(sentence: Sentence, article: Article) -> str:
    lines = [f"# segment = {sentence.segment}"]
    lines.append(f"# text = {_one_line(article.text[sentence.start : sentence.end])}")
    lines += [f"# entity = {e.type} {e.start} {e.end} {e.text}" for e in sentence.entities]
    for word in sentence.words:
        lines += _range_line(word, sentence, article)
        lines.append(_word_line(word, sentence))
    return "\n".join(lines) + "\n\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _range_line(word: Word, sentence: Sentence, article: Article) -> Iterator[str]:
    """The line of a contracted token, before the first of its words."""
    parts = [w.id for w in sentence.words if (w.start, w.end) == (word.start, word.end)]
    if len(parts) > 1 and parts[0] == word.id:
        form = _one_line(article.text[word.start : word.end])
        yield f"{parts[0]}-{parts[-1]}\t{form}" + "\t_" * 8


def _word_line(word: Word, sentence: Sentence) -> str:
    feats = "|".join(f"{key}={value}" for key, value in word.feats.items()) or "_"
    misc = f"Start={word.start}|End={word.end}{_ner(word, sentence)}"
    columns = [word.id, word.text, word.lemma, word.upos, "_", feats, word.head, word.deprel]
    return "\t".join(map(str, columns)) + f"\t_\t{misc}"


def _ner(word: Word, sentence: Sentence) -> str:
    for entity in sentence.entities:
        if entity.start <= word.start and word.end <= entity.end:
            first, last = entity.start == word.start, entity.end == word.end
            tag = "S" if first and last else "B" if first else "E" if last else "I"
            return f"|NER={tag}-{entity.type}"
    return ""


def _read_sentence(block: str) -> Sentence:
    words, entities, segment = [], [], 0
    for line in block.split("\n"):
        if line.startswith("# segment = "):
            segment = int(line[12:])
        elif line.startswith("# entity = "):
            entities.append(_read_entity(line[11:]))
        elif not line.startswith("#") and "-" not in line.split("\t", 1)[0]:
            words.append(_read_word(line))
    return Sentence(tuple(words), tuple(entities), segment)


def _read_entity(line: str) -> Entity:
    kind, start, end, text = line.split(" ", 3)
    return Entity(text, kind, int(start), int(end))


def _read_word(line: str) -> Word:
    number, text, lemma, upos, _, feats, head, deprel, _, misc = line.split("\t")
    place = dict(pair.split("=", 1) for pair in misc.split("|"))
    return Word(
        id=int(number),
        text=text,
        lemma=lemma,
        upos=upos,
        feats={} if feats == "_" else dict(p.split("=", 1) for p in feats.split("|")),
        head=int(head),
        deprel=deprel,
        start=int(place["Start"]),
        end=int(place["End"]),
    )
