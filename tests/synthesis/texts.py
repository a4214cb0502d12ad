"""Short answers on four subjects, as people write them; written for the tests."""

SUBJECTS = {
    "velo": [
        "Des pistes cyclables séparées des voitures pour aller à vélo au travail",
        "Je prendrais le vélo si les pistes cyclables étaient continues",
        "Plus de pistes cyclables sûres et des garages à vélo à la gare",
        "Sécuriser les pistes cyclables, le vélo est dangereux sans séparation",
        "Une aide pour acheter un vélo et des pistes cyclables éclairées",
        "Des pistes cyclables larges pour que les enfants aillent à vélo",
    ],
    "train": [
        "Des trains plus fréquents le soir et rouvrir la gare du village",
        "Rouvrir les petites gares et remettre des trains à l'heure",
        "Un train toutes les heures et une gare ouverte le dimanche",
        "Les trains sont trop rares le soir, la gare ferme trop tôt",
        "Des trains ponctuels et une gare accessible aux personnes âgées",
        "Baisser le prix du train et garder le guichet de la gare",
    ],
    "tele": [
        "Développer le télétravail deux jours par semaine dans les bureaux",
        "Obliger les entreprises à proposer le télétravail aux salariés",
        "Le télétravail évite des trajets, les entreprises doivent l'accepter",
        "Des bureaux partagés au village pour faire du télétravail",
        "Encourager les entreprises qui organisent le télétravail",
        "Trois jours de télétravail par semaine pour les salariés volontaires",
    ],
    "prix": [
        "Rendre gratuits les bus en ville pour tous les habitants",
        "La gratuité des bus ferait venir plus d'habitants en ville",
        "Des bus gratuits pour les jeunes et les habitants sans emploi",
        "Un abonnement de bus moins cher pour les familles de la ville",
        "Des bus gratuits le week-end pour tous en ville",
        "Le prix du ticket de bus est trop élevé en ville",
    ],
}
ALL = [text for texts in SUBJECTS.values() for text in texts]
