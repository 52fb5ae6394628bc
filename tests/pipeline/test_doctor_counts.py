"""How `checker doctor` counts calls: one call is not `1 calls`."""

from pathlib import Path

import pytest

from checker.pipeline import index
from checker.pipeline.doctor import examine
from checker.settings import CompanySection, Settings, StoreSection


@pytest.mark.parametrize(
    ("calls", "said", "remedy"),
    [(1, "1 call, ", "1 call has open questions."), (2, "2 calls, ", "2 calls have open questions.")],
)
def test_calls_are_counted_in_words(
    calls: int, said: str, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("calls").mkdir()
    for number in range(calls):
        text = f"Rita Cole: Hello.\nBo Lind: It took {number + 2} months.\nSpeaker 3: I see no use in it.\n"
        Path(f"calls/{number}.txt").write_text(text, encoding="utf-8")
    company = CompanySection(name="Paywell", people=("Rita Cole",))
    settings = Settings(company=company, store=StoreSection(path=".checker/store"))
    index([Path("calls")], settings)
    found = {check.name: check for check in examine(settings)}["index"]
    assert found.message.startswith(said) and found.remedy == remedy
