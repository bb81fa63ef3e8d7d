"""What a container may do and use, and what every program in it is given."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docker import APIClient

from sandbox.interface import Interface, Limits
from studio.settings import Sandbox as SandboxSettings

SECCOMP = Path(__file__).with_name("seccomp.json")
SPARE_MB = 96  # for the supervisor and what Python itself takes
FILES = 4096


@dataclass(frozen=True)
class Confinement:
    """What a container may use; see `host_config`."""

    image: str
    memory_mb: int
    scratch_mb: int
    processes: int
    cpus: float
    runtime: str = ""
    silence: float = 120.0  # seconds after which a container that hears nothing ends itself

    @classmethod
    def of(cls, settings: SandboxSettings, image: str, memory_mb: int) -> "Confinement":
        """From configs/studio.yaml, with the program's own memory limit."""
        return cls(
            image,
            memory_mb,
            settings.scratch_mb,
            settings.processes,
            settings.cpus,
            settings.runtime,
        )

    def host_config(self, client: APIClient) -> dict[str, Any]:
        """The engine's own words for it."""
        memory = (self.memory_mb + self.scratch_mb + SPARE_MB) * 2**20
        return client.create_host_config(
            network_mode="none",
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges", f"seccomp={SECCOMP.read_text()}"],
            # ipc none: no /dev/shm; the queues' own folder can't be left out, so it is covered
            ipc_mode="none",
            tmpfs={
                "/tmp": "rw,nosuid,nodev,noexec,mode=1777,"
                f"size={self.scratch_mb}m,nr_inodes={FILES}",
                "/dev/mqueue": "ro,nosuid,nodev,noexec,mode=0555,size=4k",
            },
            mem_limit=memory,
            memswap_limit=memory,
            nano_cpus=int(self.cpus * 1e9),
            pids_limit=self.processes,
            auto_remove=True,
            # what a program prints would fill the host's disk
            log_config={"Type": "none", "Config": {}},
            runtime=self.runtime or None,
        )


@dataclass(frozen=True)
class Terms:
    """What every program in a container is given: the tools' names, its limits in bytes."""

    tools: tuple[str, ...]
    output: int
    memory: int
    file: int
    max_blob: int

    @classmethod
    def of(cls, interface: Interface, limits: Limits) -> "Terms":
        """From what the sandbox was opened with."""
        artifact = limits.artifact_mb * 2**20
        return cls(
            tuple(interface.signatures),
            limits.output_kb * 1024,
            limits.memory_mb * 2**20,
            artifact,
            artifact,
        )
