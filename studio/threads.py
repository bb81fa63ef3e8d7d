"""How many threads a process of the studio's own takes where nothing else says so.

Each holds memory of its own, a stack, buffers, the picture that it is at, and what a process may
take is the same on every machine: with more cores it would be too little for the same file.
"""

import os

CORES = min(8, len(os.sched_getaffinity(0)))
"""Those that are used at once."""
LIBRARIES = {"OMP_NUM_THREADS": str(CORES), "OPENCV_FOR_THREADS_NUM": str(CORES)}
"""Variables that say so to NumPy's and OpenCV's."""

FFMPEG = CORES + (CORES > 1)  # what FFmpeg takes by itself on so many cores, up to 17
DECODING = ("-threads", str(FFMPEG))
"""FFmpeg's arguments for an input."""
FILTERING = ("-filter_threads", str(FFMPEG), "-filter_complex_threads", str(FFMPEG))
"""FFmpeg's arguments for all of a command."""
