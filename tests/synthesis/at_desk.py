"""Addresses of the theme desk of the consultation under test, and what its pages say."""

from django.urls import reverse


def at(name, *args):
    """An address of the desk, by its name."""
    return reverse(f"synthesis_desk:{name}", args=["se-deplacer", *args])


def said(response):
    """What the next page says above."""
    return [str(message) for message in response.wsgi_request._messages]
