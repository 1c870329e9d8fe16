#!/usr/bin/env bash
# Installs the Debian packages that are missing, and only those.
# usage: scripts/setup.sh run|test|keras|qemu|screenshot
set -euo pipefail

# libncurses-dev is what libncursesw5-dev became; both names install it.
packages=(git pkg-config libncurses-dev libpng-dev libjpeg-dev libwebp-dev libexif-dev libhdf5-dev libzip-dev)
case "${1:-}" in
  run) ;;
  test) packages+=(tmux ncurses-term) ;;
  keras) packages+=(python3 python3-venv) ;;
  qemu) packages+=(qemu-user python3) ;;
  screenshot) packages+=(tmux xterm xvfb x11-utils imagemagick fonts-dejavu-core) ;;
  *) echo "usage: scripts/setup.sh run|test|keras|qemu|screenshot" >&2; exit 64 ;;
esac

if ! swift --version 2>/dev/null | grep -qE 'Swift version ([6-9]|[1-9][0-9])\.'; then
  echo "setup: no Swift 6 toolchain found; install one from https://www.swift.org/install/linux and put it on the PATH" >&2
  exit 1
fi

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is no Debian system, so nothing is installed; building needs what Debian calls: ${packages[*]}" >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  # pkgconf took the place of pkg-config, and a self-made git is as good.
  if [[ $state != installed ]] && ! { [[ $package =~ ^(git|pkg-config|tmux)$ ]] && command -v "$package" >/dev/null; }; then
    missing+=("$package")
  fi
done
(( ${#missing[@]} )) || exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
as_root=()
if (( $(id -u) != 0 )); then
  if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo)
  else
    cat >&2 <<TEXT
setup: these Debian packages are missing, and installing them needs root: ${missing[*]}
setup: nothing was installed. Ask an administrator to run this once, then start again:
    apt-get update && $install
TEXT
    exit 1
  fi
fi

echo "setup: installing ${missing[*]} (${as_root[*]:+with sudo: }$install)" >&2
"${as_root[@]}" apt-get update -qq
# shellcheck disable=SC2086
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install
