// SPDX-License-Identifier: GPL-2.0
/* kmemlab doctor: what is needed and what works here, and what to do where not. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "doctor.h"
#include "made.h"
#include "output.h"
#include "screen.h"
#include "view.h"
#include "xalloc.h"

static const char *const health_names[] = {
	[HEALTH_OK] = "ok",
	[HEALTH_LESS] = "less",
	[HEALTH_FAILS] = "fails",
	[HEALTH_UNKNOWN] = "unknown",
};

static const struct column_doc check_docs[] = {
	{ "name:str", "CHECK", "what was looked at; features have feature/ in front" },
	{ "state:str", "STATE", "ok, less (works, but not all), fails, or unknown" },
	{ "detail:str", "DETAIL", "what is so" },
	{ "remedy:str", "REMEDY", "what to do" },
	{ 0 }
};

static const struct section_doc doctor_sections[] = {
	{ "check", "a prerequisite or a feature", check_docs, true },
	{ 0 }
};

static const struct view doctor_view = { "doctor", doctor_sections };

/**
 * finding_set - say what a check found
 * @finding: filled; what it said before is forgotten
 * @health: the verdict
 * @fmt: what is so
 */
void finding_set(struct finding *finding, enum health health, const char *fmt, ...)
{
	va_list args;

	free(finding->detail);
	va_start(args, fmt);
	finding->detail = xvasprintf(fmt, args);
	va_end(args);
	finding->health = health;
}

static void put_person(const struct session *session, const char *name,
		       const struct finding *finding)
{
	char *line = xasprintf("%-8s%s: %s", health_names[finding->health], name,
			       finding->detail);
	bool colour = session->colour && finding->remedy;

	if (colour)
		fputs(finding->health == HEALTH_FAILS ? SCREEN_ALERT : SCREEN_WARN, stdout);
	text_wrap(stdout, 2, line, session->screen);
	if (colour)
		fputs(SCREEN_PLAIN, stdout);
	free(line);
	if (finding->remedy) {
		line = xasprintf("to do: %s", finding->remedy);
		text_wrap(stdout, 10, line, session->screen);
		free(line);
	}
}

/**
 * struct report - findings being told
 * @session: how
 * @made: to programs; else to people
 * @data: it is data
 * @fails: something cannot work
 */
struct report {
	struct session *session;
	struct made made;
	bool data;
	bool fails;
};

static void tell(struct report *report, const char *name, struct finding *finding)
{
	if (finding->health == HEALTH_FAILS)
		report->fails = true;
	if (report->data) {
		made_str(&report->made, name);
		made_str(&report->made, health_names[finding->health]);
		made_str(&report->made, finding->detail);
		if (finding->remedy)
			made_str(&report->made, finding->remedy);
		else
			made_none(&report->made);
		made_row(&report->made);
	} else {
		put_person(report->session, name, finding);
	}
	free(finding->detail);
	free(finding->remedy);
}

/* What the module itself says of its features. */
static void tell_features(struct report *report)
{
	struct finding finding;
	const struct part *part;
	struct doc doc;
	char *name;
	size_t i;

	if (view_load(report->session, KMEMLAB_FILE_VERSION, NULL, &doc)) {
		doc_free(&doc);
		fault_clear(&report->session->why);
		return;
	}
	part = doc_part(&doc, "feature");
	for (i = 0; part && i < part->nr; i++) {
		const struct row *row = &part->rows[i];
		bool works = !strcmp(doc_text(part, row, "state"), "available");

		name = xasprintf("feature/%s", doc_text(part, row, "name"));
		finding = (struct finding){ 0 };
		finding_set(&finding, works ? HEALTH_OK : HEALTH_LESS, "%s%s%s",
			    doc_text(part, row, "state"), works ? "" : ": ",
			    works ? "" : doc_text(part, row, "reason"));
		tell(report, name, &finding);
		free(name);
	}
	doc_free(&doc);
}

static void examine(struct report *report)
{
	struct patient patient = { .session = report->session };
	const struct doctor_check *check;
	struct finding finding;

	for (check = doctor_checks; check->name; check++) {
		finding = (struct finding){ 0 };
		check->look(&patient, &finding);
		tell(report, check->name, &finding);
	}
	if (patient.loaded)
		tell_features(report);
}

static int doctor_run(struct session *session, int argc, char **argv)
{
	struct report report = { .session = session, .data = output_is_data(session) };
	struct output out;

	if (no_operands(session, &verb_doctor, argc, argv))
		return -1;
	if (report.data) {
		if (output_begin(&out, session))
			return -1;
		report.made.ops = out.ops;
		report.made.data = out.data;
		out.ops->head(out.data, doctor_view.file, 1);
		made_section(&report.made, "@ check name:str state:str detail:str remedy:str");
	}
	examine(&report);
	if (report.data && output_end(&out, 0)) {
		made_free(&report.made);
		return -1;
	}
	made_free(&report.made);
	if (!report.fails)
		return 0;
	return fault(&session->why, EXIT_CHECK, "something that is needed fails, see above");
}

const struct verb verb_doctor = {
	.name = "doctor",
	.summary = "What is needed, what works here, and what to do where it does not",
	.about =
	"Looks at the user, the kernel and its options, debugfs, the module, signatures,\n"
	"lockdown, type information, and each feature. Exit status 1 if the module cannot\n"
	"be used.\n",
	.examples =
	"  sudo kmemlab doctor\n"
	"  sudo kmemlab doctor --filter 'state != ok'\n",
	.view = &doctor_view,
	.run = doctor_run,
};
