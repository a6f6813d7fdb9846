"""Is every text there in French and in German?"""

from grappe.ui import messages


def test_every_text_is_translated():
    gaps = messages.missing()
    shown = "\n".join(f"{gap.app} {gap.language} {gap.place}: {gap.text}" for gap in gaps[:60])
    assert not gaps, f"{len(gaps)} texts are not translated:\n{shown}"


def test_an_english_text_says_the_same_in_every_app():
    """Django joins all apps' texts into one: of two translations of one text, pages would show only one."""
    found = [f"{language} {text!r}: {said}" for language, text, said in messages.disagreements()]
    assert not found, "give one of them another English text, or the same translation:\n" + "\n".join(found)
