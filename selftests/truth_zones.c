// SPDX-License-Identifier: GPL-2.0
/* The view zones against /proc/zoneinfo: every number that both have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"
#include "quiet.h"

FIXTURE(zones) {
	struct answer *answer;
	char *peer;
};

FIXTURE_SETUP(zones)
{
	self->answer = quiet_read(KMEMLAB_FILE_ZONES, "/proc/zoneinfo", &self->peer);
}

FIXTURE_TEARDOWN(zones)
{
}

/* Cuts the first zone off *@rest. NULL after the last. */
static char *next_zone(char **rest, char *nid, char *zone)
{
	static const char head[] = "Node ";
	char *text = *rest, *next;

	if (!text || sscanf(text, "Node %15[0-9], zone %15s", nid, zone) != 2)
		return NULL;
	next = strstr(text + 1, "\nNode ");
	*rest = next ? next + 1 : NULL;
	if (next)
		*next = '\0';
	return text + strlen(head);
}

/* The number behind a line's first word, from @text on. */
static bool number_behind(const char *text, const char *word, uint64_t *value)
{
	size_t len = strlen(word);
	const char *line = text;

	while (line) {
		line += strspn(line, "\n ");
		if (!strncmp(line, word, len) && (line[len] == ' ' || line[len] == ':'))
			return sscanf(line + len, "%*[: ]%lu", value) == 1;
		line = strchr(line, '\n');
	}
	return false;
}

static const struct {
	const char *column;
	const char *word;
	enum { ALWAYS, NEWER } kernels;		/* that print it */
} numbers[] = {
	{ "free_pages", "pages free", ALWAYS },
	{ "boost_pages", "boost", ALWAYS },
	{ "min_pages", "min", ALWAYS },
	{ "low_pages", "low", ALWAYS },
	{ "high_pages", "high", ALWAYS },
	{ "promo_pages", "promo", NEWER },
	{ "spanned_pages", "spanned", ALWAYS },
	{ "present_pages", "present", ALWAYS },
	{ "managed_pages", "managed", ALWAYS },
	{ "cma_pages", "cma", ALWAYS },
};

TEST_F(zones, numbers)
{
	const struct section *ours = answer_section(self->answer, "zone");
	char nid[16], zone[16], *text, *rest = self->peer;
	size_t zones = 0, i;
	uint64_t value;
	long row;

	while ((text = next_zone(&rest, nid, zone))) {
		zones++;
		row = section_find(ours, "nid", nid, "zone", zone, NULL);
		ASSERT_LE(0, row)
			TH_LOG("no row for node %s zone %s", nid, zone);
		for (i = 0; i < ARRAY_SIZE(numbers); i++) {
			if (!number_behind(text, numbers[i].word, &value)) {
				EXPECT_EQ(NEWER, numbers[i].kernels);
				continue;
			}
			EXPECT_EQ(value, section_u64(ours, row, numbers[i].column))
				TH_LOG("node %s zone %s: %s", nid, zone, numbers[i].column);
		}
		if (number_behind(text, "start_pfn", &value)) {
			EXPECT_EQ(value, section_u64(ours, row, "start_pfn"));
		} else {
			EXPECT_EQ(NULL, section_word(ours, row, "start_pfn"));
		}
	}
	EXPECT_LT(1, zones);
	EXPECT_EQ(zones, ours->nr_rows);
}

static long named_row(const struct section *section, const char *nid, const char *zone,
		      const char *name)
{
	return section_find(section, "nid", nid, "zone", zone, "name", name, NULL);
}

/* Every counter of ours is one of the kernel's, and has its value. */
TEST_F(zones, counters)
{
	const struct section *ours = answer_section(self->answer, "counter");
	char nid[16], zone[16], *text, *rest = self->peer;
	size_t compared = 0, row;
	uint64_t value;

	while ((text = next_zone(&rest, nid, zone))) {
		if (!number_behind(text, "start_pfn", &value))
			continue;
		EXPECT_LE(0, named_row(ours, nid, zone, "nr_free_pages"));
		EXPECT_LE(0, named_row(ours, nid, zone, "nr_zone_active_anon"));
		EXPECT_LE(0, named_row(ours, nid, zone, "nr_mlock"));
		for (row = 0; row < ours->nr_rows; row++) {
			const char *name = section_word(ours, row, "name");

			if (strcmp(section_word(ours, row, "nid"), nid) ||
			    strcmp(section_word(ours, row, "zone"), zone))
				continue;
			ASSERT_TRUE(number_behind(text, name, &value))
				TH_LOG("the kernel has no counter %s", name);
			EXPECT_EQ(value, section_u64(ours, row, "value"))
				TH_LOG("node %s zone %s: %s", nid, zone, name);
			compared++;
		}
	}
	EXPECT_EQ(compared, ours->nr_rows);
}

