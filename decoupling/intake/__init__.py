"""Articles from outside: files, addresses, feeds, pasted text. All of it is taken for hostile."""


class IntakeError(ValueError):
    """What came in is no article: one sentence that names the file or address, what is wrong, and the mend."""
