"""Answering, inside Wagtail's admin."""
