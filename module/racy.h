/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading what belongs to the allocators.
 *
 * They change a field of struct zone or struct page by a plain write, under a lock
 * that is never taken here. By the kernel's memory model that is a data race, and it
 * is meant to be one: each value is one that the field had, and what uses it checks
 * it or says that it is racy. tools/memory-model/Documentation/access-marking.txt of
 * the kernel's source gives lockless reads for diagnostics both marks.
 */
#ifndef KML_RACY_H
#define KML_RACY_H

#include <linux/compiler.h>

/**
 * KML_RACY() - read a field that its owner may change at any moment
 * @field: of at most a word
 *
 * READ_ONCE() for the compiler: whole, and not a second time. data_race() for KCSAN,
 * which then reports what is not meant.
 */
#define KML_RACY(field)		data_race(READ_ONCE(field))

#endif /* KML_RACY_H */
