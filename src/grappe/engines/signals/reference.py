"""The same sentences in each language: where does a language lie, apart from what is said in it?

Their mean in one language less their mean in all is the offset of that language (see `space`). Each block says one
thing in EN, FR, DE and LB.
"""

from __future__ import annotations

LANGUAGES = ("en", "fr", "de", "lb")
_LINES = """
The company has twelve employees.
L'entreprise compte douze salariés.
Der Betrieb hat zwölf Mitarbeiter.
De Betrib huet zwielef Mataarbechter.

They export to three countries.
Ils exportent vers trois pays.
Sie exportieren in drei Länder.
Si exportéieren an dräi Länner.

The bank refused the loan.
La banque a refusé le crédit.
Die Bank hat den Kredit abgelehnt.
D'Bank huet de Kredit refuséiert.

A new machine was bought last year.
Une nouvelle machine a été achetée l'année dernière.
Letztes Jahr wurde eine neue Maschine gekauft.
D'lescht Joer gouf eng nei Maschinn kaaft.

We are looking for a partner for a research project.
Nous cherchons un partenaire pour un projet de recherche.
Wir suchen einen Partner für ein Forschungsprojekt.
Mir sichen e Partner fir e Fuerschungsprojet.

The customer wants a lower price.
Le client veut un prix plus bas.
Der Kunde will einen niedrigeren Preis.
De Client wëllt e méi niddrege Präis.

The director is satisfied with the course.
La directrice est satisfaite de la formation.
Die Direktorin ist mit dem Kurs zufrieden.
D'Direktesch ass mam Cours zefridden.

Their software is ten years old.
Leur logiciel a dix ans.
Ihre Software ist zehn Jahre alt.
Hire Logiciel ass zéng Joer al.

The patent was filed in spring.
Le brevet a été déposé au printemps.
Das Patent wurde im Frühjahr angemeldet.
De Brevet gouf am Fréijoer ugemellt.

Sales fell in the second quarter.
Les ventes ont baissé au deuxième trimestre.
Der Absatz ist im zweiten Quartal gesunken.
De Verkaf ass am zweete Quartal gefall.

They take part in the fair in the autumn.
Ils participent à la foire en automne.
Im Herbst nehmen sie an der Messe teil.
Am Hierscht huele si un der Foire deel.

The workshop will be enlarged.
L'atelier sera agrandi.
Die Werkstatt wird vergrößert.
Den Atelier gëtt méi grouss gemaach.

Competition from abroad is growing.
La concurrence étrangère augmente.
Die Konkurrenz aus dem Ausland wächst.
D'Konkurrenz aus dem Ausland wiisst.

How long does the procedure take?
Combien de temps dure la procédure ?
Wie lange dauert das Verfahren?
Wéi laang dauert d'Prozedur?

The quality of the parts must be better.
La qualité des pièces doit être meilleure.
Die Qualität der Teile muss besser werden.
D'Qualitéit vun den Deeler muss besser ginn.

They want to open a shop in the capital.
Ils veulent ouvrir un magasin dans la capitale.
Sie wollen ein Geschäft in der Hauptstadt eröffnen.
Si wëllen e Geschäft an der Haaptstad opmaachen.

The rules are not clear to them.
Les règles ne sont pas claires pour eux.
Die Regeln sind ihnen nicht klar.
D'Reegele sinn hinnen net kloer.

A test with two customers is running.
Un test avec deux clients est en cours.
Ein Versuch mit zwei Kunden läuft.
En Test mat zwee Cliente leeft.

The insurance has become more expensive.
L'assurance est devenue plus chère.
Die Versicherung ist teurer geworden.
D'Versécherung ass méi deier ginn.

They would like to see an example.
Ils aimeraient voir un exemple.
Sie würden gern ein Beispiel sehen.
Si géife gär e Beispill gesinn.

The engineer left the company.
L'ingénieur a quitté l'entreprise.
Der Ingenieur hat die Firma verlassen.
Den Ingenieur ass aus der Firma gaangen.

Many orders, but little profit.
Beaucoup de commandes, mais peu de bénéfice.
Viele Aufträge, aber wenig Gewinn.
Vill Commanden, mee wéineg Gewënn.

The municipality supports the plan.
La commune soutient le plan.
Die Gemeinde unterstützt den Plan.
D'Gemeng ënnerstëtzt de Plang.

Transport is organised by a neighbour.
Le transport est organisé par un voisin.
Den Transport organisiert ein Nachbar.
Den Transport gëtt vun engem Noper organiséiert.

They need advice on contracts.
Ils ont besoin de conseils sur les contrats.
Sie brauchen Beratung zu Verträgen.
Si brauche Berodung iwwer Kontrakter.

The product is sold online.
Le produit est vendu en ligne.
Das Produkt wird im Internet verkauft.
D'Produkt gëtt um Internet verkaaft.

Half of the furniture comes from Italy.
La moitié des meubles vient d'Italie.
Die Hälfte der Möbel kommt aus Italien.
D'Halschent vun de Miwwele kënnt aus Italien.

Noise disturbs the neighbours.
Le bruit dérange les voisins.
Der Lärm stört die Nachbarn.
De Kaméidi stéiert d'Noperen.

A certificate is required for this market.
Un certificat est exigé pour ce marché.
Für diesen Markt ist ein Zertifikat nötig.
Fir dëse Marché brauch een e Certificat.

The founder gives a talk at the university.
La fondatrice donne une conférence à l'université.
Die Gründerin hält einen Vortrag an der Universität.
D'Grënnerin hält e Virtrag op der Uni.
"""


def lines() -> list[tuple[str, ...]]:
    """Return the sentences: one tuple a meaning, one place a language."""
    return [tuple(block.split("\n")) for block in _LINES.strip().split("\n\n")]
