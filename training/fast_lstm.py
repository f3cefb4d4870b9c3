# ruff: noqa: SLF001 - torch has no public one-directional form of a bidirectional LSTM
"""LSTMs padded through oneDNN, each direction on its own so that padding never enters a state."""

from __future__ import annotations

import torch
from stanza.models.common import char_model
from stanza.models.common.packed_lstm import PackedLSTM
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

HALF = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
CHAR_GROUPS = 4


def flip(padded: Tensor, lengths: Tensor) -> Tensor:
    """Reverse each sequence within its own length."""
    steps = torch.arange(padded.shape[1], device=padded.device).unsqueeze(0)
    index = torch.where(steps < lengths.unsqueeze(1), lengths.unsqueeze(1) - 1 - steps, steps)
    return padded.gather(1, index.unsqueeze(2).expand_as(padded))


def one_way(lstm: nn.LSTM, name: str, padded: Tensor, state: tuple[Tensor, Tensor]) -> Tensor:
    weights = [
        getattr(lstm, f"{part}_{name}").to(HALF)
        for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    ]
    start = (state[0].to(HALF), state[1].to(HALF))
    out = torch._VF.lstm(padded.to(HALF), start, weights, True, 1, 0.0, True, False, True)
    return out[0].to(padded.dtype)


def layer(
    lstm: nn.LSTM, number: int, padded: Tensor, lengths: Tensor, state: tuple[Tensor, Tensor]
) -> Tensor:
    ways = 2 if lstm.bidirectional else 1
    outs = []
    for way in range(ways):
        index = number * ways + way
        own = (state[0][index : index + 1].contiguous(), state[1][index : index + 1].contiguous())
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
        chars = types[part][:, : sizes[0]]
        out = _char_forward(self, chars, mask, list(range(count)), [count], sizes)
        reps.append(out[0] if self.pad else out.data)
    data = torch.cat(reps)[back[where]]
    data = char_model.tensor_unsort(data, word_orig_idx)
    out = char_model.pack_sequence(data.split([int(n) for n in sentlens]))
    return pad_packed_sequence(out, batch_first=True)[0] if self.pad else out
