"""Is every text there in French and in German?"""

from grappe.ui import messages


def test_every_text_is_translated():
    gaps = messages.missing()
    shown = "\n".join(f"{gap.app} {gap.language} {gap.place}: {gap.text}" for gap in gaps[:60])
    assert not gaps, f"{len(gaps)} texts are not translated:\n{shown}"
