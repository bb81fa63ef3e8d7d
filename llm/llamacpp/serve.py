"""Serve one GGUF model by llama.cpp: python -m llm.llamacpp.serve --model model.gguf --port 8080

Runs in the environment llamacpp: only the standard library and xllamacpp are imported here.
"""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

_MOST_THREADS = 8  # more only wait for the memory
_MOMENT = 0.5  # seconds in which idle cores are counted


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m llm.llamacpp.serve", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the GGUF file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--served-model-name", default="model")
    parser.add_argument("--slots", type=Path, help="folder of the saved states of its context")
    parser.add_argument("--ctx-size", type=int, default=8192, help="tokens of its context")
    parser.add_argument("--threads", type=int, default=0, help="0: one an idle core")
    parser.add_argument("--batch-size", type=int, default=256, help="tokens read at once")
    parser.add_argument("--cache-ram", type=int, default=256, help="MiB of earlier contexts kept")
    parser.add_argument(
        "--repack",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="weights rearranged for this processor: faster, and half as much memory again",
    )
    return parser.parse_args()


def threads(asked: int) -> int:
    """So many as there are cores with nothing else to do now, unless told: a thread that has to
    wait for its core makes all others wait for it."""
    return asked or max(1, min(_MOST_THREADS, round(idle_cores())))


def idle_cores() -> float:
    """How many of this process's cores are idle: over a moment where the system tells
    (proc(5), /proc/stat), else by the load of the last minute."""
    cores = os.sched_getaffinity(0)
    try:
        before = _idle_ticks(cores)
        time.sleep(_MOMENT)
        after = _idle_ticks(cores)
    except OSError:
        return len(cores) - os.getloadavg()[0]
    return (after - before) / (_MOMENT * os.sysconf("SC_CLK_TCK"))


def _idle_ticks(cores: set[int]) -> int:
    """Clock ticks since the start in which `cores` did nothing, waited for a disk, or did what
    gives way (nice(1))."""
    lines = (line.split() for line in Path("/proc/stat").read_text().splitlines())
    names = {f"cpu{core}" for core in cores}
    return sum(sum(map(int, (line[2], line[4], line[5]))) for line in lines if line[0] in names)


def main() -> int:
    """Serve until SIGTERM or SIGINT."""
    import xllamacpp  # ty: ignore[import-not-found]  # of the environment llamacpp

    given = _arguments()
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(given.model)
    wanted.model_alias = {given.served_model_name}
    wanted.hostnames, wanted.port = [given.host], given.port
    wanted.n_ctx, wanted.n_parallel = given.ctx_size, 1
    wanted.cache_ram_mib = given.cache_ram
    wanted.n_batch = wanted.n_ubatch = given.batch_size
    for pool in (wanted.cpuparams, wanted.cpuparams_batch):
        pool.n_threads, pool.poll = threads(given.threads), 0
    wanted.no_extra_bufts = not given.repack
    wanted.endpoint_metrics, wanted.endpoint_slots = True, True
    wanted.ui = False
    wanted.offline = True
    if given.slots:
        given.slots.mkdir(parents=True, exist_ok=True)
        wanted.slot_save_path = f"{given.slots}{os.sep}"
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # before its threads begin
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    signal.sigwait(signals)
    sys.stdout.flush()
    os._exit(0)  # its threads do not end while a request is under way


if __name__ == "__main__":
    sys.exit(main())
