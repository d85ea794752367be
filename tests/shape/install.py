#!/usr/bin/env python3
"""`meson install` puts everything where a distribution, systemd and a C programmer look for it.

    install.py BUILD            an up-to-date build folder
"""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

from tap import Tap

CLIENT = """
#include <pusdalops.h>
int main(void)
{
    return 0;
}
"""


def option(build, name):
    with open(os.path.join(build, "meson-info", "intro-buildoptions.json"), encoding="utf-8") as file:
        return next(one["value"] for one in json.load(file) if one["name"] == name)


class Installed:
    """The installation under a folder of its own, by the prefix and folders the build was set up with."""

    def __init__(self, build, destdir):
        self.build, self.destdir = build, destdir
        self.prefix = option(build, "prefix")

    def folder(self, name):
        return os.path.join(self.prefix, option(self.build, name))

    def path(self, *parts):
        return self.destdir + os.path.join(*parts)

    def meson_install(self):
        done = subprocess.run(["meson", "install", "-C", self.build, "--no-rebuild", "--destdir", self.destdir],
                              capture_output=True, text=True, check=False)
        return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()[-5:]

    def expected(self):
        """What must be there, as patterns."""
        data, man = self.folder("datadir"), self.folder("mandir")
        lib = os.path.join(self.prefix, "lib")
        return [
            (self.folder("bindir"), "pusdalopsd"),
            (self.folder("bindir"), "pusdalops"),
            (self.folder("libdir"), "libpusdalops.so"),
            (self.folder("libdir"), "libpusdalops.a"),
            (self.folder("libdir"), "pkgconfig/pusdalops.pc"),
            (self.folder("includedir"), "**/pusdalops.h"),
            (data, "pusdalops/pusdalops-v1.binpb"),
            (data, "pusdalops/proto/README.md"),
            (data, "pusdalops/proto/errors.csv"),
            (data, "pusdalops/proto/pusdalops/v1/submit.proto"),
            (data, "pusdalops/catalogue/regions.csv"),
            (data, "pusdalops/catalogue/items.csv"),
            (data, "pusdalops/catalogue/item_units.csv"),
            (data, "pusdalops/catalogue/ATTRIBUTION.md"),
            (data, "pusdalops/config/pusdalopsd.yaml"),
            (data, "doc/pusdalops/LICENSE"),
            (self.folder("sysconfdir"), "pusdalops/pusdalopsd.yaml"),
            (self.folder("sysconfdir"), "pusdalops/roster.yaml"),
            (self.folder("sysconfdir"), "pusdalops/clusters.yaml"),
            (lib, "systemd/system/pusdalopsd.service"),
            (lib, "sysusers.d/pusdalops.conf"),
            (lib, "tmpfiles.d/pusdalops.conf"),
            (man, "man1/pusdalops.1"),
            (man, "man8/pusdalopsd.8"),
            (man, "man5/pusdalopsd.yaml.5"),
        ]

    def missing(self):
        return [os.path.join(folder, pattern) for folder, pattern in self.expected()
                if not glob.glob(self.path(folder, pattern), recursive=True)]

    def client_builds(self):
        """A stranger's program finds header and library by pkg-config alone."""
        environment = dict(os.environ, PKG_CONFIG_SYSROOT_DIR=self.destdir,
                           PKG_CONFIG_PATH=self.path(self.folder("libdir"), "pkgconfig"))
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "pusdalops"], env=environment,
                               capture_output=True, text=True, check=False)
        if flags.returncode != 0:
            return flags.stderr.splitlines()
        source = os.path.join(self.destdir, "client.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write(CLIENT)
        done = subprocess.run(["gcc", "-std=c17", "-Wall", "-Werror", source, "-o", source + ".out",
                               *flags.stdout.split()], capture_output=True, text=True, check=False)
        return [] if done.returncode == 0 else done.stderr.splitlines()[:5]

    def keeps_what_was_edited(self):
        """A second installation leaves the administrator's configuration alone."""
        edited = self.path(self.folder("sysconfdir"), "pusdalops", "roster.yaml")
        if not os.path.exists(edited):
            return ["there is no roster.yaml to edit"]
        with open(edited, "a", encoding="utf-8") as file:
            file.write("# edited here\n")
        with open(edited, encoding="utf-8") as file:
            before = file.read()
        wrong = self.meson_install()
        with open(edited, encoding="utf-8") as file:
            return wrong or ([] if file.read() == before else ["roster.yaml was overwritten"])

    def manual_pages(self):
        """The formatter has nothing to complain of."""
        wrong = []
        for page in glob.glob(self.path(self.folder("mandir"), "man*", "*")):
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page],
                                  capture_output=True, text=True, check=False)
            wrong += [line.replace(self.destdir, "") for line in done.stdout.splitlines()][:5]
        return wrong


def main(build):
    tap = Tap()
    destdir = tempfile.mkdtemp(prefix="pusdalops-install-")
    try:
        installed = Installed(build, destdir)
        tap.holds("meson install succeeds", installed.meson_install())
        tap.holds("everything is where it belongs", installed.missing())
        tap.holds("a client builds by pkg-config alone", installed.client_builds())
        tap.holds("an edited configuration survives a second installation", installed.keeps_what_was_edited())
        tap.holds("the manual pages are well formed", installed.manual_pages())
    finally:
        shutil.rmtree(destdir)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
