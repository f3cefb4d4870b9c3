"""What `speed.py` compares. Each contender loads its models once and then runs over the texts.

A contender is a function of models and threads that gives a function of texts that gives the
number of words; texts are lists of paragraphs.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

from texts import make_article

from annotator.nlp.models import find_models

Texts = list[list[str]]
Run = Callable[[Texts], int]


def stanza_loop(models: str, threads: int) -> Run:
    """Stanza's pipeline, called for one article after the other."""
    pipeline = _stanza(models, threads)
    return lambda texts: sum(pipeline("\n\n".join(text)).num_words for text in texts)


def stanza_bulk(models: str, threads: int) -> Run:
    """Stanza's own `bulk_process`, all articles in one call."""
    pipeline = _stanza(models, threads)

    def run(texts: Texts) -> int:
        import stanza

        documents = [stanza.Document([], text="\n\n".join(text)) for text in texts]
        return sum(document.num_words for document in pipeline.bulk_process(documents))

    return run


def _stanza(models: str, threads: int) -> Any:
    import stanza
    import torch

    from annotator.nlp.weights import careful_reading

    torch.set_num_threads(threads)
    with careful_reading():
        return stanza.Pipeline(**find_models(models).arguments())


def parse(models: str, threads: int, *, cold: bool = True) -> Run:
    """The parse stage in one process; `cold`: no word form is remembered from an earlier round."""
    from annotator.nlp.parser import Parser

    parser = Parser(find_models(models), threads)

    def run(texts: Texts) -> int:
        if cold and hasattr(parser.engine, "forget"):
            parser.engine.forget()
        return _count(parser.parse(_articles(texts)))

    return run


def in_processes(name: str, models: str, count: int) -> Run:
    """A contender in that many processes, one thread each, texts handed out in small parts."""
    pool = ProcessPoolExecutor(count, get_context("spawn"), _start, (name, models))
    list(pool.map(_run_part, [[] for _ in range(4 * count)]))

    def run(texts: Texts) -> int:
        size = max(1, min(200, len(texts) // (4 * count)))
        parts = [texts[start : start + size] for start in range(0, len(texts), size)]
        done = list(pool.map(_run_part, parts))
        peaks = {process: peak for _, process, peak, _ in done}
        run.peak = sum(peaks.values())  # type: ignore[attr-defined]
        run.cpu = sum(cpu for *_, cpu in done)  # type: ignore[attr-defined]
        return sum(count for count, *_ in done)

    return run


_process_run: Run


def _start(name: str, models: str) -> None:
    global _process_run  # noqa: PLW0603 - the one way to hand a process its state
    _process_run = CONTENDERS["parse-warm" if name == "parse" else name](models, 1)


def _run_part(texts: Texts) -> tuple[int, int, float, float]:
    """Words, and of which process, with which peak and how much of its time."""
    start = time.process_time()
    count = _process_run(texts) if texts else 0
    return count, os.getpid(), peak_memory(), time.process_time() - start


def annotate(models: str, threads: int, *, gate: bool = True) -> Run:
    """From articles to annotations in memory; without the gate everything is parsed."""
    from annotator.gate import may_hold
    from annotator.nlp.cached import CachedParser
    from annotator.nlp.parser import Parser
    from annotator.pipeline import annotate as annotate_one
    from annotator.workers import collect_seldom

    parser = CachedParser(find_models(models), None, threads, may_hold if gate else None)
    collect_seldom()  # as `annotate run` does
    parser.parser = Parser(parser.models, threads)  # here, so that loading is told as such

    def run(texts: Texts) -> int:
        count = 0
        for parsed in parser.parse(_articles(texts)):
            annotate_one(parsed)
            count += _count([parsed])
        return count

    return run


def spacy_pipe(name: str, _: str, __: int) -> Run:
    """A spaCy pipeline with all that it has, through `nlp.pipe`."""
    import spacy

    nlp = spacy.load(name)
    return lambda texts: sum(len(doc) for doc in nlp.pipe("\n\n".join(text) for text in texts))


def _articles(texts: Texts) -> list[Any]:
    return [make_article(text, str(number)) for number, text in enumerate(texts)]


def _count(parses: Iterable[Any]) -> int:
    return sum(len(sentence.words) for parsed in parses for sentence in parsed.sentences)


def peak_memory() -> float:
    """Most memory that this process ever held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


CONTENDERS: dict[str, Callable[[str, int], Run]] = {
    "stanza-loop": stanza_loop,
    "stanza-bulk": stanza_bulk,
    "parse": parse,
    "parse-warm": partial(parse, cold=False),
    "annotate": annotate,
    "annotate-all": partial(annotate, gate=False),
    "spacy-md": partial(spacy_pipe, "fr_core_news_md"),
    "spacy-sm": partial(spacy_pipe, "fr_core_news_sm"),
}


def make_contender(name: str, models: str, threads: int, processes: int) -> Run:
    """The contender of that name; with `processes`, in so many of them."""
    if processes:
        return in_processes(name, models, processes)
    return CONTENDERS[name](models, threads)
