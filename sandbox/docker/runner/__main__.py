"""Starts the supervisor in the container."""

import sys

sys.path.append("/opt/libraries")

from runner.supervisor import main

main()
