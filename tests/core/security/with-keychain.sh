#!/bin/sh
# with-keychain.sh STATE PROGRAM: runs PROGRAM where the keychain is in STATE (ready, locked, none-yet, not-installed, no-bus),
# in a home of its own. PROGRAM learns the state from ASSAY_TEST_KEYCHAIN.
set -eu
state=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME="$scratch" XDG_DATA_HOME="$scratch/data" XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache" \
    XDG_RUNTIME_DIR="$scratch/run" ASSAY_TEST_KEYCHAIN="$state"
mkdir -m 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL


case $state in
no-bus)
    "$@"
    ;;
not-installed)
    cat >"$scratch/bus.conf" <<'XML'
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
XML
    dbus-run-session --config-file="$scratch/bus.conf" -- "$@"
    ;;
ready)
    dbus-run-session -- sh -ec 'printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"' sh "$@"
    ;;
none-yet)
    dbus-run-session -- sh -ec 'gnome-keyring-daemon --start --components=secrets >/dev/null; exec "$@"' sh "$@"
    ;;
locked)
    # The daemon answers before it has written the keyring, and ends with its bus: without the file the second one makes its own.
    dbus-run-session -- sh -ec 'printf "first\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
        until [ -s "$XDG_DATA_HOME/keyrings/login.keyring" ]; do sleep 0.05; done'
    dbus-run-session -- sh -ec 'printf "other\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"' sh "$@"
    ;;
*)
    echo "unknown keychain state: $state" >&2
    exit 2
    ;;
esac
