// SPDX-License-Identifier: GPL-2.0
/*
 * Usage: offsets LIST <BTF
 *
 * Runs while the module is built, on the machine that builds it. Reads the BTF of
 * the target kernel, raw or in an ELF file, and writes where the members in LIST
 * are of structures that the kernel keeps to itself; what it does not have is at
 * -1. The format is that of Documentation/bpf/btf.rst in the kernel's source.
 *
 * No library but C's: whoever can build a module can build this. It knows no more
 * of BTF than structures, and how to step over the rest.
 */
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BTF_MAGIC	0xeb9f
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

struct btf_header {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t hdr_len;
	uint32_t type_off;
	uint32_t type_len;
	uint32_t str_off;
	uint32_t str_len;
};

struct btf_type {
	uint32_t name_off;
	uint32_t info;
	uint32_t size;		/* or the number of another type */
};

struct btf_member {
	uint32_t name_off;
	uint32_t type;
	uint32_t offset;
};

enum { PTR = 2, ARRAY = 3, STRUCT = 4, UNION = 5, TYPEDEF = 8, VOLATILE = 9, CONST = 10 };

/* Bytes behind the btf_type of each kind: fixed, and for each of its elements. */
static const struct {
	unsigned char fixed;
	unsigned char each;
} kinds[] = {
	[1] = { 4, 0 },		/* INT */
	[PTR] = { 0, 0 },
	[ARRAY] = { 12, 0 },
	[STRUCT] = { 0, 12 },
	[UNION] = { 0, 12 },
	[6] = { 0, 8 },		/* ENUM */
	[7] = { 0, 0 },		/* FWD */
	[TYPEDEF] = { 0, 0 },
	[VOLATILE] = { 0, 0 },
	[CONST] = { 0, 0 },
	[11] = { 0, 0 },	/* RESTRICT */
	[12] = { 0, 0 },	/* FUNC */
	[13] = { 0, 8 },	/* FUNC_PROTO */
	[14] = { 4, 0 },	/* VAR */
	[15] = { 0, 12 },	/* DATASEC */
	[16] = { 0, 0 },	/* FLOAT */
	[17] = { 4, 0 },	/* DECL_TAG */
	[18] = { 0, 0 },	/* TYPE_TAG */
	[19] = { 0, 12 },	/* ENUM64 */
};

struct btf {
	const char *strings;
	uint32_t strings_len;
	const struct btf_type **types;
	uint32_t nr;
};

static void __attribute__((noreturn)) fail(const char *why)
{
	fprintf(stderr, "%s\n", why);
	exit(1);
}

static void *allocate(void *old, size_t bytes)
{
	void *new = realloc(old, bytes);

	if (!new)
		fail("no memory to read BTF");
	return new;
}

static char *read_all(size_t *len)
{
	size_t size = 1 << 24, got;
	char *data = allocate(NULL, size);

	*len = 0;
	while ((got = fread(data + *len, 1, size - *len, stdin)) > 0) {
		*len += got;
		if (*len == size)
			data = allocate(data, size *= 2);
	}
	return data;
}

/* The section .BTF of a 64-bit ELF file, or NULL. */
static const char *find_section(const char *data, size_t *len)
{
	const Elf64_Ehdr *file = (const Elf64_Ehdr *)data;
	const Elf64_Shdr *sections, *names, *s;

	sections = (const Elf64_Shdr *)(data + file->e_shoff);
	if (file->e_ident[EI_CLASS] != ELFCLASS64 || file->e_shentsize != sizeof(*s) ||
	    file->e_shoff > *len || file->e_shnum > (*len - file->e_shoff) / sizeof(*s) ||
	    file->e_shstrndx >= file->e_shnum)
		return NULL;
	names = &sections[file->e_shstrndx];
	for (s = sections; s < sections + file->e_shnum; s++) {
		if (names->sh_offset > *len || s->sh_name >= *len - names->sh_offset ||
		    strncmp(data + names->sh_offset + s->sh_name, ".BTF", 5))
			continue;
		if (s->sh_offset > *len || s->sh_size > *len - s->sh_offset)
			return NULL;
		*len = s->sh_size;
		return data + s->sh_offset;
	}
	return NULL;
}

/* As in v7.2, <linux/btf.h>: in v6.12 both are narrower, and the bits between unused. */
static unsigned int kind_of(const struct btf_type *type)
{
	return type->info >> 24 & 0x7f;
}

static unsigned int elements_of(const struct btf_type *type)
{
	return type->info & 0xffffff;
}

