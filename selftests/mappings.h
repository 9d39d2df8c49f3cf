/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mappings of every kind. Each returns an address in one, already in the state
 * its name says, or NULL with the reason in mapping_lacks.
 */
#ifndef MAPPINGS_H
#define MAPPINGS_H

extern const char *mapping_lacks;

char *make_anon_written(void);
char *make_anon_read(void);
char *make_anon_made_read_only(void);
char *make_anon_made_executable(void);
char *make_anon_shared_by_fork(void);
char *make_shared_memory(void);
char *make_file(void);
char *make_file_private_written(void);
char *make_text(void);
char *make_stack(void);
char *make_heap(void);
char *make_vdso(void);
char *make_huge(void);
char *make_huge_middle(void);
char *make_huge_read_only(void);
char *make_huge_zero(void);
char *make_huge_split(void);
char *make_hugetlb(void);
char *make_hugetlb_middle(void);

/* mappings_odd.c: what has no frame, is large, or of many kinds. */
char *make_untouched(void);
char *make_prot_none(void);
char *make_huge_prot_none(void);
char *make_mlocked(void);
char *make_lazily_free(void);
char *make_swapped(void);
char *make_write_protected(void);
char *make_write_protected_marker(void);
char *make_poisoned(void);
char *make_guard(void);
char *make_device_private(void);
char *make_device_exclusive(void);
char *make_high(void);
char *make_across_tables(void);
char *make_dense(void);
char *make_mixed(void);
char *make_shifted(void);
char *make_shared_huge(void);
char *make_hugetlb_gigantic(void);

#endif /* MAPPINGS_H */
