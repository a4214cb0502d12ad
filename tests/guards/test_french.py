"""French is complete, and set as French is: no straight apostrophe, narrow spaces where they belong."""

import gettext
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "fr" / "LC_MESSAGES" / "django.po"
WANTED = ["Sign in", "Submit my proposal", "Public register", "Map of ideas", "I agree"]


def texts() -> dict[object, str]:
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        return {key: text for key, text in gettext.GNUTranslations(compiled)._catalog.items() if key}


@pytest.mark.parametrize("words", WANTED)
def test_the_compiled_catalogue_speaks_french(words):
    assert texts()[words] != words


def test_no_text_has_a_straight_apostrophe_between_letters():
    straight = [text for text in texts().values() if re.search(r"[a-zà-ÿ]'[a-zà-ÿ]", text, re.IGNORECASE)]
    assert straight == []


def test_no_text_has_a_plain_space_before_high_punctuation_or_inside_guillemets():
    plain = [text for text in texts().values() if re.search(r" [;!?»]|« | :(?!/)", text)]
    assert plain == []


@pytest.mark.gettext
@pytest.mark.parametrize("kind", ["--untranslated", "--only-fuzzy"])
def test_no_text_is_missing_or_fuzzy(kind):
    assert subprocess.check_output(["msgattrib", kind, "--no-obsolete", CATALOGUE], text=True) == ""


@pytest.mark.gettext
def test_every_string_of_the_code_stands_in_the_catalogue(tmp_path):
    """Extracted anew from a copy, the catalogue has nothing that the committed one lacks."""
    base = Path(settings.BASE_DIR)
    for folder in ["consult", "participants", "proposals", "moderation", "synthesis", "cms", "templates", "locale"]:
        shutil.copytree(base / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(base / "manage.py", tmp_path)
    command = [sys.executable, "manage.py", "makemessages", "-l", "fr", "--no-location", "--no-obsolete", "-v", "0"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    fresh = tmp_path / "locale/fr/LC_MESSAGES/django.po"
    assert subprocess.check_output(["msgattrib", "--untranslated", fresh], text=True) == ""
