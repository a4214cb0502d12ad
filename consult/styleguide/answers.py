"""Answers and commitments in every state, invented for the show."""

from datetime import date
from typing import Any

HERE = "#contenu"
TOLD = date(2026, 9, 1)
COMMITMENTS: list[dict[str, Any]] = [
    {
        "reference": f"E-{number}",
        "url": HERE,
        "lang": "",
        "text": text,
        "state": state,
        "state_label": label,
        "due": TOLD,
        "sentence": "",
        "steps": [],
    }
    for number, (state, label, text) in enumerate(
        [
            ("planned", "Prévu", "Une navette entre le bourg et la gare, matin et soir."),
            ("under_way", "En cours", "Des horaires de bus lisibles dans chaque mairie."),
            ("done", "Tenu", "Un abri à vélos fermé à la gare."),
            ("late", "En retard", "Le dernier train repoussé à vingt-deux heures."),
            ("dropped", "Abandonné", "La gratuité le dimanche."),
        ],
        start=1,
    )
]
ANSWERED: dict[str, Any] = {
    "url": HERE,
    "lang": "",
    "late": False,
    "expected": None,
    "versions": 2,
    "commitments": COMMITMENTS[:2],
    "answer": {
        "number": 2,
        "stance": "partly",
        "stance_label": "Retenu en partie",
        "reasons": "Le bus passera matin et soir dès la rentrée ; le dimanche demande un marché que nous n’avons pas.",
        "name": "Ana Ferrer",
        "function": "vice-présidente aux transports",
        "date": TOLD,
        "edition": 1,
        "wording": "Sans bus, on ne laissera pas sa voiture.",
    },
}
UNANSWERED: dict[str, Any] = {
    "url": HERE,
    "lang": "",
    "late": True,
    "expected": TOLD,
    "answer": None,
    "commitments": [],
}
