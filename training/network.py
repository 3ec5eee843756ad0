"""Owns the network in training: the transformer with its heads, and what each head is punished for."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from decoupling.extract.features import LINK_WIDTH, PAIR_WIDTH, SAME_WIDTH
from decoupling.extract.heads import NAME_LABELS, PARTS, STATUSES
from decoupling.extract.mentions import KINDS
from training.examples import Example, Hint

PAIR_SPACE = 128
HIDDEN = 128
TOKEN_WIDTH = 8 + len(KINDS) + 1
HALF = torch.cpu.get_capabilities().get("avx512_bf16", False)
"""Whether the processor multiplies numbers of half precision by itself; without that they take twenty times as long."""


class Model(nn.Module):
    """The transformer with its heads."""

    def __init__(self, encoder: nn.Module, width: int, actions: int, sectors: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.project = nn.Linear(width, PAIR_SPACE)
        self.drop = nn.Dropout(0.15)

        def head(size: int, answers: int) -> nn.Sequential:
            return nn.Sequential(nn.Linear(size, HIDDEN), nn.ReLU(), nn.Dropout(0.1), nn.Linear(HIDDEN, answers))

        self.heads = nn.ModuleDict(
            {
                "names": head(width + TOKEN_WIDTH, len(NAME_LABELS)),
                "triggers": head(width + TOKEN_WIDTH, actions + 1),
                "status": head(3 * width + actions, len(STATUSES)),
                "parts": head(3 * PAIR_SPACE + PAIR_WIDTH + actions, len(PARTS)),
                "links": head(3 * PAIR_SPACE + LINK_WIDTH, 1),
                "same": head(3 * PAIR_SPACE + SAME_WIDTH, 1),
                "sectors": head(3 * width + actions + 2 * sectors, sectors),
            }
        )

    def vectors(self, batch: list[list]) -> list[Tensor]:
        """(tokens, width) of each article."""
        chunks = [chunk for article in batch for chunk in article]
        size = max(len(c.pieces) for c in chunks)
        ids = torch.zeros((len(chunks), size), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, chunk in enumerate(chunks):
            ids[row, : len(chunk.pieces)] = torch.tensor(chunk.pieces)
            mask[row, : len(chunk.pieces)] = 1
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            encoded = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        rows = iter(encoded.float())
        return [torch.cat([next(rows)[list(chunk.heads)] for chunk in article]) for article in batch]


def span_means(vectors: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
    """(spans, width): the mean vector of tokens `starts` to `ends` of each span, all in one step."""
    sums = functional.pad(vectors.cumsum(0), (0, 0, 1, 0))
    return (sums[ends] - sums[starts]) / (ends - starts)[:, None]


def loss_of(model: Model, example: Example, hidden: Tensor, actions: int) -> Tensor:
    """Sum of the losses of all heads on one article, given its token vectors."""
    hidden = model.drop(hidden)
    tokens = torch.cat([hidden, torch.tensor(example.tokens)], dim=1)
    total = functional.cross_entropy(model.heads["names"](tokens), torch.tensor(example.names))
    acts = torch.tensor(example.acts)
    each = functional.cross_entropy(model.heads["triggers"](tokens), acts, reduction="none")
    total = total + 4 * each.sum() / (4 + (acts > 0).sum())
    if not example.triggers:
        return total
    narrow = model.project(hidden)
    title = hidden[:12].mean(0)
    starts, ends, told, statuses = (torch.tensor(column) for column in zip(*example.triggers, strict=True))
    acts = span_means(hidden, starts, ends)
    around = span_means(hidden, *(torch.tensor(column) for column in zip(*example.sentences, strict=True)))
    kind = functional.one_hot(told, actions).float()
    status = model.heads["status"](torch.cat([acts, around, title.expand_as(acts), kind], 1))
    total = total + functional.cross_entropy(status, statuses)
    short = span_means(narrow, starts, ends)
    if example.parts:
        t, first, last = (torch.tensor([p[k] for p in example.parts]) for k in range(3))
        mention = span_means(narrow, first, last)
        rows = torch.tensor(np.stack([p[3] for p in example.parts]))
        scores = model.heads["parts"](torch.cat([short[t], mention, short[t] * mention, rows, kind[t]], 1))
        answer, weight = (torch.tensor(np.stack([p[k] for p in example.parts])) for k in (4, 5))
        each = functional.binary_cross_entropy_with_logits(scores, answer, weight=weight, reduction="sum")
        total = total + 1.5 * each / (2 * len(example.triggers))
    if example.links:
        first, last, *at = (torch.tensor([p[k] for p in example.links]) for k in range(4))
        noun, named = span_means(narrow, first, last), span_means(narrow, *at)
        rows = torch.tensor(np.stack([p[4] for p in example.links]))
        scores = model.heads["links"](torch.cat([noun, named, noun * named, rows], 1))[:, 0]
        total = total + functional.binary_cross_entropy_with_logits(scores, torch.tensor([p[5] for p in example.links]))
    if example.same:
        i, j = (torch.tensor([p[k] for p in example.same]) for k in (0, 1))
        rows = torch.tensor(np.stack([p[2] for p in example.same]))
        scores = model.heads["same"](
            torch.cat([short[i] + short[j], (short[i] - short[j]).abs(), short[i] * short[j], rows], 1)
        )[:, 0]
        total = total + 0.5 * functional.binary_cross_entropy_with_logits(
            scores, torch.tensor([p[3] for p in example.same])
        )
    if example.sectors:
        t = torch.tensor([p[0] for p in example.sectors])
        prior = torch.tensor(np.stack([p[1] for p in example.sectors]))
        rows = torch.cat([acts[t], around[t], title.expand(len(t), -1), kind[t], prior], 1)
        answer = torch.tensor(np.stack([p[2] for p in example.sectors]))
        total = total + 4 * functional.binary_cross_entropy_with_logits(model.heads["sectors"](rows), answer)
    return total


def hint_loss(model: Model, hint: Hint, hidden: Tensor, actions: int) -> Tensor:
    """Somewhere in the first line the act is triggered; nowhere there another one is."""
    hidden = model.drop(hidden)
    tokens = torch.cat([hidden, torch.tensor(hint.tokens)], dim=1)[: hint.line]
    log_share = functional.log_softmax(model.heads["triggers"](tokens), dim=1)
    spot = int(log_share[:, hint.action + 1].argmax())
    told = -log_share[spot, hint.action + 1]
    kind = functional.one_hot(torch.tensor(hint.action), actions).float()
    line = hidden[: hint.line].mean(0)
    row = torch.cat([hidden[spot], line, hidden[:12].mean(0), kind, torch.zeros(2 * len(hint.sectors))])
    sectors = functional.binary_cross_entropy_with_logits(
        model.heads["sectors"](row[None])[0], torch.tensor(hint.sectors)
    )
    return told + 2 * sectors