/* A zone keeps pages back from requests that could do with a higher one. */
TEST_F(zones, reserves)
{
	const struct section *ours = answer_section(self->answer, "reserve");
	const struct section *zones = answer_section(self->answer, "zone");
	char nid[16], zone[16], *text, *rest = self->peer, *numbers;
	size_t compared = 0, other;
	uint64_t zid, value;
	long row;
	int step;

	while ((text = next_zone(&rest, nid, zone))) {
		row = section_find(zones, "nid", nid, "zone", zone, NULL);
		ASSERT_LE(0, row);
		zid = section_u64(zones, row, "zid");
		numbers = strstr(text, "protection: (");
		ASSERT_NE(NULL, numbers);
		numbers += strlen("protection: (");
		for (other = 0; sscanf(numbers, "%lu%*[,)]%n", &value, &step) == 1; other++) {
			numbers += step;
			row = section_find(ours, "nid", nid, "zone", zone, "for_zone",
					   section_word(zones, other, "zone"), NULL);
			if (row < 0) {
				EXPECT_TRUE(other <= zid || !number_behind(text, "start_pfn", &value));
				continue;
			}
			EXPECT_LT(zid, other);
			EXPECT_EQ(value, section_u64(ours, row, "reserve_pages"))
				TH_LOG("node %s zone %s for %zu", nid, zone, other);
			compared++;
		}
	}
	EXPECT_LT(0, compared);
	EXPECT_EQ(compared, ours->nr_rows);
}

TEST_F(zones, cpus)
{
	static const char * const words[] = { "count", "high", "batch" };
	static const char * const columns[] = { "count_pages", "high_pages", "batch_pages" };
	const struct section *ours = answer_section(self->answer, "pcp");
	char nid[16], zone[16], cpu[16], *text, *rest = self->peer;
	size_t compared = 0, i;
	uint64_t value, sum;
	long row;

	while ((text = next_zone(&rest, nid, zone))) {
		sum = 0;
		while ((text = strstr(text, "cpu: "))) {
			text += strlen("cpu: ");
			ASSERT_EQ(1, sscanf(text, "%15[0-9]", cpu));
			row = section_find(ours, "nid", nid, "zone", zone, "cpu", cpu, NULL);
			ASSERT_LE(0, row)
				TH_LOG("no row for node %s zone %s cpu %s", nid, zone, cpu);
			for (i = 0; i < ARRAY_SIZE(words); i++) {
				ASSERT_TRUE(number_behind(text, words[i], &value));
				EXPECT_EQ(value, section_u64(ours, row, columns[i]))
					TH_LOG("node %s zone %s cpu %s: %s", nid, zone, cpu,
					       columns[i]);
			}
			sum += section_u64(ours, row, "count_pages");
			compared++;
		}
		row = section_find(answer_section(self->answer, "zone"),
				   "nid", nid, "zone", zone, NULL);
		EXPECT_EQ(sum, section_u64(answer_section(self->answer, "zone"), row,
					   "pcp_pages"));
	}
	EXPECT_LT(0, compared);
	EXPECT_EQ(compared, ours->nr_rows);
}

static uint64_t sum_of(const struct section *section, const char *nid, const char *column)
{
	uint64_t sum = 0;
	size_t row;

	for (row = 0; row < section->nr_rows; row++)
		if (!strcmp(section_word(section, row, "nid"), nid))
			sum += section_u64(section, row, column);
	return sum;
}

/* The bits of a map such as "00000000,0000000f". */
static uint64_t bits_of(const char *map)
{
	uint64_t bits = 0;
	char digit[2] = "";

	for (; *map; map++) {
		*digit = *map;
		bits += __builtin_popcountl(strtoul(digit, NULL, 16));
	}
	return bits;
}

