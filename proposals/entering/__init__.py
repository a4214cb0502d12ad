"""Contributions that came on paper or by e-mail, entered by the organiser."""
