/* SPDX-License-Identifier: GPL-2.0 */
/* The operands that several verbs take: processes and addresses. */
#ifndef OPERAND_H
#define OPERAND_H

#include <stdbool.h>
#include <stdint.h>

#include "doc.h"
#include "session.h"

int operand_pid(struct session *session, const char *word, uint64_t *pid);
int operand_space(struct session *session, const char *word, uint64_t *pid, bool *kernel);
int operand_hex(const char *word, const char *what, uint64_t *value,
		struct fault *why);
int operand_address(struct session *session, const char *word, uint64_t *addr);

bool recorded_number(const struct doc *doc, const char *key, int base, uint64_t *value);
int recorded_answers(struct session *session, const char *file, const char *request);
int recorded_of(struct session *session, const struct doc *doc, uint64_t pid, bool kernel);

#endif /* OPERAND_H */
