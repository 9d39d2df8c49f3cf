/* SPDX-License-Identifier: GPL-2.0 */
/* The process a request looks at. */
#ifndef KML_TARGET_H
#define KML_TARGET_H

#include "file.h"

struct mm_struct;

struct mm_struct *kml_target_find(struct kml_session *s, u64 nr);
void kml_target_forget(struct mm_struct *mm);
int kml_target_get(struct kml_session *s, struct mm_struct *mm);
void kml_target_put(struct mm_struct *mm);

#endif /* KML_TARGET_H */
