// SPDX-License-Identifier: GPL-2.0
/* Each file's answer obeys Documentation/formats.rst. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kmemlab.h"
#include "kselftest_harness.h"
#include "lab.h"

/* The parser behind all these tests must itself be able to say no. */
static const struct {
	const char *text;
	bool good;
} texts[] = {
#define HEAD "# kmemlab f 1\n# consistency: exact\n"
	{ HEAD, true },
	{ HEAD "@ s a:int b:str\n", true },
	{ HEAD "@ s a:int b:str\n-1 x\n- -\n# later: note\n", true },
	{ HEAD "@ s a:int b:hex c:flags d:str\n0 0x0 none \"a b\\x0a\\\"\\\\\"\n", true },
	{ HEAD "@ s a:int\n18446744073709551615\n-9223372036854775808\n", true },
	{ HEAD "error: EIO it broke\n", true },
	{ "error: refused\n", true },
	{ "", false },
	{ "# kmemlab f 1\n", false },
	{ "# kmemlab f 0\n# consistency: exact\n", false },
	{ "# kmemlab f\n# consistency: exact\n", false },
	{ "# kmemlab f 1\n# consistency: \n", false },
	{ "# kmemlab f 1\n# consistency: exact", false },
	{ HEAD "# consistency: racy\n", false },
	{ HEAD "1\n", false },
	{ HEAD "\n", false },
	{ HEAD "#note: x\n", false },
	{ HEAD "@ s\n", false },
	{ HEAD "@ s a\n", false },
	{ HEAD "@ s a:float\n", false },
	{ HEAD "@ s a:int a:int\n", false },
	{ HEAD "@ s a:int\n@ t a:int\n@ s b:int\n", false },
	{ HEAD "@ s a:int\n1 2\n", false },
	{ HEAD "@ s a:int b:int\n1\n", false },
	{ HEAD "@ s a:int b:int\n1  2\n", false },
	{ HEAD "@ s a:int b:int\n1 2 \n", false },
	{ HEAD "@ s a:int\n18446744073709551616\n", false },
	{ HEAD "@ s a:int\n-9223372036854775809\n", false },
	{ HEAD "@ s a:int\n007\n", false },
	{ HEAD "@ s a:int\n+7\n", false },
	{ HEAD "@ s a:int\n0x7\n", false },
	{ HEAD "@ s a:hex\n7\n", false },
	{ HEAD "@ s a:hex\n0xAB\n", false },
	{ HEAD "@ s a:hex\n0x10000000000000000\n", false },
	{ HEAD "@ s a:flags\na||b\n", false },
	{ HEAD "@ s a:str\n\"a\n", false },
	{ HEAD "@ s a:str\n\"a\"b\n", false },
	{ HEAD "@ s a:str\na\"b\n", false },
	{ HEAD "@ s a:str\na\\b\n", false },
	{ HEAD "@ s a:str\n\"\\x41\"\n", false },
	{ HEAD "@ s a:str\n\"\\n\"\n", false },
	{ HEAD "@ s a:str\na\tb\n", false },
	{ HEAD "@ s a:int\nerror: EIO\n1\n", false },
	{ HEAD "error: \n", false },
};

TEST(the_parser_is_strict)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct answer *answer = answer_parse(texts[i].text, strlen(texts[i].text));

		EXPECT_EQ(texts[i].good, !answer->broken[0])
			TH_LOG("%s: %s", texts[i].text, answer->broken);
	}
}

FIXTURE(file) {
};

FIXTURE_SETUP(file)
{
}

FIXTURE_TEARDOWN(file)
{
}

FIXTURE_VARIANT(file) {
	const char *name;
	const char *request;	/* NULL: a view */
	const char *section;	/* one that its answer must have */
};

