/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of a conversation: request.c parses, intake.c takes a request for a
 * session, answer.c makes its answer, session.c is the open file around both.
 * All are called with the session's mutex held, in process context, and may sleep.
 */
#ifndef KML_SESSION_H
#define KML_SESSION_H

#include "file.h"

static inline const struct kml_file *kml_file_of(const struct kml_session *s)
{
	return s->node->file;
}

/* intake.c */
int kml_intake_take(struct kml_session *s, const char __user *from, size_t count);
void kml_intake_resume(struct kml_session *s);
void kml_intake_drop(struct kml_session *s);

/* answer.c */
int kml_answer_next(struct kml_session *s);
void kml_answer_drop(struct kml_session *s);

#endif /* KML_SESSION_H */
