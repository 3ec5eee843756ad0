"""Owns the whole way from an article to its reading: loads lists and weights once, then reads article by article."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController

from decoupling import DATA_DIR
from decoupling.candidates import Article, Basis, Candidate, Reading, Stretch
from decoupling.checks import load_checked_dataset
from decoupling.dataset import Dataset
from decoupling.extract.acts import ActFinder
from decoupling.extract.encoder import Encoder
from decoupling.extract.features import Layout, lay_out
from decoupling.extract.foretold import is_foretold, read_foretelling
from decoupling.extract.gazetteer import CHINESE, MENTIONS, read_lines, read_rows
from decoupling.extract.heads import load_heads
from decoupling.extract.language import build_reader
from decoupling.extract.measures import share_people, share_sums
from decoupling.extract.mentions import date_of
from decoupling.extract.merge import actors_of
from decoupling.extract.resolve import Knowledge
from decoupling.extract.tie import bears_on_tie
from decoupling.extract.told import Act, Part
from decoupling.extract.unknown_names import read_name_words

MIN_WORDS = 8
SECTOR_FLOOR = 0.87
KNOWN_SECTOR_FLOOR = 0.4
RULES = "1.5"
"""Raised when rules or lists change what is found; the weights say by a digest what they were trained on."""
SUPPOSED = ("hypothetical", "denied")
PROFESSIONS = frozenset({"consulting", "legal", "finance"})


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns a raw score into a probability that a person would agree, and says below which nothing is proposed."""

    slope: float = 1.0
    offset: float = 0.0
    floor: float = 0.0

    def probability(self, raw: float) -> float:
        """Platt scaling of the score's logit."""
        raw = min(max(raw, 1e-4), 1 - 1e-4)
        return 1 / (1 + math.exp(-(self.slope * math.log(raw / (1 - raw)) + self.offset)))


