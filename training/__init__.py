"""Tools that make the extractor's weights: the marked corpus, its swaps, training, and test sets. Never imported by
the product."""
