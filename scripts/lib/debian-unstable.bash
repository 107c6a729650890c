# Programs from Debian's unstable suite in a tree of their own, with every library they need down to the C library.
# Nothing of this machine is changed, and no root is needed. For the install scripts to source, in this order:
#
#   unstable_prepare                  checks for what is needed
#   unstable_update                   reads the index of the packages
#   unstable_download PACKAGE...      downloads them with what they depend on
#   unstable_unpack                   unpacks them into $root; most libraries are in $libdir then
#   unstable_collect TREE PATH FILE...    copies what programs and plugins load from the directories of PATH to TREE/lib
#   unstable_relocate PREFIX TREE PROGRAM...   makes programs use those libraries once TREE has become PREFIX
#   unstable_check TREE FILE...       dies if anything else would be loaded
#
# The caller gives `say`, `die` and $work, an empty directory; it removes that and $apt at its end.
# shellcheck shell=bash

unstable_mirror=http://deb.debian.org/debian
unstable_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

unstable_prepare() {
  local command
  for command in apt-get dpkg dpkg-deb; do
    command -v "$command" >/dev/null || die "$command is missing (not a Debian-like system?)"
  done
  [[ -r $unstable_keyring ]] || die "$unstable_keyring is missing: install the package debian-archive-keyring"
  arch=$(dpkg --print-architecture)
  apt=$(mktemp -d) # not under $work: root's apt downloads as user _apt, who may not enter a home directory
  chmod 755 "$apt"
}

# The Debian mirror that this machine's apt is configured to use.
unstable_host_mirror() {
  # shellcheck source=/dev/null
  ( . /etc/os-release && [[ $ID == debian ]] || exit 0
    # shellcheck disable=SC2016 # apt expands these
    apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
      awk -v codename="${VERSION_CODENAME:-sid}" '
        !found && $2 ~ "^(" codename "|stable|testing|unstable|sid)$" { print $1; found = 1 }' )
}

# An apt that shares nothing with the host's but its proxy and access settings: own sources, lists, cache, status.
unstable_configure() { # MIRROR
  mkdir -p "$apt"/{lists,archives}/partial
  echo "deb [signed-by=$unstable_keyring arch=$arch target=Packages] $1 unstable main" >"$apt/sources.list"
  # Nothing counts as installed, so that apt resolves down to the C library; except perl, which only mysqldumpslow
  # and mysqld_multi want.
  cat >"$apt/status" <<STATUS
Package: perl
Status: install ok installed
Version: 999
Architecture: $arch
Multi-Arch: allowed
Maintainer: nobody
Description: placeholder
STATUS
  cat >"$apt/apt.conf" <<CONF
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Acquire::Retries "3";
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Update::Error-Mode "any";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}
unstable_apt() { apt-get -c="$apt/apt.conf" -qq -y "$@"; }

unstable_update() {
  local mirror
  say 'reading the package index of Debian unstable (about 11 MB)'
  for mirror in "$(unstable_host_mirror)" "$unstable_mirror"; do
    [[ -n $mirror ]] || continue
    unstable_configure "$mirror"
    if unstable_apt update >&2; then return; fi
  done
  die 'no Debian mirror answered (see above)'
}

# The upstream version of a package; nothing if there is none.
unstable_version() { # PACKAGE
  { unstable_apt install --print-uris "$1" || true; } | awk -v package="$1" '
    index($2, package "_") == 1 { split($2, part, "_"); sub(/-.*/, "", part[2]); print part[2] }'
}

unstable_download() { # PACKAGE...; patchelf comes along
  unstable_apt install --print-uris "$@" patchelf | awk '{ n++; bytes += $3 } END { print n, int(bytes / 1e6 + 0.5) }' |
    while read -r count megabytes; do say "downloading $count packages, $megabytes MB"; done
  unstable_apt install --download-only "$@" patchelf >&2
}

unstable_unpack() {
  local deb
  root=$work/root
  mkdir -p "$root"
  for deb in "$apt"/archives/*.deb; do dpkg-deb -x "$deb" "$root"; done
  ld=$(find "$root/usr/lib" -type f -name 'ld-linux-*.so.*')
  libdir=$(dirname "$ld")
}

# patchelf is built against the new C library, too: start it with the new loader.
unstable_patchelf() { "$ld" --library-path "$libdir" "$root/usr/bin/patchelf" "$@"; }

# What would be loaded, and from where: the loader itself says it.
unstable_libraries() { # LIBRARY_PATH FILE...
  local file path=$1
  for file in "${@:2}"; do
    "$ld" --inhibit-cache --library-path "$path" --list "$file"
  done | awk '$2 == "=>" { print ($3 == "not" ? $1 : $3) }' | xargs realpath -ms | sort -u
}

unstable_collect() { # TREE PATH FILE...
  local file
  while read -r file; do
    if [[ $file == "$root"/* ]]; then cp -L "$file" "$1/lib/"; fi
  done < <(unstable_libraries "${@:2}")
}

# RPATH (not RUNPATH, which --force-rpath avoids) of a program also holds for the plugins it loads and for their
# libraries (unless they have a RUNPATH), so only the programs are changed. It is relative; the interpreter must be an
# absolute path: a prefix cannot be moved.
unstable_relocate() { # PREFIX TREE PROGRAM...
  local file
  for file in "${@:3}"; do
    unstable_patchelf --set-interpreter "$1/lib/$(basename "$ld")" --force-rpath --set-rpath "\$ORIGIN/../lib" "$2/bin/$file"
  done
}

unstable_check() { # TREE FILE...
  local foreign
  foreign=$(unstable_libraries "$1/lib" "${@:2}" | grep -vF -e "$1/lib/" -e "$ld" || true)
  [[ -z $foreign ]] || die "libraries missing from the packages: $foreign"
}
