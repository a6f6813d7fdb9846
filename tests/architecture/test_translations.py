"""Is every text there in French and in German?"""

import pytest

from grappe.ui import messages


def test_every_text_is_translated():
    gaps = messages.missing()
    shown = "\n".join(f"{gap.app} {gap.language} {gap.place}: {gap.text}" for gap in gaps[:60])
    assert not gaps, f"{len(gaps)} texts are not translated:\n{shown}"


def test_an_english_text_says_the_same_in_every_app():
    """Django joins all apps' texts into one: of two translations of one text, pages would show only one."""
    found = [f"{language} {text!r}: {said}" for language, text, said in messages.disagreements()]
    assert not found, "give one of them another English text, or the same translation:\n" + "\n".join(found)


def test_apostrophes_are_typographic():
    found = [f"{app} {language}: {text}" for language, app, text in messages.straight_apostrophes()]
    assert not found, "write ’ instead of ':\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("l'entreprise", True), ("Jusqu'à %(day)s", True), ("l'%(name)s", True), ("d'« aide »", True), ("l'1", True),
        ("l’entreprise", False), ("<a class='btn'>Aide</a>", False), ("'%(name)s'", False), ("valeur = 'oui'", False),
    ],
)  # fmt: skip
def test_a_straight_apostrophe_is_found(tmp_path, monkeypatch, text, found):
    """The rule sees a planted one, and no quotes of another use."""
    path = tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "x"\nmsgstr "{text}"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(messages, "homes", lambda: [tmp_path])
    assert bool(messages.straight_apostrophes()) is found
