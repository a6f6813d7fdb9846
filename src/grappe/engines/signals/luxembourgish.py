"""How would a Luxembourgish sentence be spelt in German? Not a translation: only so that an encoder reads it.

Sentence encoders know hardly any Luxembourgish. Its function words replaced by German ones and its regular sounds
spelt the German way bring most sentences near their German, French and English equals (docs/reference/signals.md).
"""

from __future__ import annotations

import re

_WORDS = """
a=und an=in awer=aber all=alle also=also am=im as=ist ass=ist sinn=sind ech=ich mir=wir si=sie dir=ihr
hien=er hir=ihre hire=ihr hirer=ihrer hirem=ihrem hiren=ihren eis=unser eise=unser eisen=unseren mäin=mein
däin=dein säin=sein seng=seine senger=seiner hunn=haben huet=hat hu=haben hat=hatte haten=hatten gouf=wurde
goufen=wurden gëtt=wird ginn=werden gi=werden gin=werden géif=würde géifen=würden kann=kann kënnen=können
kënne=können kéint=könnte kéinten=könnten kéinte=könnten muss=muss mussen=müssen musse=müssen soll=soll
sollen=sollen solle=sollen wëllen=wollen wëlle=wollen wëllt=will wëll=will wëlls=willst däerf=darf
däerfen=dürfen fir=für vun=von vum=vom mat=mit mam=mit bei=bei beim=beim op=auf um=am un=an aus=aus no=nach
iwwer=über ënner=unter tëscht=zwischen géint=gegen duerch=durch ouni=ohne wéinst=wegen zënter=seit virun=vor
bis=bis ier=bevor de=der den=der dem=dem der=der d=die dat=das datt=dass déi=die deen=der deem=dem dës=diese
dëst=dieses dëser=dieser en=ein e=ein eng=eine engem=einem enger=einer keng=keine keen=kein kee=kein
kengem=keinem net=nicht nët=nicht nach=noch nees=wieder erëm=wieder ëmmer=immer elo=jetzt haut=heute
scho=schon schonn=schon méi=mehr vill=viel vu=von wéi=wie wou=wo wat=was wann=wenn well=weil wien=wer
firwat=warum och=auch oder=oder mee=aber jo=ja nee=nein do=da hei=hier dofir=dafür dorun=daran drun=daran
ze=zu zum=zum zur=zur zou=zu sech=sich een=ein eent=eines zwee=zwei zwou=zwei dräi=drei véier=vier
fënnef=fünf sechs=sechs siwen=sieben aacht=acht néng=neun zéng=zehn joer=Jahr joren=Jahren mount=Monat
méint=Monate woch=Woche dag=Tag deeg=Tage leit=Leute nei=neu neie=neue neien=neuen neit=neues grouss=groß
grousse=großer grousst=großes kleng=kleine klengen=kleinen gutt=gut schlecht=schlecht laang=lange kuerz=kurz
spéit=spät fréi=früh ganz=ganz gär=gern gären=gern gäre=gern léiwer=lieber selwer=selbst schaffen=arbeiten
sichen=suchen sicht=sucht brauchen=brauchen froen=fragen freet=fragt gefrot=gefragt soen=sagen seet=sagt
gesot=gesagt maachen=machen mécht=macht gemaach=gemacht kréien=bekommen kritt=bekommt kafen=kaufen
keeft=kauft verkafen=verkaufen verkeef=Verkauf schécken=schicken geschéckt=geschickt waarden=warten
fannen=finden fënnt=findet gesinn=sehen goen=gehen geet=geht kommen=kommen kënnt=kommt stoen=stehen
steet=steht leien=liegen läit=liegt huelen=nehmen hëlt=nimmt bezuelen=bezahlen bezuelt=bezahlt
verléieren=verlieren benotzen=benutzen benotzt=benutzt schreiwen=schreiben firma=Firma betrib=Betrieb
entreprise=Unternehmen patron=Chef client=Kunde clienten=Kunden cliente=Kunden mataarbechter=Mitarbeiter
aarbecht=Arbeit geld=Geld präis=Preis präisser=Preise hëllef=Hilfe fro=Frage suen=Geld auto=Auto
camion=Lastwagen camionen=Lastwagen donnéeën=Daten donnéeë=Daten fichieren=Dateien
"""
WORDS = dict(pair.split("=") for pair in _WORDS.split())
_SOUNDS = [
    (re.compile(pattern), german)
    for pattern, german in (
        (r"tioun", r"tion"),
        (r"éier(en|t|ung|te|ten)?\b", r"ier\1"),
        (r"éier", r"ier"),
        (r"keet\b", r"keit"),
        (r"heet\b", r"heit"),
        (r"keets", r"keits"),
        (r"heets", r"heits"),
        (r"lech(en|t|er|e)?\b", r"lich\1"),
        (r"esch(en|t|er|e)?\b", r"isch\1"),
        (r"uerg", r"org"),
        (r"uer", r"or"),
        (r"äer", r"er"),
        (r"ier(?=[ktfb])", r"er"),
        (r"aa", r"a"),
        (r"ii", r"i"),
        (r"ëm", r"um"),
        (r"iww", r"üb"),
        (r"ww", r"b"),
        (r"äi", r"ei"),
        (r"éi", r"ie"),
        (r"ee(?=[^aeiouë])", r"ei"),
        (r"ë", r"i"),
        (r"schafft\b", r"schaft"),
        (r"ou", r"u"),
        (r"é", r"e"),
        (r"pomp", r"pump"),
        (r"killl?", r"kühl"),
        (r"drock", r"druck"),
        (r"stroum", r"strom"),
        (r"zäit", r"zeit"),
    )
]
_FROM_FRENCH = re.compile(r"(?:ment|eur|eurs|teur|ière|aire|ique|ette|age|ité)$")
_ARTICLE = re.compile(r"\b([dD])['’]")
_LETTERS = re.compile(r"[^\W\d_]+")


def as_german(text: str) -> str:
    """Return the text with German function words and German spelling of the sounds."""
    return _LETTERS.sub(lambda found: _word(found.group()), _ARTICLE.sub(r"\1 ", text))


def _word(written: str) -> str:
    known = WORDS.get(written.lower())
    if known is not None:
        return known[:1].upper() + known[1:] if written[:1].isupper() else known
    if len(written) <= 4 or _FROM_FRENCH.search(written):
        return written
    for sound, german in _SOUNDS:
        written = sound.sub(german, written)
    return written