/* The nodes of /sys, and of each its CPUs and the sum of its zones. */
TEST_F(zones, nodes)
{
	const struct section *ours = answer_section(self->answer, "node");
	const struct section *zones = answer_section(self->answer, "zone");
	char path[64];
	size_t row;

	EXPECT_LT(0, ours->nr_rows);
	for (row = 0; row < ours->nr_rows; row++) {
		const char *nid = section_word(ours, row, "nid");

		snprintf(path, sizeof(path), "/sys/devices/system/node/node%s/cpumap", nid);
		EXPECT_EQ(bits_of(lab_slurp(path)), section_u64(ours, row, "cpus"));
		EXPECT_EQ(sum_of(zones, nid, "present_pages"),
			  section_u64(ours, row, "present_pages"));
		EXPECT_LE(section_u64(ours, row, "present_pages"),
			  section_u64(ours, row, "spanned_pages"));
	}
	snprintf(path, sizeof(path), "/sys/devices/system/node/node%zu", row);
	EXPECT_NE(0, access(path, F_OK));
}

static bool node_has_memory(const struct answer *answer, const char *nid)
{
	const struct section *zone = answer_section(answer, "zone");
	size_t row;

	for (row = 0; row < zone->nr_rows; row++)
		if (!strcmp(section_word(zone, row, "nid") ?: "", nid) &&
		    section_u64(zone, row, "present_pages"))
			return true;
	return false;
}

/* Lines such as "      nr_free_pages 1234" of the head of a node's first zone. */
TEST_F(zones, node_counters)
{
	const struct section *ours = answer_section(self->answer, "node_counter");
	char nid[16], zone[16], *text, *stats, *end, *rest = self->peer;
	size_t compared = 0, row;
	uint64_t value;

	while ((text = next_zone(&rest, nid, zone))) {
		stats = strstr(text, "per-node stats");
		if (!stats)
			continue;
		end = strstr(stats, "pages free");
		ASSERT_NE(NULL, end);
		*end = '\0';
		for (row = 0; row < ours->nr_rows; row++) {
			const char *name = section_word(ours, row, "name");

			if (strcmp(section_word(ours, row, "nid"), nid))
				continue;
			ASSERT_TRUE(number_behind(stats, name, &value))
				TH_LOG("the kernel has no counter %s", name);
			EXPECT_EQ(value, section_u64(ours, row, "value"))
				TH_LOG("node %s: %s", nid, name);
			compared++;
		}
	}
	EXPECT_LT(0, compared);
	/* zoneinfo leaves out a node without memory, which has its numbers in sysfs. */
	for (row = 0; row < ours->nr_rows; row++) {
		char path[64];

		if (node_has_memory(self->answer, section_word(ours, row, "nid")))
			continue;
		snprintf(path, sizeof(path), "/sys/devices/system/node/node%s/vmstat",
			 section_word(ours, row, "nid"));
		text = lab_slurp(path);
		ASSERT_TRUE(number_behind(text, section_word(ours, row, "name"), &value));
		EXPECT_EQ(value, section_u64(ours, row, "value"));
		free(text);
		compared++;
	}
	EXPECT_EQ(compared, ours->nr_rows);
}

TEST_F(zones, distances)
{
	const struct section *ours = answer_section(self->answer, "distance");
	const struct section *nodes = answer_section(self->answer, "node");
	char path[64], *text;
	size_t from, to;
	long row;

	for (from = 0; from < nodes->nr_rows; from++) {
		const char *nid = section_word(nodes, from, "nid");

		snprintf(path, sizeof(path), "/sys/devices/system/node/node%s/distance", nid);
		text = lab_slurp(path);
		for (to = 0; to < nodes->nr_rows; to++) {
			row = section_find(ours, "nid", nid, "to_nid",
					   section_word(nodes, to, "nid"), NULL);
			ASSERT_LE(0, row);
			EXPECT_EQ(strtoul(text, &text, 10), section_u64(ours, row, "distance"));
		}
	}
	EXPECT_EQ(nodes->nr_rows * nodes->nr_rows, ours->nr_rows);
}

/* The records and the text, between two equal looks at the records. */
#define BIN_TRIES 3000

static struct answer *parsed(const char *text, size_t len)
{
	struct answer *answer = answer_parse(text, len);

	if (answer->broken[0])
		lab_die("the answer breaks the format: %s", answer->broken);
	return answer;
}

