"""The first texts that ask whether one's positions may count in opinion groups; they tell what the computation does."""

GROUPS_FR = """\
Cet accord est à part. Le refuser ne change rien d’autre : vous participez comme avant.

Ce qui est fait
– Quand une édition de la synthèse est publiée, vos positions (d’accord, mitigé, pas d’accord) sont comparées à celles \
des autres personnes qui ont donné cet accord. Un calcul réunit les personnes dont les positions se ressemblent.
– Seuls des totaux sont gardés et publiés : la taille de chaque groupe, et combien de ses membres sont d’accord ou non \
avec une proposition.

Ce qui n’est pas fait
– Le site ne garde nulle part qui est dans quel groupe. Personne ne voit votre groupe, ni l’équipe, ni vous.
– Un groupe de moins de 10 personnes n’est pas publié, ni un total de moins de 10 réponses.
– Vos textes, votre nom et votre adresse n’entrent pas dans ce calcul.

Vos droits
– Vous pouvez reprendre cet accord à tout moment, d’un clic, ici même. Le calcul suivant se fait sans vos positions. \
Ce qui a été publié avant garde ses totaux, où rien ne vous désigne.
"""

GROUPS_EN = """\
This agreement stands apart. To refuse it changes nothing else: you take part as before.

What is done
– When an edition of the synthesis is published, your positions (agree, mixed, disagree) are compared with those of \
the other people who gave this agreement. A computation puts together people whose positions are alike.
– Totals alone are kept and published: how large each group is, and how many of its members agree or disagree with a \
proposal.

What is not done
– Nowhere does the site keep who is in which group. Nobody sees your group, neither the team nor you.
– A group of fewer than 10 people is not published, nor is a total of fewer than 10 answers.
– Your texts, your name and your address are no part of this computation.

Your rights
– You can take this agreement back at any time, with one click, right here. The next computation is made without your \
positions. What was published before keeps its totals, in which nothing points to you.
"""
