"""The fast engine gives what `stanza.Pipeline` gives, and its parts do what they say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from annotator.errors import ModelError
from annotator.nlp.models import ModelSet, find_models
from nlp_samples import PARAGRAPHS, make_article

torch = pytest.importorskip("torch")

from stanza.models.ner.trainer import fix_singleton_tags  # noqa: E402
from stanza.models.ner.utils import decode_from_bioes  # noqa: E402

from annotator.nlp import arcs, words  # noqa: E402
from annotator.nlp.drafts import Token  # noqa: E402
from annotator.nlp.fast import FastEngine, simplify_marks  # noqa: E402
from annotator.nlp.forms import FormTable  # noqa: E402
from annotator.nlp.memory import keep_memory  # noqa: E402
from annotator.nlp.names import find_spans  # noqa: E402
from annotator.nlp.packing import Grid, Packing, length_batches  # noqa: E402
from annotator.nlp.parser import Parser, load_engine  # noqa: E402
from annotator.nlp.plain import PlainEngine  # noqa: E402
from annotator.nlp.tokens import read_paragraphs  # noqa: E402
from annotator.nlp.viterbi import best_paths  # noqa: E402

LONG = " ".join(PARAGRAPHS * 2)  # more than two windows of the tokenizer
TEXTS = [*PARAGRAPHS, "", "  ", LONG, "Oui", "a  b\xa0c\u200b d", "1) un ; 2) deux"]


@pytest.fixture(scope="module")
def models() -> ModelSet:
    try:
        return find_models("default")
    except ModelError:
        pytest.skip("the package has no models yet")


@pytest.fixture(scope="module")
def fast(models: ModelSet) -> Iterator[FastEngine]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield FastEngine(models)
    torch.set_num_threads(threads)


@pytest.mark.models
@pytest.mark.parametrize("bulk", [False, True])
def test_results_are_those_of_stanza(models: ModelSet, fast: FastEngine, bulk: bool) -> None:
    texts = TEXTS if not bulk else TEXTS[:8]
    expected = PlainEngine(models, bulk=bulk).analyse(texts)
    assert fast.analyse(texts) == expected
    assert sum(len(sentence.texts) for text in expected for sentence in text) > 200


@pytest.mark.models
def test_results_do_not_depend_on_company_nor_on_memory(fast: FastEngine) -> None:
    together = fast.analyse(TEXTS)
    assert fast.analyse(TEXTS[::-1])[::-1] == together
    for stage in (fast.tagger, fast.parser, fast.names):
        for one in stage.passes:
            one.table.capacity = 5
    assert [fast.analyse([text])[0] for text in TEXTS] == together


@pytest.mark.models
def test_models_that_ask_for_more_are_run_by_stanza(models: ModelSet) -> None:
    asking = replace(models, pipeline={**models.pipeline, "tokenize_no_ssplit": True})
    engine = load_engine(asking, threads=1)
    assert isinstance(engine, PlainEngine)
    (sentences,) = engine.analyse(["Oslo signe. Rome attend."])
    assert len(sentences) == 1


def test_memory_is_kept_or_left_alone() -> None:
    assert keep_memory() in {True, False}


@pytest.mark.models
def test_a_sentence_without_end_is_cut(fast: FastEngine) -> None:
    names = ", ".join(f"le village de Brume-{n}" for n in range(120))
    (sentences,) = fast.analyse([f"Le convoi a traversé {names} et il repart"])
    sizes = [len(sentence.texts) for sentence in sentences]
    assert max(sizes) <= 200
    assert sum(sizes) > 400
    assert all(min(s.heads) == 0 for s in sentences)


@pytest.mark.models
def test_every_word_lies_in_the_file_and_a_title_is_one_sentence(models: ModelSet) -> None:
    article = make_article()
    (parsed,) = Parser(models, threads=1).parse([article])
    assert {s.segment for s in parsed.sentences} == set(range(len(PARAGRAPHS)))
    assert [s.segment for s in parsed.sentences].count(5) == 1
    for sentence in parsed.sentences:
        whole = article.segments[sentence.segment].offsets
        assert whole[0] <= sentence.start < sentence.end <= whole[-1]
        for word in sentence.words:
            assert "\n" not in article.text[word.start : word.end].strip("\n ")
    contracted = [w for w in parsed.sentences[2].words if article.text[w.start : w.end] == "Du"]
    assert [w.text.lower() for w in contracted] == ["de", "le"]


def test_batches_hold_all_and_no_more_than_they_may() -> None:
    lengths = [3, 50, 1, 7, 7, 120, 2]
    batches = length_batches(lengths, 60, 5000)
    assert sorted(i for batch in batches for i in batch) == list(range(7))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or len(batch) * longest <= 60
        assert len(batch) == 1 or len(batch) * longest**2 <= 5000
    assert length_batches([], 60) == []


def test_packing_is_torchs_own() -> None:
    lengths = [4, 2, 2, 1]
    flat = torch.arange(9.0)[:, None]
    padded = Grid.of(lengths).table(Grid.of(lengths).spread(flat))
    expected = torch.nn.utils.rnn.pack_padded_sequence(padded, lengths, batch_first=True)
    packed = Packing.of(lengths).pack(flat)
    assert torch.equal(packed.data, expected.data)
    assert torch.equal(packed.batch_sizes, expected.batch_sizes)
    assert torch.equal(Packing.of(lengths).unpack(packed.data), flat)


def test_a_form_is_computed_once_and_forgotten_when_the_table_is_full() -> None:
    asked: list[str] = []

    def compute(forms: list[str]) -> torch.Tensor:
        asked.extend(forms)
        return torch.tensor([[float(len(form))] for form in forms])

    table: FormTable[str] = FormTable(compute, capacity=2)
    numbers = table.look_up(["un", "deux", "un", "trois"])
    assert table.rows[numbers].flatten().tolist() == [2, 4, 2, 5]
    assert asked == ["un", "deux", "trois"]
    numbers = table.look_up(["deux", "six"])
    assert table.rows[numbers].flatten().tolist() == [4, 3]
    assert asked[3:] == ["deux", "six"]


def test_best_heads_are_a_tree_or_said_not_to_be() -> None:
    def scores(heads: list[int]) -> torch.Tensor:
        table = torch.zeros(len(heads), len(heads))
        table[range(len(heads)), heads] = 1
        return table

    trees = [[0, 2, 0, 2], [0, 2, 1, 0], [0, 0, 0, 1], [0, 3, 0, 1]]
    expected = [True, False, False, False]  # a tree, a ring beside the root, two roots, a ring
    lengths = np.array([4] * 4)
    heads, found, _ = arcs.best_heads(torch.stack([scores(tree) for tree in trees]), lengths)
    assert found.tolist() == expected
    assert heads.tolist() == trees
    short = np.array([4, 3])
    heads, found, _ = arcs.best_heads(torch.stack([scores(trees[0]), scores([0, 2, 0, 3])]), short)
    assert (heads.tolist()[1], found.tolist()) == ([0, 2, 0, 0], [True, True])


def test_labels_of_arcs_are_those_of_all_pairs() -> None:
    from stanza.models.common.biaffine import DeepBiaffineScorer

    torch.manual_seed(3)
    scorer = DeepBiaffineScorer(6, 6, 5, 4, pairwise=True).eval()
    bilinear = scorer.scorer.W_bilin
    torch.nn.init.normal_(bilinear.weight)
    torch.nn.init.normal_(bilinear.bias)
    hidden = torch.randn(7, 6)
    with torch.inference_mode():
        expected = scorer(hidden[None], hidden[None])[0]
        labels = arcs.LabelScorer(scorer)
        below, above = np.array([1, 2, 3, 4, 5, 6, 2]), np.array([3, 3, 0, 3, 2, 2, 6])
        assert torch.allclose(labels.run(hidden, below, above), expected[below, above], atol=1e-5)
        assert torch.allclose(labels.all_pairs(hidden), expected, atol=1e-5)


@pytest.mark.parametrize("seed", range(40))
def test_names_between_other_words_are_stanzas(seed: int) -> None:
    chance = random.Random(seed)
    kinds = [f"{place}-{kind}" for place in "BIES" for kind in ("LOC", "ORG")]
    tags = chance.choices([*kinds, "O"], [1] * 8 + [chance.choice([2, 8, 30])], k=40)
    whole = decode_from_bioes(fix_singleton_tags(tags))
    assert list(find_spans(tags)) == [(f["type"], f["start"], f["end"]) for f in whole]


def test_best_paths_are_stanzas() -> None:
    from stanza.models.common.crf import viterbi_decode

    random = np.random.default_rng(5)
    lengths = [6, 6, 3, 1]
    scores = random.normal(size=(4, 6, 5)).astype(np.float32)
    transitions = random.normal(size=(5, 5)).astype(np.float32)
    expected = [viterbi_decode(scores[i, :n], transitions)[0] for i, n in enumerate(lengths)]
    assert best_paths(scores, transitions, Packing.of(lengths)) == (expected, [])


def test_cut_points_prefer_pauses_and_keep_contracted_words_whole() -> None:
    def tokens(text: str) -> list[Token]:
        return [Token(form, 0, 1, contracted=False) for form in text.split()]

    assert words.cut_points(tokens("a b c d"), [1] * 4, 4) == [4]
    assert words.cut_points(tokens("a b c d e f"), [1] * 6, 4) == [4, 6]
    assert words.cut_points(tokens("a b , d e f"), [1] * 6, 4) == [3, 6]
    assert words.cut_points(tokens("a , c d e f"), [1] * 6, 4) == [4, 6]
    assert words.cut_points(tokens("a b c du e"), [1, 1, 1, 2, 1], 4) == [3, 5]


def test_white_space_is_folded_and_places_are_kept() -> None:
    text = "a\t\t b \n \n c\xa0\xa0d "
    first, second = read_paragraphs(text, 3)
    assert (first.characters, list(first.places)) == ("a b", [0, 1, 4])
    assert second.characters == " c d"
    assert [text[place] for place in second.places[1:]] == ["c", "\xa0", "d"]
    assert list(read_paragraphs(" \n\n ", 0)) == []


@pytest.mark.parametrize(
    ("form", "simple"), [("?!", "?"), ("!!!", "!"), ("...", "..."), ("?", "?"), ("ah!!", "ah!!")]
)
def test_marks_are_simplified_as_stanza_does(form: str, simple: str) -> None:
    from stanza.models.common.utils import simplify_punct

    assert simplify_marks(form) == simple
    assert simplify_punct([[[form]]]) == [[[simple]]]
