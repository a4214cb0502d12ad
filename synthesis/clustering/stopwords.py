"""The stop words that the grouping reads: they stand in the ground floor, since suggestions read them too."""

from consult.stopwords import stop_words

__all__ = ["stop_words"]
