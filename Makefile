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
	@echo 'make check           all tests, on all supported kernels, in VMs'
	@echo 'make bench           us beside the kernel'"'"'s own files, in instructions'
	@echo 'make install         the tool and its man page [DESTDIR=, prefix=/usr/local]'
	@echo 'make dkms            the module, into DKMS, for every installed kernel'
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

bench:
	tools/bench

install: tools
	$(MAKE) -C tools/kmemlab O=$(O) DESTDIR=$(DESTDIR) prefix=$(prefix) install

VERSION	:= $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DKMSDIR	:= $(DESTDIR)/usr/src/kmemlab-$(VERSION)

dkms-source:
	install -d $(DKMSDIR)
	cp -r dkms.conf Kbuild Makefile COPYING include module $(DKMSDIR)

dkms: dkms-source
	dkms install kmemlab/$(VERSION)

clean:
	find module -name '*.o' -delete -o -name '.*.cmd' -delete
	rm -rf $(O) kmemlab kmemlab*.ko kmemlab*.o kmemlab*.mod kmemlab*.mod.c \
		.kmemlab*.cmd .module-common.o ..module-common.o.cmd \
		.Module.symvers.cmd .modules.order.cmd Module.symvers modules.order

.PHONY: all help module tools demo vm check bench install dkms-source dkms clean
