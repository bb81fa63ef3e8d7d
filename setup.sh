#!/usr/bin/env bash
# Makes everything that the studio needs on this machine; does nothing where it is done already.
#   ./setup.sh        to run the studio
#   ./setup.sh brain  with a language model of its own, for any processor
#   ./setup.sh test   to run its tests as well
set -euo pipefail
cd "$(dirname "$0")"
purpose=${1:-run}
python=${PYTHON:-python3.11}

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

packages() { grep -hv '^#' "$@" | tr '\n' ' '; }

install_packages() {
  local missing=() status
  for package in "$@"; do
    # t64 is how newer Ubuntus spell a few of these libraries
    status=$(dpkg-query -W -f '${Status}\n' "$package" "${package}t64" 2>/dev/null || true)
    [[ $status == *"install ok installed"* ]] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "These system packages are missing. Run this line, then the command again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  say "installing system packages: ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

command -v "$python" >/dev/null || {
  echo "Python 3.11 is missing. On Debian 12: sudo apt-get install -y python3 python3-venv." \
    "Elsewhere install it, then: PYTHON=/path/to/python3.11 make demo" >&2
  exit 1
}
command -v dpkg-query >/dev/null || {
  echo "This script knows Debian and Ubuntu. Install what configs/apt/*.txt list, then see docs/install.md." >&2
  exit 1
}
lists=(configs/apt/run.txt)
[ "$purpose" = test ] && lists+=(configs/apt/test.txt)
# shellcheck disable=SC2046
install_packages $(packages "${lists[@]}")
"$python" -c 'import ensurepip' 2>/dev/null || install_packages python3-venv

# The packages of a lock. None needs another here, so some pips take a share of them each. Both
# distributions of OpenCV bring a `cv2` (scenedetect-headless asks for the smaller one): the one
# that holds all of it is installed when the rest is there.
pip_install() {
  local shares share cores pids=() failed=0
  shares=$(mktemp -d) cores=$(nproc)
  awk -v number="$((cores < 8 ? cores : 8))" -v folder="$shares" \
    '/^[^ #]/ {count++; share = /^opencv-contrib/ ? "last" : count % number}
     count {print > (folder "/" share)}' "$1"
  for share in "$shares"/[0-9]*; do
    pip_share "$share" &
    pids+=($!)
  done
  for share in "${pids[@]}"; do wait "$share" || failed=1; done
  [ ! -e "$shares/last" ] || pip_share "$shares/last" || failed=1
  rm -r "$shares"
  return $failed
}

pip_share() {
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r "$1"
}

install_lock() {
  local stamp
  stamp=.venv/installed-$(basename "$1")
  cmp -s "$1" "$stamp" 2>/dev/null && return
  [ -x .venv/bin/python ] || { say "making the main environment (.venv)"; "$python" -m venv .venv; }
  say "installing $1 ($(grep -c '==' "$1") packages)"
  pip_install "$1"
  cp "$1" "$stamp"
}

install_lock requirements/main.lock
beside=
if [ "$purpose" = test ]; then
  # Beside the rest, but for pip, by which the weights come meanwhile.
  cmp -s requirements/dev.lock .venv/installed-dev.lock 2>/dev/null ||
    sed -n '/^pip==/,/[^\\]$/p' requirements/dev.lock | pip_install /dev/stdin
  install_lock requirements/dev.lock &
  beside=$!
fi
weights=() # beside the studio's usual ones
[ "$purpose" = brain ] && weights=(brain)
[ "$purpose" = test ] && weights=(brain-small)
.venv/bin/python -m interfaces.setup ${weights[@]+"${weights[@]}"}
[ -z "$beside" ] || wait "$beside"
