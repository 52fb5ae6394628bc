"""A UI on a small company whose review takes for ever; for a test that kills it."""

import sys
import time
from pathlib import Path

from tests.pipeline.conftest import ScriptedJudge
from tests.ui.serving import served


class Sleepy(ScriptedJudge):
    """Answers nothing for long."""

    def judge(self, pairs, tick=None):
        time.sleep(600)
        return super().judge(pairs, tick)


if __name__ == "__main__":
    with served(Path(sys.argv[1]), judge=Sleepy(), port=int(sys.argv[2])) as ui:
        print(ui.address, flush=True)
        time.sleep(600)
