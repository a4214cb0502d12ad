"""The synthesis desk, inside Wagtail's admin: the corpus on the left, the findings on the right."""
