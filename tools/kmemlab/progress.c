// SPDX-License-Identifier: GPL-2.0
/*
 * A sign of life: after two seconds, a line on stderr that is drawn anew each
 * second and wiped at the end. A read of the module does not return before it is
 * done, so a thread draws it.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"

/* Seconds that nobody minds. */
#define PATIENCE	2

static pthread_t drawer;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;

/* All below are behind the lock. */
static bool running;
static const char *name;
static size_t steps_done, steps;

static void draw(long seconds)
{
	if (seconds < PATIENCE)
		return;
	if (steps)
		fprintf(stderr, "\r\033[K%s: %ld s, %zu of %zu", name, seconds, steps_done, steps);
	else
		fprintf(stderr, "\r\033[K%s: %ld s", name, seconds);
}

static void *draw_until_the_end(void *data)
{
	struct timespec next, begin;

	(void)data;
	clock_gettime(CLOCK_REALTIME, &begin);
	next = begin;
	pthread_mutex_lock(&lock);
	while (running) {
		next.tv_sec++;
		pthread_cond_timedwait(&ended, &lock, &next);
		if (running)
			draw(next.tv_sec - begin.tv_sec);
	}
	if (next.tv_sec - begin.tv_sec >= PATIENCE)
		fputs("\r\033[K", stderr);
	pthread_mutex_unlock(&lock);
	return NULL;
}

/**
 * progress_begin - something begins that may take long
 * @what: what to call it; stays valid until progress_end()
 *
 * Without a terminal nothing is ever shown.
 */
void progress_begin(const char *what)
{
	if (!isatty(STDERR_FILENO))
		return;
	name = what;
	steps = 0;
	running = true;
	/* Without a thread there is no sign of life, and that is all. */
	if (pthread_create(&drawer, NULL, draw_until_the_end, NULL))
		running = false;
}

/**
 * progress_step - how far it is
 * @done: parts that are done
 * @of: all
 */
void progress_step(size_t done, size_t of)
{
	pthread_mutex_lock(&lock);
	steps_done = done;
	steps = of;
	pthread_mutex_unlock(&lock);
}

/**
 * progress_end - it is over; the line is gone when this returns
 */
void progress_end(void)
{
	bool was;

	pthread_mutex_lock(&lock);
	was = running;
	running = false;
	pthread_cond_signal(&ended);
	pthread_mutex_unlock(&lock);
	if (was)
		pthread_join(drawer, NULL);
}
