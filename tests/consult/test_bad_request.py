"""A request that cannot be read gets a sentence in French, without a database."""

import pytest


@pytest.mark.parametrize("host", ["localhost", "nulle-part.example.org"])
def test_what_cannot_be_read_gets_a_french_sentence(client, settings, host):
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    client.raise_request_exception = False
    typed = {f"champ{number}": "x" for number in range(5)}
    answer = client.post("/langue/", typed, headers={"host": host})
    assert answer.status_code == 400
    assert '<html lang="fr">' in answer.text
    assert "Nous n’avons pas pu lire cette demande" in answer.text
