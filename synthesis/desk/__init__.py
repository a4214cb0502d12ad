"""The editors' desk for themes, inside Wagtail's admin."""
