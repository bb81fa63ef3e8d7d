"""A benchmark counts what it started, too, while that still runs."""

import subprocess
import sys

from benchmarks.usage import peak_gb, processor_seconds

BUSY = """
import sys, time
held = bytearray(700 * 2**20)
while time.process_time() < 0.5:
    pass
print(flush=True)
sys.stdin.read()
"""


def test_processes_that_it_started_count_whether_they_have_ended_or_not():
    seconds, most = processor_seconds(), peak_gb()
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        child.stdout.readline()
        running = processor_seconds() - seconds, peak_gb()
    ended = processor_seconds() - seconds, peak_gb()
    for used, held in (running, ended):
        assert used >= 0.5
        assert held >= 0.68 and held >= most
    assert ended[0] >= running[0]
