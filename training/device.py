"""Where the models are trained: a GPU when there is one."""

from __future__ import annotations

import torch

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
FLAGS = [] if DEVICE == "cuda" else ["--cpu"]