FIXTURE_VARIANT_ADD(file, version) {
	.name = KMEMLAB_FILE_VERSION, .section = "feature",
};
FIXTURE_VARIANT_ADD(file, zones) {
	.name = KMEMLAB_FILE_ZONES, .section = "zone",
};
FIXTURE_VARIANT_ADD(file, buddy) {
	.name = KMEMLAB_FILE_BUDDY, .section = "free",
};
FIXTURE_VARIANT_ADD(file, translate) {
	.name = KMEMLAB_FILE_TRANSLATE, .request = "pid=1 addr=0x1000",
	.section = "level",
};
FIXTURE_VARIANT_ADD(file, kmalloc) {
	.name = KMEMLAB_FILE_KMALLOC, .request = "count=3", .section = "result",
};
FIXTURE_VARIANT_ADD(file, vmalloc) {
	.name = KMEMLAB_FILE_VMALLOC, .request = "count=3", .section = "result",
};
FIXTURE_VARIANT_ADD(file, mempool) {
	.name = KMEMLAB_FILE_MEMPOOL, .request = "count=3", .section = "result",
};
FIXTURE_VARIANT_ADD(file, pages) {
	.name = KMEMLAB_FILE_PAGES, .request = "count=3", .section = "result",
};

TEST_F(file, mode)
{
	struct stat st;

	ASSERT_EQ(0, stat(lab_path(variant->name), &st));
	EXPECT_EQ(S_IFREG | (variant->request ? 0600 : 0400), st.st_mode);
	EXPECT_EQ(0, st.st_uid);
}

TEST_F(file, answer)
{
	struct answer *answer = variant->request ?
		lab_ask(variant->name, "%s", variant->request) : lab_view(variant->name);

	ASSERT_NE(NULL, answer->file)
		TH_LOG("refused: %s", answer->error);
	EXPECT_STREQ(variant->name, answer->file);
	EXPECT_LT(0, answer_section(answer, variant->section)->nr_rows);
	if (variant->request) {
		ASSERT_NE(NULL, answer->request);
		EXPECT_STREQ(variant->request, answer->request);
	} else {
		EXPECT_EQ(NULL, answer->error);
	}
}

/* The name of a mapping is the one text that others choose. */
TEST(a_strange_name_is_quoted)
{
	static const char name[] = "/tmp/kmemlab \"x\\\ty\n@";
	char *map;
	const struct section *area;
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, LAB_PAGE));
	map = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ASSERT_NE(MAP_FAILED, map);
	*map = 1;
	area = answer_section(lab_ask(KMEMLAB_FILE_TRANSLATE, "pid=%d addr=%p", getpid(), map),
			      "area");
	EXPECT_EQ(1, area->nr_rows);
	EXPECT_STREQ(name, section_word(area, 0, "name"));
	unlink(name);
}

TEST(version_names_this_kernel)
{
	struct answer *version = lab_view(KMEMLAB_FILE_VERSION);
	struct utsname uts;

	ASSERT_EQ(0, uname(&uts));
	EXPECT_STREQ(KMEMLAB_VERSION, answer_value(version, "module", "version"));
	EXPECT_STREQ(uts.release, answer_value(version, "module", "kernel"));
	EXPECT_STREQ(uts.machine, answer_value(version, "module", "arch"));
	EXPECT_EQ(sysconf(_SC_PAGESIZE), (long)answer_u64(version, "limit", "page_bytes"));
}

TEST(version_says_of_each_feature_why_not)
{
	const struct section *feature =
		answer_section(lab_view(KMEMLAB_FILE_VERSION), "feature");
	size_t i;

	for (i = 0; i < feature->nr_rows; i++) {
		const char *state = section_word(feature, i, "state");
		const char *reason = section_word(feature, i, "reason");

		EXPECT_TRUE(!strcmp(state, "available") ? !reason :
			    !strcmp(state, "unavailable") && reason && *reason)
			TH_LOG("%s: %s", section_word(feature, i, "name"), state);
	}
}

TEST_HARNESS_MAIN
