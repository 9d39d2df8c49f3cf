/* SPDX-License-Identifier: GPL-2.0 */
/* What a run does to the layers below: their state before, while held, after, at a failure. */
#ifndef KML_EFFECT_H
#define KML_EFFECT_H

#include "../file.h"

/* The moments that are compared. */
enum kml_moment {
	KML_BEFORE,
	KML_HELD,
	KML_AFTER,
	KML_FAILED,		/* after the block of the first failure */
	KML_NR_MOMENTS,
};

struct kml_effect;

struct kml_effect *kml_effect_new(void);
void kml_effect_free(struct kml_effect *effect);
void kml_effect_look(struct kml_effect *effect, enum kml_moment moment);
void kml_effect_forget(struct kml_effect *effect, enum kml_moment moment);

int kml_effect_free_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_effect_page_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_effect_failure_row(struct kml_session *s, struct kml_text *t, u64 *pos);
int kml_effect_event_row(struct kml_session *s, struct kml_text *t, u64 *pos);

#endif /* KML_EFFECT_H */
