"""Words of the trade cut by jieba with the power dictionary, in an instance of its own."""

from __future__ import annotations

from pathlib import Path

import jieba

jieba.setLogLevel("WARNING")


class PowerWords:
    """Cuts out the trade's words; everything else falls apart into characters and is left out."""

    def __init__(self, dictionary: str) -> None:
        self.dictionary = dictionary
        self._jieba = jieba.Tokenizer()
        # Filled by hand: jieba's own loading caches files in /tmp and knows only one dictionary.
        self._jieba.FREQ, self._jieba.total = _frequencies(dictionary)
        self._jieba.initialized = True

    @classmethod
    def read(cls, path: Path) -> PowerWords:
        """The dictionary at `path`: one word a line, optional frequency after a blank."""
        return cls(path.read_text(encoding="utf-8"))

    def spans(self, text: str) -> list[tuple[str, int, int]]:
        """(word, start, end) of every dictionary word in the text."""
        found, at = [], 0
        for word in self._jieba.lcut(text, HMM=False):
            if len(word) > 1 and self._jieba.FREQ.get(word):
                found.append((word, at, at + len(word)))
            at += len(word)
        return found


def _frequencies(dictionary: str) -> tuple[dict[str, int], int]:
    frequencies: dict[str, int] = {}
    for line in dictionary.splitlines():
        word, _, count = line.strip().partition(" ")
        if not word or word.startswith("#"):
            continue
        frequencies[word] = int(count or 100 * len(word))
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies, sum(frequencies.values())
