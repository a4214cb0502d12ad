"""Drafts: words kept while they are written, for the eyes of their author only."""
