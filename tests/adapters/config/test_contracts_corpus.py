"""Broken contracts, each with a header that names the mistakes it must be refused for."""

import re
from pathlib import Path

import pytest

from ackline.adapters.config.contracts.errors import ContractError, Mistake
from ackline.adapters.config.contracts.load import load_contract
from ackline.adapters.config.lint.check import lint
from ackline.adapters.config.lint.finding import Level

CORPUS = Path(__file__).parent / "corpus"
HEADER = re.compile(r"^# (expect|lint): (.*?) \| (.+)$", re.MULTILINE)


def headers(file: Path) -> list[tuple[str, str, str]]:
    return HEADER.findall(file.read_text(encoding="utf-8"))


def files(kind: str) -> list[Path]:
    return [file for file in sorted(CORPUS.glob("*.yml")) if any(found == kind for found, _, _ in headers(file))]


def mistakes_of(file: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContractError) as refused:
        load_contract(file)
    return refused.value.mistakes


@pytest.mark.parametrize("file", files("expect"), ids=lambda file: file.stem)
def test_a_broken_contract_is_refused_for_what_is_wrong_with_it_and_for_nothing_else(file: Path) -> None:
    mistakes = mistakes_of(file)
    expected = [(path, fragment) for _, path, fragment in headers(file)]
    assert sorted(m.path for m in mistakes) == sorted(path for path, _ in expected)
    for path, fragment in expected:
        assert any(m.path == path and fragment in f"{m.why}. {m.mend}" for m in mistakes), fragment
    for mistake in mistakes:
        assert mistake.file == str(file)
        assert mistake.line >= 1
        assert mistake.mend


@pytest.mark.parametrize("file", files("lint"), ids=lambda file: file.stem)
def test_a_questionable_contract_loads_and_the_check_says_what_is_questionable(file: Path) -> None:
    findings = lint(load_contract(file).contract, None, {})
    for _, path, fragment in headers(file):
        assert any(f.path == path and fragment in f.why for f in findings), (path, fragment)


def test_the_contract_that_the_corpus_was_broken_from_is_sound() -> None:
    findings = lint(load_contract(CORPUS / "sound.yml").contract, None, {})
    assert {f.level for f in findings} == {Level.NOTE}


def test_there_are_more_than_thirty_broken_contracts() -> None:
    assert len(files("expect")) + len(files("lint")) > 30


def test_twelve_mistakes_are_told_at_once_each_with_its_line() -> None:
    file = CORPUS / "twelve_mistakes.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    mistakes = mistakes_of(file)
    assert len(mistakes) == 12
    for mistake in mistakes:
        if "missing" not in mistake.why:
            assert mistake.path.rpartition(".")[2] in lines[mistake.line - 1], mistake


def test_the_error_reads_as_a_list_of_places_reasons_and_mends() -> None:
    with pytest.raises(ContractError) as refused:
        load_contract(CORPUS / "unknown_timezone.yml")
    text = str(refused.value)
    assert text.startswith("1 mistake:\n")
    assert "unknown_timezone.yml:" in text
    assert "calendars.office.timezone: 'Europe/Berlyn' is not a time zone" in text
    assert "mend: write one of the IANA names" in text


def test_a_file_that_is_not_there_is_a_mistake_and_not_a_traceback(tmp_path: Path) -> None:
    (mistake,) = mistakes_of(tmp_path / "nowhere.yml")
    assert "can't be read" in mistake.why


def test_a_file_that_is_not_text_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.yml"
    file.write_bytes(b"contract: acme\ntitle: caf\xe9\n")
    (mistake,) = mistakes_of(file)
    assert (mistake.line, mistake.why) == (2, "the file is not UTF-8 text")


def test_a_file_beyond_all_measure_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.yml"
    file.write_text("# " + "x" * 1_100_000, encoding="utf-8")
    (mistake,) = mistakes_of(file)
    assert "larger than" in mistake.why
