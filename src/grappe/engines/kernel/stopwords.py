"""Which words say nothing about what a text is about, in each language?

They are left out of the comparison, and tell in which language a text is written.
"""

ENGLISH = """
a about above after again all also am an and any are as at be because been before being between both but
by can could did do does doing done down during each every for from get give given gives had has have
having he her here his how i if in into is it its just like lots made make many may me more most much
must my need needs new no nor not now of off on once one only or other our out over own per s same she
should so some such than that the their them then there these they this those through to too towards
under until up use used using very want wants was way we well were what when where which while who whom
why will wish with within without would year years you your
"""
FRENCH = """
a afin ai ainsi alors après au aucun aussi autre autres aux avant avec avez avoir avons bien c car ce
ceci cela celle celles celui ces cet cette ceux chaque chez comme comment d dans de depuis des deux dont
du durant elle elles en encore entre es est et eu faire fait faites faut font grâce ici il ils j jamais
je jusqu l la le les leur leurs lors lorsque lui m mais me mes mettre moins mon même n ne nos notre nous
nouveau nouveaux nouvelle nouvelles on ont ou où par parmi pas pendant peu peut peuvent plus plusieurs
plutôt pour pourquoi près puis qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera
ses si soit son sont souhaite souhaitez souhaitons sous sur t ta te tel telle telles tels tes ton tous
tout toute toutes très tu un une va vers via voici voilà vos votre voulez voulons vous y étant été être
"""
GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bereits
bin bis bist da dabei dadurch daher damit dann daran darauf das dass dazu dein dem den denn der deren des
dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er
erst es etwa euch euer für geben gegen gibt habe haben hat hier hin ich ihm ihn ihnen ihr ihre ihrem
ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinen können könnte
lassen man mehr mehrere mein mit muss möchte möchten müssen nach neu neue neuen neuer nicht noch nun nur
ob oder ohne sehr sein seine seinen seiner seit sich sie sind so soll sollen sollte sowie um und uns
unser unsere unserem unseren unserer unter viel viele vom von vor war was weil weiter welche welchem
welchen welcher welches wenn wer werden wie will wir wird wo wollen wurde wurden würde zu zum zur
zwischen über
"""
LUXEMBOURGISH = """
a ab all als an ass awer bei bis d da dann dat datt de deem deen den der dir déi dës dëst ech een eis
eisen eiser eist eng engem enger esou et fir freet ginn gëtt hat heescht hir huet hunn iwwer jo kann keen
keng kéint kënnen maachen mat mee mer mir muss mussen méi nach nee net no oder op ouni sech si sinn
sollen sou um un vill vu vum vun wa wat well wou wéi wëllen ze zu zum zur
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(ENGLISH.split()),
    "fr": frozenset(FRENCH.split()),
    "de": frozenset(GERMAN.split()),
    "lb": frozenset(LUXEMBOURGISH.split()),
}
