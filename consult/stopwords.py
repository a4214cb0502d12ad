"""Words that say nothing of a subject, folded as `consult.text.fold` folds them."""

_FRENCH = """
a afin ai ainsi ait alors apres as assez au aucun aucune aujourdhui auquel aura aurait auront
aussi autant autre autres aux auxquels avaient avais avait avant avec avez avoir avons ayant
beaucoup bien bon bonne c ca car ce ceci cela celle celles celui cependant certain certaine
certaines certains ces cet cette ceux chacun chacune chaque chez ci comme comment d dans de deja
depuis des desquels dessous dessus devant devoir devra devraient devrait doit doivent donc dont
du durant elle elles en encore enfin entre es est et etaient etais etait etant etc ete etes etre
eu eux ex exemple fait faire fais faisant faite faites faits faudra faudrait faut font fut grace
ici il ils j je jamais jusqu jusque l la laquelle le lequel les lesquelles lesquels leur leurs
lors lorsque lui m ma mais me meme memes merci mes mettre mieux mise moi moins mon n ne ni non
nos notamment notre nous on ont or ou oui par parce pas pendant personne peu peut peuvent peux
plus plusieurs plutot possible pour pourquoi pourrait pouvoir puis puisque qu quand que quel
quelle quelles quelque quelques quels qui quoi rien s sa sans sauf se selon sera serait seront
ses seul seule seulement si sinon soi soient soit sommes son sont souvent sous suis suite sur
surtout t ta tandis tant te tel telle telles tels tes toi ton toujours tous tout toute toutes
tres trop tu un une vers via voici voila voir vos votre vous vraiment vu y ""
"""

_ENGLISH = """
a about above after again all also am an and any are aren as at be because been before being
below between both but by can cannot could couldn did didn do does doesn doing don done down
each etc even every few for from further get had has hasn have haven having he her here hers him
his how i if in into is isn it its itself just ll made make many may me might more most much
must my need no nor not now of off on once one only or other our ours out over own please put re
s same shall she should shouldn so some such t than that the their theirs them then there these
they this those through to too under until up upon us ve very was wasn way we were weren what
when where which while who whom why will with within without won would wouldn yes yet you your
yours ""
"""

_LISTS = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}


def stop_words(language: str) -> frozenset[str]:
    """Give the stop words of a language; none for a language without a list.

    >>> "les" in stop_words("fr"), "les" in stop_words("en-gb"), len(stop_words("de"))
    (True, False, 0)
    """
    return _LISTS.get(language.split("-")[0].lower(), frozenset())
