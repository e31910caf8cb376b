"""Why each step edits: what `clean --explain` says beside its repairs."""

from __future__ import annotations

REASONS = {
    "cue-join": "subtitles break their lines, and put a space for a comma",
    "line-join": "the line was broken at the margin of the page",
    "plain-forms": "the font named a form of the character",
    "mojibake": "the bytes were read in the wrong encoding",
    "entities": "an escape stood for the character",
    "invisible": "nobody sees it and it splits words",
    "gbk-bytes": "a mirror put a reading or mark between the two bytes of a character",
    "pinyin": "a mirror put the reading behind the character",
    "ruby": "the reading stood above the characters",
    "width": "full-width letters and digits are layout",
    "spacing": "the space only spread the characters out",
    "wrapping": "the line was cut at a fixed width",
}
"""For each step that edits the text, those of the readers first."""
STANDS = "damaged; it could not be read again and stands as it was"
"""Where an edit only marks what it found."""
UNKNOWN = "an earlier version of this program made it"
"""For the step of a record that no step of today is called by."""


def reason(step: str, before: str, after: str) -> str:
    """Why `step` made of `before` what `after` is."""
    return STANDS if before == after else REASONS.get(step, UNKNOWN)
