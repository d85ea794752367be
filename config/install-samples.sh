#!/bin/sh
# install-samples.sh - part of `meson install`: put the configuration samples where the daemon looks for them.
#
#   $1   folder of the samples
#   $2   folder of the configuration
#
# A file that is already there is the administrator's and stays as it is.
set -eu
samples=${DESTDIR:-}$1
target=${DESTDIR:-}$2
mkdir -p "$target"
for sample in "$samples"/*.yaml; do
    [ -e "$sample" ] || continue
    name=$(basename "$sample")
    if [ -e "$target/$name" ]; then
        printf 'kept %s\n' "$target/$name"
    else
        printf 'Installing %s to %s\n' "$name" "$target"
        install -m 0640 "$sample" "$target/$name"
    fi
done