static void expect_counters(struct __test_metadata *_metadata, const struct section *section,
			    const char *nid, const char *zone, const __u64 *values, size_t nr)
{
	size_t row, i = 0;

	for (row = 0; row < section->nr_rows; row++) {
		if (strcmp(section_word(section, row, "nid"), nid) ||
		    (zone && strcmp(section_word(section, row, "zone"), zone)))
			continue;
		ASSERT_LT(i, nr);
		EXPECT_EQ(values[i++], section_u64(section, row, "value"))
			TH_LOG("%s", section_word(section, row, "name"));
	}
	EXPECT_TRUE(!i || i == nr);
}

static void expect_numbers(struct __test_metadata *_metadata, const struct section *zone,
			   size_t row, const struct kmemlab_zone *record)
{
	const char *const columns[] = {
		"zid", "spanned_pages", "present_pages", "managed_pages", "free_pages",
		"pcp_pages", "min_pages", "low_pages", "high_pages", "promo_pages",
		"boost_pages", "high_atomic_pages", "cma_pages",
	};
	const uint64_t values[ARRAY_SIZE(columns)] = {
		record->zid, record->spanned, record->present, record->managed,
		record->counters[KMEMLAB_ZONE_FREE], record->pcp, record->min, record->low,
		record->high, record->promo, record->boost, record->high_atomic, record->cma,
	};
	size_t i;

	EXPECT_STREQ(section_word(zone, row, "zone"), record->name);
	EXPECT_EQ(section_u64(zone, row, "nid"), record->nid);
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		EXPECT_EQ(section_u64(zone, row, columns[i]), values[i])
			TH_LOG("%s: %s", record->name, columns[i]);
	}
}

static void expect_lists(struct __test_metadata *_metadata, const struct section *free,
			 const char *nid, const struct kmemlab_zone *record)
{
	char number[16];
	size_t order;
	long row;

	for (order = 0; order < KMEMLAB_ORDERS; order++) {
		snprintf(number, sizeof(number), "%zu", order);
		row = section_find(free, "nid", nid, "zone", record->name, "order", number,
				   NULL);
		if (row < 0)
			continue;
		EXPECT_EQ(record->free_blocks[order], section_u64(free, row, "blocks"))
			TH_LOG("node %s zone %s order %zu", nid, record->name, order);
	}
}

TEST(records)
{
	static struct kmemlab_zone before[64], after[64];
	static char zones_text[1 << 18], buddy_text[1 << 18];
	const struct answer *zones, *buddy;
	size_t len, zones_len, buddy_len, i;
	const struct section *zone;
	int tries = BIN_TRIES;

	memset(zones_text, 1, sizeof(zones_text));
	memset(buddy_text, 1, sizeof(buddy_text));
	do {
		usleep(10000);
		len = quiet_raw(KMEMLAB_FILE_ZONES_BIN, before, sizeof(before));
		zones_len = quiet_raw(KMEMLAB_FILE_ZONES, zones_text, sizeof(zones_text));
		buddy_len = quiet_raw(KMEMLAB_FILE_BUDDY, buddy_text, sizeof(buddy_text));
		quiet_raw(KMEMLAB_FILE_ZONES_BIN, after, sizeof(after));
	} while (memcmp(before, after, len) && --tries);
	ASSERT_LT(0, tries) TH_LOG("the guest was never quiet");
	zones = parsed(zones_text, zones_len);
	buddy = parsed(buddy_text, buddy_len);
	zone = answer_section(zones, "zone");
	ASSERT_EQ(0, len % sizeof(*before));
	ASSERT_EQ(zone->nr_rows, len / sizeof(*before));
	for (i = 0; i < zone->nr_rows; i++) {
		const char *nid = section_word(zone, i, "nid");

		expect_numbers(_metadata, zone, i, &before[i]);
		expect_counters(_metadata, answer_section(zones, "counter"), nid,
				before[i].name, before[i].counters, KMEMLAB_ZONE_COUNTERS);
		expect_counters(_metadata, answer_section(zones, "node_counter"), nid, NULL,
				before[i].node_counters, KMEMLAB_NODE_COUNTERS);
		expect_lists(_metadata, answer_section(buddy, "free"), nid, &before[i]);
	}
}

TEST_HARNESS_MAIN
