"""The six models of a set, read by Stanza's own loaders, without the pipeline around them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from stanza.models.common import utils
from stanza.models.common.foundation_cache import FoundationCache
from stanza.models.depparse.model import GraphParser
from stanza.models.depparse.trainer import Trainer as ParserTrainer
from stanza.models.lemma.trainer import Trainer as LemmaTrainer
from stanza.models.mwt.trainer import Trainer as MwtTrainer
from stanza.models.ner.trainer import Trainer as NerTrainer
from stanza.models.pos.trainer import Trainer as TaggerTrainer
from stanza.models.tokenization.trainer import Trainer as TokenizerTrainer

from annotator.nlp.models import PROCESSORS, USUAL_NAMES, ModelSet
from annotator.nlp.weights import careful_reading

REPAIR = "depparse_resolve_head_constraints"
KNOWN_ARGUMENTS = {*USUAL_NAMES, REPAIR, "processors", "lang", "allow_unknown_language"}


class UnsupportedModelsError(Exception):
    """These models ask for something that only Stanza's own pipeline does."""


@dataclass(frozen=True, slots=True)
class Trainers:
    """Stanza's "trainers": each has `args`, `vocab` and, but for a mere dictionary, `model`."""

    tokenizer: Any
    mwt: Any
    tagger: Any
    lemma: Any
    parser: Any
    ner: Any
    pretrain: Any


def load_trainers(models: ModelSet) -> Trainers:
    """All six, the word vectors read once and shared.

    Raises UnsupportedModelsError for models that need more than `fast` does.
    """
    _check_arguments(models)
    logging.getLogger("stanza").setLevel(logging.CRITICAL)  # what fails is raised, and said once
    path = {key: str(models.directory / str(models.pipeline[key])) for key in USUAL_NAMES}
    cache = FoundationCache(local_files_only=True)
    with careful_reading(), _without_optimizers():
        pretrain = cache.load_pretrain(path["pos_pretrain_path"])
        common: dict[str, Any] = {"device": "cpu", "foundation_cache": cache}
        shared: dict[str, Any] = {"pretrain": pretrain, "args": {}, **common}
        trainers = Trainers(
            tokenizer=TokenizerTrainer(model_file=path["tokenize_model_path"], **common),
            mwt=MwtTrainer(model_file=path["mwt_model_path"], device="cpu"),
            tagger=TaggerTrainer(model_file=path["pos_model_path"], **shared),
            lemma=LemmaTrainer(model_file=path["lemma_model_path"], **common),
            parser=ParserTrainer.load(filename=path["depparse_model_path"], **shared),
            ner=NerTrainer(model_file=path["ner_model_path"], **shared),
            pretrain=pretrain,
        )
    _check_trainers(trainers)
    if REPAIR in models.pipeline:
        trainers.parser.args["resolve_head_constraints"] = models.pipeline[REPAIR]
    _share_vocabulary(trainers)
    _make_ready(trainers)
    return trainers


@contextmanager
def _without_optimizers() -> Iterator[None]:
    """Trainers make an optimizer each, for which torch reads its whole compiler: a second, for
    what only training needs."""
    usual = utils.dispatch_optimizer
    utils.dispatch_optimizer = lambda *_, **__: SimpleNamespace(param_groups=[])
    try:
        yield
    finally:
        utils.dispatch_optimizer = usual


def _check_arguments(models: ModelSet) -> None:
    given = set(models.pipeline)
    if given - KNOWN_ARGUMENTS or set(USUAL_NAMES) - given:
        raise UnsupportedModelsError(f"other arguments: {sorted(given ^ set(USUAL_NAMES))}")
    if models.pipeline.get("processors", PROCESSORS) != PROCESSORS:
        raise UnsupportedModelsError("other processors")
    if len({models.pipeline[key] for key in USUAL_NAMES if key.endswith("pretrain_path")}) > 1:
        raise UnsupportedModelsError("several files of word vectors")


def _check_trainers(trainers: Trainers) -> None:
    """Features of Stanza's models that `fast` does not know."""
    args = {name: getattr(trainers, name).args for name in ("tokenizer", "tagger", "parser", "ner")}
    reasons = [
        f"{name} with {feature}"
        for name, given in args.items()
        for feature in ("bert_model", "charlm", "charlm_forward_file", "use_arc_embedding")
        if given.get(feature)
    ]
    reasons += [
        f"tokenizer with {f}"
        for f in ("skip_newline", "use_dictionary")
        if args["tokenizer"].get(f)
    ]
    if not isinstance(trainers.parser.model, GraphParser) or args["parser"].get("reversed"):
        reasons.append("another kind of parser")
    if trainers.lemma.has_contextual_lemmatizers() or trainers.lemma.args.get("charlm"):
        reasons.append("lemmas in context")
    if trainers.ner.model.num_output_layers != 1:
        reasons.append("several layers of names")
    if reasons:
        raise UnsupportedModelsError(", ".join(reasons))


def _share_vocabulary(trainers: Trainers) -> None:
    """The NER model carries the vectors' vocabulary once more: 60 MB that need not stay."""
    words, known = trainers.ner.vocab["word"], trainers.pretrain.vocab
    if words._id2unit == known._id2unit and words._unit2id == known._unit2id:  # noqa: SLF001
        trainers.ner.vocab["word"] = known


def _make_ready(trainers: Trainers) -> None:
    for trainer in (trainers.tokenizer, trainers.mwt, trainers.tagger, trainers.lemma):
        if trainer.model is not None:
            trainer.model.eval()
    for trainer in (trainers.parser, trainers.ner):
        trainer.model.eval()
        trainer.optimizer = None
