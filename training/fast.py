# ruff: noqa: SLF001 - torch has no public one-directional form of a bidirectional LSTM
"""Cheaper forms of Stanza's slow layers, patched in for training only.

The bilinear layers compute the same numbers in another order.  The LSTMs run padded through oneDNN,
each direction on its own so that padding never enters a state; with bfloat16 that is three times
faster on processors that have it.  The character LSTM reads each spelling of a batch once.
"""

from __future__ import annotations

import torch
from stanza.models.common import char_model
from stanza.models.common.biaffine import PairwiseBilinear
from stanza.models.common.packed_lstm import PackedLSTM
from stanza.models.depparse.model import VOCAB_PREFIX_SIZE, GraphParser
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

HALF = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
WIDE = 4000  # columns from which a product is worth the lower precision
CHAR_GROUPS = 4
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


def flip(padded: Tensor, lengths: Tensor) -> Tensor:
    """Reverse each sequence within its own length."""
    steps = torch.arange(padded.shape[1], device=padded.device).unsqueeze(0)
    index = torch.where(steps < lengths.unsqueeze(1), lengths.unsqueeze(1) - 1 - steps, steps)
    return padded.gather(1, index.unsqueeze(2).expand_as(padded))


def one_way(lstm: nn.LSTM, name: str, padded: Tensor, state: tuple[Tensor, Tensor]) -> Tensor:
    weights = [getattr(lstm, f"{part}_{name}").to(HALF) for part in
               ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    start = (state[0].to(HALF), state[1].to(HALF))
    out = torch._VF.lstm(padded.to(HALF), start, weights, True, 1, 0.0, True, False, True)
    return out[0].to(padded.dtype)


def layer(lstm: nn.LSTM, number: int, padded: Tensor, lengths: Tensor,
          state: tuple[Tensor, Tensor]) -> Tensor:
    ways = 2 if lstm.bidirectional else 1
    outs = []
    for way in range(ways):
        index = number * ways + way
        own = (state[0][index:index + 1].contiguous(), state[1][index:index + 1].contiguous())
        name = f"l{number}" + ("_reverse" if way else "")
        if way:
            outs.append(flip(one_way(lstm, name, flip(padded, lengths), own), lengths))
        else:
            outs.append(one_way(lstm, name, padded, own))
    return torch.cat(outs, 2) if ways == 2 else outs[0]


def last(padded: Tensor, lengths: Tensor, ways: int) -> Tensor:
    """The final state of each direction, as nn.LSTM reports it."""
    size = padded.shape[2] // ways
    index = (lengths - 1).view(-1, 1, 1).expand(-1, 1, size)
    ends = [padded[:, :, :size].gather(1, index)[:, 0]]
    if ways == 2:
        ends.append(padded[:, 0, size:])
    return torch.stack(ends)


def padded_lstm(self: PackedLSTM, packed: PackedSequence, lengths, hx=None):
    lstm = self.lstm
    if not self.training or not isinstance(packed, PackedSequence) or hx is None:
        return _packed_lstm(self, packed, lengths, hx)
    padded, sizes = pad_packed_sequence(packed, batch_first=True)
    sizes = sizes.to(padded.device)
    ends = []
    for number in range(lstm.num_layers):
        if number and lstm.dropout:
            padded = nn.functional.dropout(padded, lstm.dropout, True)
        padded = layer(lstm, number, padded, sizes, hx)
        ends.append(last(padded, sizes, 2 if lstm.bidirectional else 1))
    out = pack_padded_sequence(padded, sizes.cpu(), batch_first=True)
    final = torch.cat(ends)
    return out, (final, final)


def dropout(self: nn.Dropout, x: Tensor) -> Tensor:
    """Dropout with masks from whole random bytes: four times cheaper, p to the nearest 1/256."""
    if not self.training or self.p == 0:
        return x
    keep = round((1 - self.p) * 256)
    words = torch.empty(x.numel() // 8 + 1, dtype=torch.int64, device=x.device)
    noise = words.random_(-2**63, None).view(torch.uint8)[:x.numel()].view(x.shape)
    return x * (noise < keep).to(x.dtype).mul_(256 / keep)


_packed_lstm = PackedLSTM.forward
_char_forward = char_model.CharacterModel.forward


def char_forward(self, chars, mask, word_orig_idx, sentlens, _wordlens):
    """Run the character LSTM over the distinct spellings of the batch."""
    types, where = torch.unique(chars, dim=0, return_inverse=True)
    lengths = (types != 0).sum(1).clamp(min=1)
    order = lengths.argsort(descending=True, stable=True)
    back = torch.empty_like(order)
    back[order] = torch.arange(len(order), device=order.device)
    reps = []
    for part in order.chunk(CHAR_GROUPS):  # words of like length together: little padding
        count, sizes = len(part), lengths[part].tolist()
        chars = types[part][:, :sizes[0]]
        out = _char_forward(self, chars, mask, list(range(count)), [count], sizes)
        reps.append(out[0] if self.pad else out.data)
    data = torch.cat(reps)[back[where]]
    data = char_model.tensor_unsort(data, word_orig_idx)
    out = char_model.pack_sequence(data.split([int(n) for n in sentlens]))
    return pad_packed_sequence(out, batch_first=True)[0] if self.pad else out


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
        head.masked_fill(word_mask[:, 1:], -1).flatten())
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
    distance = -torch.log(
        (offsets.abs().float() - 1 - nn.functional.softplus(far)) ** 2 / 2 + 1)
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
