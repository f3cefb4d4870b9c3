"""The quick pass with half numbers: its parts, and that nothing close is decided by it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from annotator.errors import ModelError  # noqa: E402
from annotator.nlp import passes as passes_module  # noqa: E402
from annotator.nlp.arcs import best_heads  # noqa: E402
from annotator.nlp.fast import FastEngine  # noqa: E402
from annotator.nlp.halves import (  # noqa: E402
    HalfCharacters,
    HalfLstm,
    half_is_faster,
    is_half,
    widen,
)
from annotator.nlp.models import find_models  # noqa: E402
from annotator.nlp.packing import WIDTH, Grid, Packing, close_batches  # noqa: E402
from annotator.nlp.passes import choose  # noqa: E402
from annotator.nlp.recurrent import BLOCK, ROUND, Dense  # noqa: E402
from annotator.nlp.spanning import search_tree  # noqa: E402
from annotator.nlp.viterbi import best_paths  # noqa: E402
from nlp_samples import PARAGRAPHS  # noqa: E402
from test_nlp_spanning import is_tree, random_scores  # noqa: E402

LENGTHS = [7, 7, 4, 3, 1]


def random_lstm(width: int, *, bidirectional: bool = True) -> torch.nn.LSTM:
    torch.manual_seed(7)
    lstm = torch.nn.LSTM(width, 24, bidirectional=bidirectional).eval()
    with torch.no_grad():
        for weight in lstm.parameters():
            weight.copy_(weight.half())
    return lstm


def test_a_grid_holds_each_sequence_forwards_and_backwards() -> None:
    grid = Grid.of(LENGTHS, WIDTH)
    flat = torch.arange(1, sum(LENGTHS) + 1)
    slots = grid.spread(flat)
    table = slots.view(grid.steps, grid.width).T
    assert grid.width % 16 == 0
    assert [row[row > 0].tolist() for row in table[:5]] == [
        part.tolist() for part in flat.split(LENGTHS)
    ]
    turned = slots[grid.backwards].view(grid.steps, grid.width).T
    assert [row[row > 0].tolist() for row in turned[:5]] == [
        part.tolist()[::-1] for part in flat.split(LENGTHS)
    ]
    assert torch.equal(slots[grid.flat], flat)
    assert torch.equal(grid.spread_packed(flat[grid.packing.order]), slots)
    assert torch.equal(grid.table(slots), table[:5])
    assert grid.columns.tolist() == [0] * 7 + [1] * 7 + [2] * 4 + [3] * 3 + [4]


def test_batches_of_like_length_hold_all() -> None:
    lengths = [int(n) for n in np.random.default_rng(1).integers(1, 90, 300)]
    batches = close_batches(lengths, 600)
    assert sorted(itertools.chain(*batches)) == list(range(300))
    padded = sum(len(batch) * lengths[batch[0]] for batch in batches)
    assert padded < 1.15 * sum(lengths)
    assert all(len(batch) * lengths[batch[0]] <= 600 for batch in batches)
    assert close_batches([], 600) == []


@pytest.mark.skipif(not half_is_faster(), reason="a processor with such instructions")
@pytest.mark.parametrize("count", [1, ROUND, ROUND + 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_products_in_blocks_hold_all_rows(count: int) -> None:
    torch.manual_seed(count)
    layer = torch.nn.Linear(40, 24).half()
    rows = torch.randn(count, 40).half()
    with torch.inference_mode():
        found = Dense.of([layer.float()], "relu")(rows)
        wanted = layer(rows.float()).relu()
    assert torch.allclose(found.float(), wanted, atol=0.01)


@pytest.mark.parametrize("width", [16, 21])
def test_half_layers_give_what_full_ones_give(width: int) -> None:
    lstm, grid = random_lstm(width), Grid.of(LENGTHS, WIDTH)
    flat = torch.randn(sum(LENGTHS), width).half().float()
    with torch.inference_mode():
        expected = grid.packing.unpack(lstm(grid.packing.pack(flat))[0].data)
        slots = torch.cat(HalfLstm(lstm).run(grid.spread(widen(flat)), grid), 1)
        found = slots[grid.flat].float()
    assert torch.allclose(found, expected, atol=2e-3)
    assert not torch.equal(found, expected)


@pytest.mark.parametrize("attention", [True, False])
def test_characters_by_length_are_stanzas(attention: bool) -> None:
    from stanza.models.common.char_model import CharacterModel

    from annotator.nlp.forms import character_rows

    torch.manual_seed(1)
    names = {"char_emb_dim": 10, "char_hidden_dim": 12, "char_num_layers": 1}
    model = CharacterModel(
        {**names, "dropout": 0, "char_rec_dropout": 0},
        {"char": range(30)},
        bidirectional=not attention,
        attention=attention,
    ).eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn_like(weight).mul(0.3).half())
    forms = [[3, 4, 5], [7], [8, 9, 10], [1, 2], [29]]
    with torch.inference_mode():
        expected = character_rows(model, forms)
        assert torch.allclose(HalfCharacters(model).run(forms), expected, atol=5e-3)


def test_weights_that_would_be_rounded_are_noticed() -> None:
    lstm = random_lstm(8)
    assert is_half(lstm)
    with torch.no_grad():
        lstm.weight_hh_l0[0, 0] = 0.1
    assert not is_half(lstm)


def test_half_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HALF", "off")
    assert not half_is_faster()


def test_close_decisions_are_noticed() -> None:
    best, close = choose(torch.tensor([[1.0, 1.01, -3], [2, 5, 1]]), 0.02)
    assert (best.tolist(), close.tolist()) == ([1, 1], [True, False])
    assert not choose(torch.tensor([[1.0, 1.0]]), 0.0)[1].any()


def test_a_close_head_is_noticed() -> None:
    table = torch.tensor([[[0.0, 0, 0], [5, -9, 4.99], [1, 7, -9]]])
    before = table.clone()
    lengths = np.array([3])
    assert best_heads(table, lengths, 0.02).is_close.tolist() == [True]
    assert best_heads(table, lengths, 0.005).is_close.tolist() == [False]
    assert torch.equal(table, before)


def test_margins_grow_with_the_distance() -> None:
    table = torch.full((1, 40, 40), -50.0)
    table[0, :, 0] = 5.0
    table[0, 1, 2] = 4.998
    far = table.clone()
    far[0, 1, 2], far[0, 1, 39] = -50, 4.998
    lengths = np.array([40])
    assert best_heads(table, lengths, 0.0025).is_close.tolist() == [False]
    assert best_heads(far, lengths, 0.0025).is_close.tolist() == [True]


@pytest.mark.parametrize("seed", range(30))
def test_no_tree_is_nearer_than_the_gap_allows(seed: int) -> None:
    """Scores changed by less than a share of the gap lead to the same tree."""
    scores = random_scores(seed, 5)
    heads, gap = search_tree(scores)
    assert is_tree(tuple(heads[1:].tolist()))
    noise = np.random.default_rng(seed).uniform(-1, 1, scores.shape) * min(gap, 1) / 20
    moved = search_tree((scores + noise).astype(np.float32))[0]
    assert moved.tolist() == heads.tolist()


def test_a_close_tree_is_noticed() -> None:
    scores = np.full((4, 4), -50, np.float32)
    scores[1, 2] = scores[2, 1] = 9  # a ring, entered at one word or the other
    scores[1, 0], scores[2, 0], scores[3, 2] = 1, 1.01, 8
    assert search_tree(scores)[1] == pytest.approx(0.01, abs=1e-3)


def test_close_paths_are_those_with_a_near_second() -> None:
    random = np.random.default_rng(4)
    scores = random.normal(size=(40, 4, 3)).astype(np.float32)
    transitions = random.normal(size=(3, 3)).astype(np.float32)
    lengths = [4] * 20 + [2] * 20
    expected = []
    for index, length in enumerate(lengths):
        sums = sorted(
            sum(scores[index, step, tag] for step, tag in enumerate(path))
            + sum(transitions[pair] for pair in itertools.pairwise(path))
            for path in itertools.product(range(3), repeat=length)
        )
        if sums[-1] - sums[-2] < 0.2:
            expected.append(index)
    close = best_paths(scores, transitions, Packing.of(lengths), 0.2)[1]
    assert close == expected
    assert 0 < len(close) < 40


@pytest.mark.models
def test_with_half_numbers_the_parse_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on processors on which it does not pay, and whatever the margin sends back."""
    try:
        models = find_models("default")
    except ModelError:
        pytest.skip("the package has no models yet")
    texts = PARAGRAPHS * 3
    monkeypatch.setenv("ANNOTATOR_HALF", "off")
    full = FastEngine(models)
    assert len(full.parser.passes) == 1
    expected = full.analyse(texts)
    monkeypatch.setattr(passes_module, "half_is_faster", lambda: True)
    monkeypatch.setattr("annotator.nlp.labels.half_is_faster", lambda: True)
    half = FastEngine(models)
    assert len(half.parser.passes) == 2
    assert half.analyse(texts) == expected