static void index_types(struct btf *btf, const char *from, uint32_t len)
{
	const char *at = from, *end = from + len;
	const struct btf_type *type;
	unsigned int kind;
	size_t bytes;

	btf->nr = 1;		/* number 0 is void */
	while (at < end) {
		type = (const struct btf_type *)at;
		if ((size_t)(end - at) < sizeof(*type))
			fail("the BTF is cut off");
		kind = kind_of(type);
		if (kind == 0 || kind >= ARRAY_SIZE(kinds))
			fail("the BTF has a kind of type this does not know");
		bytes = sizeof(*type) + kinds[kind].fixed +
			(size_t)kinds[kind].each * elements_of(type);
		if ((size_t)(end - at) < bytes)
			fail("the BTF is cut off");
		if ((btf->nr & (btf->nr - 1)) == 0)
			btf->types = allocate(btf->types, 2 * btf->nr * sizeof(*btf->types));
		btf->types[btf->nr++] = type;
		at += bytes;
	}
}

static void open_btf(struct btf *btf)
{
	const struct btf_header *header;
	const char *data;
	size_t len;

	data = read_all(&len);
	if (len >= sizeof(Elf64_Ehdr) && !memcmp(data, ELFMAG, SELFMAG))
		data = find_section(data, &len);
	if (!data || len < sizeof(*header))
		fail("it has no BTF");
	header = (const struct btf_header *)data;
	if (header->magic != BTF_MAGIC || header->version != 1 || header->hdr_len > len)
		fail("it has no BTF of version 1");
	data += header->hdr_len;
	len -= header->hdr_len;
	if (header->type_off > len || header->type_len > len - header->type_off ||
	    header->str_off > len || header->str_len > len - header->str_off ||
	    !header->str_len || data[header->str_off + header->str_len - 1])
		fail("the BTF is cut off");
	btf->strings = data + header->str_off;
	btf->strings_len = header->str_len;
	index_types(btf, data + header->type_off, header->type_len);
}

static const char *name_of(const struct btf *btf, uint32_t offset)
{
	return offset < btf->strings_len ? btf->strings + offset : "";
}

static const struct btf_type *type_of(const struct btf *btf, uint32_t number)
{
	return number && number < btf->nr ? btf->types[number] : NULL;
}

struct place {
	long bit;
	unsigned int bits;	/* of a bit field, else 0 */
};

/* Looks into members without a name too. */
static bool find_member(const struct btf *btf, const struct btf_type *type,
			const char *name, struct place *place, int depth)
{
	const struct btf_member *m = (const struct btf_member *)(type + 1);
	bool bit_fields = type->info >> 31;
	const struct btf_type *inner;
	unsigned int i;
	uint32_t bit;

	for (i = 0; i < elements_of(type); i++, m++) {
		bit = bit_fields ? m->offset & 0xffffff : m->offset;
		if (!strcmp(name_of(btf, m->name_off), name)) {
			place->bit = bit;
			place->bits = bit_fields ? m->offset >> 24 : 0;
			return true;
		}
		inner = type_of(btf, m->type);
		if (*name_of(btf, m->name_off) || !inner || depth == 8 ||
		    (kind_of(inner) != STRUCT && kind_of(inner) != UNION))
			continue;
		if (find_member(btf, inner, name, place, depth + 1)) {
			place->bit += bit;
			return true;
		}
	}
	return false;
}

/*
 * Another structure may have the same name: it does not have this member. Any will
 * do for none.
 */
static const struct btf_type *find_struct(const struct btf *btf, const char *name,
					  const char *with)
{
	struct place place;
	uint32_t i;

	for (i = 1; i < btf->nr; i++)
		if (kind_of(btf->types[i]) == STRUCT &&
		    !strcmp(name_of(btf, btf->types[i]->name_off), name) &&
		    (!with || find_member(btf, btf->types[i], with, &place, 0)))
			return btf->types[i];
	return NULL;
}

static void put_member(const struct btf *btf, const char *name, const char *member)
{
	const struct btf_type *type = find_struct(btf, name, member);
	struct place place = { 0 };

	if (!type || !find_member(btf, type, member, &place, 0)) {
		printf("#define KML_AT_%s__%s -1\n", name, member);
		return;
	}
	printf("#define KML_AT_%s__%s %ld\n", name, member, place.bit / 8);
	if (!place.bits)
		return;
	printf("#define KML_SHIFT_%s__%s %ld\n", name, member, place.bit % 64);
	printf("#define KML_MASK_%s__%s %#llx\n", name, member, (1ULL << place.bits) - 1);
}

static void put_size(const struct btf *btf, const char *name)
{
	const struct btf_type *type = find_struct(btf, name, NULL);

	printf("#define KML_SIZEOF_%s %u\n", name, type ? type->size : 0);
}

int main(int argc, char **argv)
{
	FILE *wanted = argc == 2 ? fopen(argv[1], "r") : NULL;
	struct btf btf = { 0 };
	char type[64], member[64];

	if (!wanted)
		fail("name the list of what is wanted");
	open_btf(&btf);
	while (fscanf(wanted, "%63s %63s", type, member) == 2) {
		if (!strcmp(member, "sizeof"))
			put_size(&btf, type);
		else
			put_member(&btf, type, member);
	}
	fclose(wanted);
	return fflush(stdout) || ferror(stdout);
}
