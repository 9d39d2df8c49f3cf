# SPDX-License-Identifier: GPL-2.0
# A front-end: what the module is made of is in Kbuild.

KDIR	?= /lib/modules/$(shell uname -r)/build
prefix	?= /usr/local
O	:= $(CURDIR)/build

.DELETE_ON_ERROR:

all: module tools

help:
	@echo 'make                 the module, for the running kernel, and the tool'
	@echo '  module [KDIR=DIR]  the module alone, for the kernel whose headers are in DIR'
	@echo '  tools              the tool alone'
	@echo 'make demo            boot a VM, load the module in it, show what it does'
	@echo 'make vm              a shell in such a VM [VMFLAGS="--kernel 7.2 --mem 2G"]'
	@echo 'make check           the tests, on all supported kernels, in VMs'
	@echo '  check-debug        every guest on every kernel, and what takes hours'
	@echo '  check-mutants      that the tests notice a module that is broken'
	@echo '  coverage           which lines of the module the tests run'
	@echo 'make fuzz            AFL++ on what the tool reads [SECONDS=1200]'
	@echo 'make bench           us beside the kernel'"'"'s own files, in instructions'
	@echo '                     [KERNELS="6.1 6.12 7.2"]'
	@echo 'make docs            the documentation as HTML, in build/docs'
	@echo 'make install         the tool and its man page [DESTDIR=, prefix=/usr/local]'
	@echo '  uninstall          takes them away again [the same]'
	@echo 'make dkms            the module, into DKMS, for each kernel with headers'
	@echo '  dkms-add, dkms-build, dkms-install   one step at a time [KERNELS="VERSION..."]'
	@echo '  dkms-remove        takes it away again'
	@echo 'make deb             Debian packages of both, in build/deb'
	@echo 'make clean'

module:
	@test -e "$(KDIR)/Makefile" || { \
		echo 'There are no kernel headers in $(KDIR).' >&2; \
		echo 'For the running kernel: sudo apt-get install linux-headers-$(shell uname -r)' >&2; \
		echo 'For another: make module KDIR=/lib/modules/VERSION/build' >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:
	$(MAKE) -C tools/kmemlab O=$(O)
	ln -sf build/kmemlab kmemlab

demo:
	tools/demo

vm:
	tools/need vm
	tools/vm/vm $(VMFLAGS) --interactive

check:
	tools/check

check-debug:
	tools/check --long

check-mutants:
	tools/check --prepare
	selftests/host/mutants.sh

coverage:
	tools/check --prepare
	selftests/host/coverage.sh

fuzz:
	tools/kmemlab/tests/fuzz/run $(SECONDS)

bench:
	tools/bench

docs:
	tools/need docs
	sphinx-build -q -n -W --keep-going -b html Documentation $(O)/docs
	@echo $(O)/docs/index.html

install: tools
	$(MAKE) -C tools/kmemlab O=$(O) DESTDIR=$(DESTDIR) prefix=$(prefix) install

uninstall:
	$(MAKE) -C tools/kmemlab O=$(O) DESTDIR=$(DESTDIR) prefix=$(prefix) uninstall

# What DKMS needs to build the module: this list is the only one.
DKMS_FILES := dkms.conf Kbuild Makefile COPYING
DKMS_FILES += $(shell find include module -type f ! -name '*.o' ! -name '.*.cmd' \
	! -name '*.mod.c' ! -path module/btf/offsets ! -path module/slab/offsets.h)

VERSION	:= $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DKMSDIR	:= $(DESTDIR)/usr/src/kmemlab-$(VERSION)
# The kernels whose headers are installed.
KERNELS	?= $(patsubst /lib/modules/%/build/Makefile,%,$(wildcard /lib/modules/*/build/Makefile))

dkms-source:
	rm -rf $(DKMSDIR)
	install -d $(DKMSDIR)
	tar -c --owner=0 --group=0 --mode=u+w,go=rX $(DKMS_FILES) | tar -x -C $(DKMSDIR)

# One already added may be of other sources, which DKMS would not notice.
dkms-add:
	@test -z "$$(dkms status kmemlab/$(VERSION))" || $(MAKE) --no-print-directory dkms-remove
	$(MAKE) --no-print-directory dkms-source
	dkms add kmemlab/$(VERSION)

# 77: the kernel is one that dkms.conf excludes, which DKMS has said.
dkms-build dkms-install: dkms-%:
	@test -n "$(KERNELS)" || { \
		echo 'No kernel has its headers installed.' >&2; \
		echo 'For the running one: sudo apt-get install linux-headers-$(shell uname -r)' >&2; \
		exit 1; }
	set -e; for kernel in $(KERNELS); do \
		dkms $* kmemlab/$(VERSION) -k $$kernel || test $$? -eq 77; done

dkms:
	$(MAKE) --no-print-directory dkms-add
	$(MAKE) --no-print-directory dkms-build
	$(MAKE) --no-print-directory dkms-install

dkms-remove:
	dkms remove kmemlab/$(VERSION) --all
	rm -rf $(DKMSDIR)

deb:
	tools/deb $(O)/deb

clean:
	find module -name '*.o' -delete -o -name '.*.cmd' -delete
	rm -rf $(O) kmemlab kmemlab*.ko kmemlab*.o kmemlab*.mod kmemlab*.mod.c \
		.kmemlab*.cmd .module-common.o ..module-common.o.cmd \
		.Module.symvers.cmd .modules.order.cmd Module.symvers modules.order

.PHONY: all help module tools demo vm check check-debug check-mutants coverage fuzz bench docs \
	install uninstall deb dkms dkms-source dkms-add dkms-build dkms-install dkms-remove clean
