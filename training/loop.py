"""One training loop for the tagger, the parser and the NER tagger.

Warm-up and cosine decay of the learning rate, a running average of the weights that is what gets
evaluated and saved, and checkpoints from which an interrupted run goes on.
"""

from __future__ import annotations

import contextlib
import math
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

SEED = 1234


@dataclass
class Plan:
    """How long and how fast to train."""

    steps: int
    peak: float
    warmup: int = 100
    every: int = 500
    decay: float = 0.998
    floor: float = 0.02
    bfloat16: bool = False

    def rate(self, step: int) -> float:
        if step < self.warmup:
            return self.peak * (step + 1) / self.warmup
        share = (step - self.warmup) / max(1, self.steps - self.warmup)
        wave = (1 + math.cos(math.pi * min(1.0, share))) / 2
        return self.peak * (self.floor + (1 - self.floor) * wave)


def buckets(lengths: list[int], budget: int, rng: random.Random) -> Iterator[list[int]]:
    """Endless batches of about `budget` words, of sentences of like length."""
    pool = 24 * budget
    while True:
        order = list(range(len(lengths)))
        rng.shuffle(order)
        part: list[int] = []
        size = 0
        for index in order:
            part.append(index)
            size += lengths[index]
            if size >= pool:
                yield from cut(part, lengths, budget, rng)
                part, size = [], 0
        yield from cut(part, lengths, budget, rng)


def cut(part: list[int], lengths: list[int], budget: int, rng: random.Random) -> list[list[int]]:
    batches: list[list[int]] = [[]]
    size = 0
    for index in sorted(part, key=lengths.__getitem__):
        if size + lengths[index] > budget and batches[-1]:
            batches.append([])
            size = 0
        batches[-1].append(index)
        size += lengths[index]
    rng.shuffle(batches)
    return [batch for batch in batches if batch]


class Average:
    """Running average of a model's trained weights."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {
            n: p.detach().clone() for n, p in model.named_parameters() if p.requires_grad
        }

    def add(self, model: nn.Module, step: int) -> None:
        keep = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in model.named_parameters():
                if name in self.weights:
                    self.weights[name].lerp_(value, 1 - keep)

    @contextlib.contextmanager
    def swapped(self, model: nn.Module) -> Iterator[None]:
        """The model with the averaged weights in place."""
        own: dict[str, Tensor] = {}
        with torch.no_grad():
            for name, value in model.named_parameters():
                if name in self.weights:
                    own[name] = value.clone()
                    value.copy_(self.weights[name])
            try:
                yield
            finally:
                for name, value in model.named_parameters():
                    if name in own:
                        value.copy_(own[name])


class Run:
    """A training run: its trainer, its optimizers and where it keeps its files."""

    def __init__(
        self, trainer, optimizers: Iterable[torch.optim.Optimizer], out: Path, plan: Plan
    ) -> None:
        self.trainer, self.plan, self.out = trainer, plan, out
        self.optimizers = list(optimizers)
        self.average = Average(trainer.model, plan.decay)
        self.step, self.best = 0, -1.0
        self.checkpoint = out.with_suffix(".checkpoint")
        self.resume()

    def resume(self) -> None:
        if not self.checkpoint.exists():
            return
        state = torch.load(self.checkpoint, weights_only=True)
        self.step, self.best = state["step"], state["best"]
        self.trainer.model.load_state_dict(state["model"], strict=False)
        self.average.weights = state["average"]
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        # other noise than the first time: the same would be learnt by heart
        torch.manual_seed(SEED + self.step)
        print(f"going on from step {self.step}", flush=True)

    def start_from(self, model: Path) -> None:
        """Take over the weights of a trained model, unless the run is already under way."""
        if self.step == 0:
            saved = torch.load(model, weights_only=True)["model"]
            self.trainer.model.load_state_dict(saved, strict=False)
            self.average = Average(self.trainer.model, self.plan.decay)

    def keep(self) -> None:
        model = {n: p for n, p in self.trainer.model.named_parameters() if p.requires_grad}
        state = {
            "step": self.step,
            "best": self.best,
            "model": model,
            "average": self.average.weights,
            "optimizers": [o.state_dict() for o in self.optimizers],
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def judge(self, evaluate: Callable[[], dict[str, float]], loss: float, begun: float) -> None:
        with self.average.swapped(self.trainer.model):
            scores = evaluate()
            score = next(iter(scores.values()))
            if score >= self.best:
                self.best = score
                self.trainer.save(str(self.out))
        shown = " ".join(f"{name} {value:.2f}" for name, value in scores.items())
        print(
            f"step {self.step} loss {loss:.4f} {shown} best {self.best:.2f} "
            f"({time.time() - begun:.0f} s)",
            flush=True,
        )
        self.keep()

    def fit(self, batches: Iterator, evaluate: Callable[[], dict[str, float]]) -> None:
        """Train; `evaluate` reports the score that decides first."""
        begun, total, count = time.time(), 0.0, 0
        while self.step < self.plan.steps:
            for optimizer in self.optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = self.plan.rate(self.step)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.plan.bfloat16):
                loss = self.trainer.update(next(batches))
            total, count = total + (loss[0] if isinstance(loss, tuple) else loss), count + 1
            self.step += 1
            self.average.add(self.trainer.model, self.step)
            if self.step % self.plan.every == 0 or self.step == self.plan.steps:
                self.judge(evaluate, total / count, begun)
                total, count = 0.0, 0