def read_calibration(path: Path) -> Calibration:
    """The calibration beside the weights; none changes nothing."""
    return Calibration(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else Calibration()


class Extractor:
    """Reads articles; costs about a second to build, so build it once."""

    def __init__(self, dataset: Dataset, folder: Path, model: Path) -> None:
        self.threads = ThreadpoolController()
        self.reader = build_reader(dataset, folder)
        self.heads = load_heads(model / "heads.npz")
        self.encoder = Encoder(model)
        self.calibration = read_calibration(model / "calibration.json")
        self.actions = dataset.taxonomy.actions
        self.venues = frozenset(read_lines(folder / "venues.txt"))
        self.general_remarks = read_lines(folder / "general_remarks.txt")
        self.chinese_places = frozenset(
            p.city for p in dataset.places.values() if dataset.taxonomy.side_of(p.country) == "CN"
        )
        self.foretelling = read_foretelling(folder / "foretelling.yaml")
        self.part_of = {row["act"]: row["of"] for row in read_rows(folder / "parts_of_acts.yaml")}
        rows = read_rows(folder / "understood_actors.yaml")
        understood = [(tuple(row["words"]), str(row["actor"])) for row in rows]
        keepers = {(row["government"], row["action"]): row["agency"] for row in read_rows(folder / "keepers.yaml")}
        reader = self.reader
        company_acts = frozenset(code for code in self.actions.codes if self.actions[code].group == "company")
        profiles = reader.gazetteer.profiles
        words = read_name_words(folder, reader.gazetteer.names)
        self.finder = ActFinder(Knowledge(self.heads, profiles, reader.nouns, understood, keepers, words, company_acts))

    def read(self, article: Article) -> Reading:
        """Companies and acts of one article."""
        # Threads for products as small as ours wait for each other many times as long as a product takes.
        with self.threads.limit(limits=1, user_api="blas"):
            return self._read(article)

    def _read(self, article: Article) -> Reading:
        doc = self.encoder(self.reader.read_text(article.flat, article.published))
        layout = lay_out(doc)
        acts = self.finder.find(doc, layout)
        told = ((act, self._candidate(doc, layout, act, article)) for act in acts)
        found = self._without_parts([(act, candidate) for act, candidate in told if candidate is not None])
        aside = tuple(c for _, c in found if c.status in SUPPOSED)
        events = _with_figures(
            [(a, c) for a, c in found if c.status not in SUPPOSED and c.confidence >= self.calibration.floor]
        )
        actors = {name for event in events for name in event.actors}
        named = dict.fromkeys(m.id_ for m in doc.spans[MENTIONS] if m.label_ == "company")
        companies = [name for name in named if name not in self.venues or name in actors]
        sectors = dict.fromkeys(code for event in events for code in event.sectors)
        note = None if events else _why_nothing(doc, aside)
        return Reading(
            id=article.id, companies=tuple(companies), sectors=tuple(sectors), events=events, set_aside=aside, note=note
        )

    @property
    def version(self) -> str:
        """Version of the rules, and of the weights in use."""
        return f"{RULES}-{self.heads.version}"

    def _candidate(self, doc: Doc, layout: Layout, act: Act, article: Article) -> Candidate | None:
        main = act.main
        actors = actors_of(self.finder.knowledge, act)
        if not actors:
            return None
        targets: dict[str, Part] = {}
        for told in act.tellings:
            for part in told.targets:
                if part.name not in {a.name for a in actors}:
                    targets.setdefault(part.name, part)
        date, basis = self._date(act, article)
        sent = doc[main.start].sent
        evidence = sent.text.strip()
        if date is None and any(words in evidence.lower() for words in self.general_remarks):
            return None
        at = sent.start_char + sent.text.index(evidence) if evidence else sent.start_char
        sure = max(t.score * t.told * max((p.score for p in t.actors), default=0.0) ** 0.3 for t in act.tellings)
        status = main.status
        if is_foretold(doc, main.start, self.foretelling):
            status = "hypothetical"
        if status == "ordinary":
            if main.told < 0.5:
                return None
            status = "actual"
        codes = {code: max(t.sectors[code] for t in act.tellings) for code in self.heads.sectors}
        ranked = sorted(codes, key=lambda code: -codes[code])
        known = self._main_sectors(main.action, actors)
        sectors = [code for code in ranked if codes[code] >= known.get(code, SECTOR_FLOOR)] or ranked[:1]
        if main.action == "partnership" and len(actors) + len(targets) < 2:
            return None
        if main.action in self.finder.knowledge.company_acts and not bears_on_tie(
            doc, layout, main.start, tuple(p.name for p in actors), tuple(targets),
            self.finder.knowledge.profiles, self.chinese_places,
        ):  # fmt: skip
            return None
        return Candidate(
            action=main.action,
            direction=self.actions[main.action].usual or ("recoupling" if main.action == "diplomacy" else "neutral"),
            status=status,
            actors=tuple(dict.fromkeys(p.name for p in actors)),
            targets=tuple(targets),
            sectors=tuple(sectors),
            date=date,
            date_basis=basis,
            places=tuple(dict.fromkeys(p.name for t in act.tellings for p in t.places)),
            evidence=evidence,
            evidence_at=Stretch(start=at, end=at + len(evidence)),
            trigger_at=Stretch(start=doc[main.start].idx, end=doc[main.end - 1].idx + len(doc[main.end - 1])),
            actors_at=tuple(Stretch(start=p.span.start_char, end=p.span.end_char) for p in actors),
            confidence=round(self.calibration.probability(sure), 4),
            extractor_version=self.version,
        )

    def _without_parts(self, found: list[tuple[Act, Candidate]]) -> list[tuple[Act, Candidate]]:
        """What was found without what is part of another act by the same actor on the same date."""
        whole = {(c.action, c.actors[0], c.date) for _, c in found}
        return [(a, c) for a, c in found if (self.part_of.get(c.action), c.actors[0], c.date) not in whole]

    def _main_sectors(self, action: str, actors: list[Part]) -> dict[str, float]:
        """Lower floors for the sector an actor is best known for; none for a profession: what a law firm closes is a
        legal matter, whatever the words say."""
        knowledge = self.finder.knowledge
        profiles = [knowledge.profiles.get(part.name) for part in actors if action in knowledge.company_acts]
        known = {profile.sectors[0] for profile in profiles if profile and profile.sectors}
        return {code: 0.0 if code in PROFESSIONS else KNOWN_SECTOR_FLOOR for code in known}

    def _date(self, act: Act, article: Article) -> tuple[str | None, Basis | None]:
        dated = [t.date for t in act.tellings if t.date]
        if dated:
            best = max(dated, key=lambda part: part.score + 0.03 * len(part.name))
            return best.name, date_of(best.span).basis
        if act.main.status != "background" and article.published:
            return article.published, "publication"
        return None, None


def _with_figures(found: list[tuple[Act, Candidate]]) -> tuple[Candidate, ...]:
    """Candidates with the figures that measure them, shared among the acts that are proposed and no others."""
    acts = [act for act, _ in found]
    return tuple(
        candidate.model_copy(
            update={
                "usd": float(usd.name) if usd else None,
                "headcount": int(float(people.name)) if people else None,
            }
        )
        for (_, candidate), usd, people in zip(found, share_sums(acts), share_people(acts), strict=True)
    )


def _why_nothing(doc: Doc, aside: tuple[Candidate, ...]) -> str:
    words = [token for token in doc if token.is_alpha]
    chinese = len(CHINESE.findall(doc.text))
    if chinese > len(words):
        return "no candidates: the text is mostly Chinese, and acts are read from English only; names were looked up"
    if len(words) < MIN_WORDS:
        return f"no candidates: {len(words)} words are too few to tell an act; paste the whole article"
    if aside:
        return f"no candidates: {len(aside)} act(s) are only supposed or denied in this text; they are set aside"
    return "no candidates: no sentence of this text tells an act of the codebook"


@lru_cache(maxsize=1)
def default_extractor() -> Extractor:
    """The extractor for the project's own data and weights."""
    folder = DATA_DIR / "extraction"
    return Extractor(load_checked_dataset(DATA_DIR), folder, folder / "model")
