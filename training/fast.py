"""Cheaper forms of Stanza's slow layers, patched in for training only.

The bilinear layers compute the same numbers in another order; the largest of them, and the LSTMs
(`fast_lstm.py`), in 16-bit floats where the processor has them: three times faster, and the losses
of both forms agreed to three digits when compared.
"""

from __future__ import annotations

import torch
from stanza.models.common import char_model
from stanza.models.common.biaffine import PairwiseBilinear
from stanza.models.common.packed_lstm import PackedLSTM
from stanza.models.depparse.model import VOCAB_PREFIX_SIZE, GraphParser
from torch import Tensor, nn

from training.fast_lstm import HALF, char_forward, padded_lstm

WIDE = 4000  # columns from which a product is worth the lower precision
BIG = 3e7  # elements of an intermediate tensor beyond which a loop is cheaper


def bilinear(left: Tensor, right: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    shape = left.shape[:-1]
    left, right = left.reshape(-1, left.shape[-1]), right.reshape(-1, right.shape[-1])
    outs, size, other = weight.shape
    # multiply with the wider side first, so that the intermediate tensor is as narrow as possible
    if size < other:
        left, right, weight, size, other = right, left, weight.transpose(1, 2), other, size
    if outs * other * left.shape[0] < BIG:
        flat = weight.permute(1, 0, 2).reshape(size, outs * other)
        exact = outs * other < WIDE or not torch.is_grad_enabled()
        kind = left.dtype if exact else HALF
        middle = (left.to(kind) @ flat.to(kind)).view(-1, outs, other)
        out = torch.bmm(middle, right.to(kind).unsqueeze(2)).squeeze(2).to(left.dtype)
    else:
        out = torch.stack([((left @ w) * right).sum(-1) for w in weight], -1)
    if bias is not None:
        out = out + bias
    return out.view(*shape, outs)


def pairwise(self: PairwiseBilinear, left: Tensor, right: Tensor) -> Tensor:
    if self.output_size == 1:
        scores = (left @ self.weight[:, :, 0]) @ right.transpose(1, 2)
        return (scores + self.bias).unsqueeze(3)
    count, length, size = left.shape
    other, outs = self.weight.shape[1:]
    flat = self.weight.permute(0, 2, 1).reshape(size, outs * other)
    middle = (left.reshape(-1, size) @ flat).view(count, length * outs, other)
    out = torch.bmm(middle, right.transpose(1, 2).to(middle.dtype))
    return out.view(count, length, outs, -1).transpose(2, 3) + self.bias


def dropout(self: nn.Dropout, x: Tensor) -> Tensor:
    """Dropout with masks from whole random bytes: four times cheaper, p to the nearest 1/256."""
    if not self.training or self.p == 0:
        return x
    keep = round((1 - self.p) * 256)
    words = torch.empty(x.numel() // 8 + 1, dtype=torch.int64, device=x.device)
    noise = words.random_(-(2**63), None).view(torch.uint8)[: x.numel()].view(x.shape)
    return x * (noise < keep).to(x.dtype).mul_(256 / keep)


def labels_at_heads(model: GraphParser, states: Tensor, head: Tensor) -> Tensor:
    """Label scores for the given heads alone, instead of for all pairs of words."""
    scorer = model.deprel
    dependents = scorer.dropout(scorer.hidden_func(scorer.W1(model.drop(states))))[:, 1:]
    heads = scorer.dropout(scorer.hidden_func(scorer.W2(model.drop(states))))
    heads = torch.gather(heads, 1, head.unsqueeze(2).expand(-1, -1, heads.size(2)))

    def with_one(x: Tensor) -> Tensor:
        return torch.cat([x, x.new_ones(*x.shape[:-1], 1)], -1)

    table = scorer.scorer.W_bilin
    weight = table.weight.permute(2, 0, 1)
    return bilinear(with_one(dependents), with_one(heads), weight, table.bias)


def parser_forward(self: GraphParser, *inputs):
    """GraphParser's training loss, with labels scored at the gold heads."""
    if not self.training or self.args.get("use_arc_embedding"):
        return _parser_forward(self, *inputs)
    word_mask, wordchars, head, deprel = inputs[1], inputs[2], inputs[9], inputs[10]
    states = self.embed(*inputs)
    arcs, offsets, side, distance = arc_scores(self, states)
    loss = self.crit(
        arcs[:, 1:].masked_fill(word_mask.unsqueeze(1), -float("inf")).flatten(0, 1),
        head.masked_fill(word_mask[:, 1:], -1).flatten(),
    )
    labels = labels_at_heads(self, states, head).float()
    target = (deprel - VOCAB_PREFIX_SIZE).masked_fill(word_mask[:, 1:], -1)
    loss = loss + self.crit(labels.flatten(0, 1), target.flatten())
    at = head.unsqueeze(2)
    half = torch.gather(side[:, 1:], 2, at).flatten() / 2
    right = torch.gather((offsets[:, 1:] > 0).long().expand(head.size(0), -1, -1), 2, at).flatten()
    loss = loss + self.crit(torch.stack([-half, half], 1), right)
    loss = loss - torch.gather(distance[:, 1:], 2, at).sum()
    return loss / wordchars.size(0), []


def arc_scores(model: GraphParser, states: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    length = states.shape[1]
    place = torch.arange(length, device=states.device)
    offsets = (place.unsqueeze(0) - place.unsqueeze(1)).unsqueeze(0)
    arcs = model.unlabeled(model.drop(states), model.drop(states)).squeeze(3).float()
    side = model.linearization(model.drop(states), model.drop(states)).squeeze(3).float()
    far = model.distance(model.drop(states), model.drop(states)).squeeze(3).float()
    arcs = arcs + nn.functional.logsigmoid(side * torch.sign(offsets).float()).detach()
    distance = -torch.log((offsets.abs().float() - 1 - nn.functional.softplus(far)) ** 2 / 2 + 1)
    arcs = arcs + distance.detach()
    diagonal = torch.eye(length, dtype=torch.bool, device=states.device)
    return arcs.masked_fill(diagonal, -float("inf")), offsets, side, distance


_parser_forward = GraphParser.forward


def install() -> None:
    nn.functional.bilinear = bilinear
    nn.Bilinear.forward = lambda self, a, b: bilinear(a, b, self.weight, self.bias)
    PairwiseBilinear.forward = pairwise
    PackedLSTM.forward = padded_lstm
    nn.Dropout.forward = dropout
    char_model.CharacterModel.forward = char_forward
    GraphParser.forward = parser_forward
    torch.set_flush_denormal(True)
