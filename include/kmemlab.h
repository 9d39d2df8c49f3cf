/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the module, the tool and the selftests agree on: file names and format
 * versions. Documentation/formats.rst is the contract in words.
 */
#ifndef KMEMLAB_H
#define KMEMLAB_H

#define KMEMLAB_VERSION		"0.1"

/* Below the debugfs mount, usually /sys/kernel/debug. */
#define KMEMLAB_DIR		"kmemlab"

/* Views: mode 0400, read only. */
#define KMEMLAB_FILE_VERSION	"version"
#define KMEMLAB_FILE_ZONES	"zones"
#define KMEMLAB_FILE_BUDDY	"buddy"

/* Benches: mode 0600, take a request by write(2). */
#define KMEMLAB_FILE_TRANSLATE	"translate"
#define KMEMLAB_FILE_WALK	"walk"
#define KMEMLAB_FILE_KMALLOC	"exercise/kmalloc"
#define KMEMLAB_FILE_VMALLOC	"exercise/vmalloc"
#define KMEMLAB_FILE_MEMPOOL	"exercise/mempool"
#define KMEMLAB_FILE_PAGES	"exercise/pages"
#define KMEMLAB_FILE_CACHE	"exercise/cache"
#define KMEMLAB_FILE_PERCPU	"exercise/percpu"
#define KMEMLAB_FILE_FRAG	"exercise/frag"
#define KMEMLAB_FILE_DMA	"exercise/dma"

/* A request is one write of at most this many bytes. */
#define KMEMLAB_REQUEST_MAX	4095

#endif /* KMEMLAB_H */
