"""Verifies a pairs file, whoever wrote it: each line by form and rules, and all together."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from auditor.evidence.profiles import load_profiles, shapes_of
from auditor.pairs.balance import USUAL, question_of, questions_in, share
from auditor.pairs.form import (
    Manifest,
    Pair,
    manifest_path,
    read_lines,
    read_manifest,
    sha256_of,
)
from auditor.pairs.line_form import read_line
from auditor.pairs.verify import faults_of_pair
from auditor.pairs.writing import setting_told
from auditor.setting import Setting


class LineFault(NamedTuple):
    """What is wrong with a line, 1-based; 0 for the file as a whole."""

    line: int
    reason: str


class Checked(NamedTuple):
    """What a check came to.

    Attributes:
        pairs: How many lines hold a sound pair.
        lines: How many lines hold anything.
        faults: In order of the lines; those of the file come last.
        notes: What is no fault and ought to be known.
    """

    pairs: int
    lines: int
    faults: list[LineFault]
    notes: list[str]


def check_pairs(path: str, setting: Setting | None = None, profiles: str = "") -> Checked:
    """Verify a pairs file.

    Args:
        path: The file; its manifest is read where there is one.
        setting: Contract and profiles; None for what the manifest tells.
        profiles: File of layouts of results, in place of those that the manifest tells.

    Raises:
        UsageError: The file or its manifest cannot be read.
    """
    manifest = read_manifest(path)
    known = setting or _setting_of(manifest, path, profiles)
    faults: list[LineFault] = []
    sound: list[tuple[int, Pair]] = []
    lines = 0
    seen: dict[str, int] = {}
    for number, raw in read_lines(path):
        lines += 1
        pair, answers, reasons = read_line(raw)
        if pair is not None and answers is not None:
            reasons = faults_of_pair(answers, known)
            first = seen.setdefault(pair.key, number)
            if first != number:
                reasons.append(f"the same pair stands in line {first}")
            if not reasons:
                sound.append((number, pair))
        faults += (LineFault(number, reason) for reason in reasons)
    faults += _leaks(sound, manifest)
    pairs = [pair for _, pair in sound]
    faults += (LineFault(0, reason) for reason in _of_file(pairs, manifest, sha256_of(path)))
    return Checked(len(pairs), lines, faults, _notes(pairs, manifest, path))


def _setting_of(manifest: Manifest | None, path: str, profiles: str) -> Setting:
    told = setting_told(manifest, path)
    return replace(told, shapes=shapes_of(load_profiles(profiles))) if profiles else told


def _leaks(sound: list[tuple[int, Pair]], manifest: Manifest | None) -> Iterator[LineFault]:
    groups = {pair.group for _, pair in sound if pair.split == "heldout"}
    groups |= set(manifest.heldout_groups) if manifest else set()
    asked = {question_of(pair) for _, pair in sound if pair.split == "heldout"} - {""}
    for number, pair in sound:
        if pair.split != "train":
            continue
        if pair.group in groups:
            yield LineFault(number, f"its input group {pair.group} is held out")
        elif questions_in(pair) & asked:
            yield LineFault(number, "a question of it is asked in a held-out pair, too")


def _of_file(pairs: list[Pair], manifest: Manifest | None, sha256: str) -> Iterator[str]:
    dirty = share(pairs, dirty=True)
    if dirty > USUAL.most_dirty:
        most = USUAL.most_dirty
        yield f"{dirty:.0%} of the prompts hold a made-up result; at most {most:.0%} may"
    if manifest is None:
        return
    if manifest.sha256 and manifest.sha256 != sha256:
        yield "the file is not the one that its manifest describes: it was changed since"
    if manifest.reviewed:
        lacking = sum(p.verdict_event is None for p in pairs if p.kind != "control")
        if lacking:
            yield f"the manifest says reviewed, and {lacking} pairs name no verdict"


def _notes(pairs: list[Pair], manifest: Manifest | None, path: str) -> list[str]:
    notes = list(manifest.notes) if manifest else []
    if manifest is None:
        notes.append(
            f"There is no manifest {manifest_path(path)}: nothing says where these are from."
        )
    controls = share(pairs, dirty=False)
    low = pairs and controls < USUAL.fewest_controls
    if low and not any("controls" in note for note in notes):
        notes.append(f"Only {controls:.0%} of the pairs are controls: the model may call always.")
    if controls > USUAL.most_controls:
        notes.append(f"{controls:.0%} of the pairs are controls: the model may call too rarely.")
    return notes
