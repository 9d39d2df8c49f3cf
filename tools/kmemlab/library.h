/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Libraries that few verbs need, loaded when one does: each that is linked costs every
 * start nearly half a million instructions.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a program loads, ldd does not know: whoever packs it up finds it in a note, as
 * the "ELF dlopen metadata" of the UAPI group have it.
 */
#define LIBRARY_NOTE_TYPE	0x407c0c0a

/**
 * LIBRARY_NOTE - tell of a library that is loaded
 * @soname: its name, a literal
 * @feature: what needs it
 * @about: what that is, in words
 */
#define LIBRARY_NOTE(soname, feature, about)						\
	static const struct {								\
		uint32_t name_size, text_size, type;					\
		char name[4];								\
		char text[sizeof(LIBRARY_NOTE_TEXT(soname, feature, about))];		\
	} library_note __attribute__((used, section(".note.dlopen"), aligned(4))) = {	\
		.name_size = 4,								\
		.text_size = sizeof(LIBRARY_NOTE_TEXT(soname, feature, about)),		\
		.type = LIBRARY_NOTE_TYPE,						\
		.name = "FDO",								\
		.text = LIBRARY_NOTE_TEXT(soname, feature, about),			\
	}
#define LIBRARY_NOTE_TEXT(soname, feature, about)					\
	"[{\"feature\":\"" feature "\",\"description\":\"" about "\","			\
	"\"priority\":\"recommended\",\"soname\":[\"" soname "\"]}]"

/**
 * struct symbol - what is used of a library
 * @name: its name there
 * @offset: of the pointer to it, in a struct of the user
 */
struct symbol {
	const char *name;
	size_t offset;
};

const char *library_load(const char *library, const struct symbol *symbols, size_t nr,
			 void *pointers);

#endif /* LIBRARY_H */
