// SPDX-License-Identifier: GPL-2.0
/*
 * A sign of life: after a second, a line on stderr that is drawn anew each second and
 * wiped at the end. A read of the module does not return before it is done, so a
 * thread draws it.
 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"

/* What was begun in something that was begun is part of it; -1: not to be told. */
static int depth;

static pthread_t drawer;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;

/* All below are behind the lock. */
static bool running;
static const char *name;
static size_t steps_done, steps;

static void draw(long seconds)
{
	if (steps)
		fprintf(stderr, "\r\033[K%s: %ld s, %zu of %zu", name, seconds, steps_done, steps);
	else
		fprintf(stderr, "\r\033[K%s: %ld s", name, seconds);
}

static void *draw_until_the_end(void *data)
{
	struct timespec next, begin;
	bool drawn = false;

	(void)data;
	clock_gettime(CLOCK_REALTIME, &begin);
	next = begin;
	pthread_mutex_lock(&lock);
	while (running) {
		next.tv_sec++;
		pthread_cond_timedwait(&ended, &lock, &next);
		if (running) {
			draw(next.tv_sec - begin.tv_sec);
			drawn = true;
		}
	}
	if (drawn)
		fputs("\r\033[K", stderr);
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* A signal is for who waits for it, and not for the drawer. */
static bool start_drawer(void)
{
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = !pthread_create(&drawer, NULL, draw_until_the_end, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

/**
 * progress_off - from now on show nothing: the caller has the terminal
 */
void progress_off(void)
{
	depth = -1;
}

/**
 * progress_begin - something begins that may take long
 * @what: what to call it; stays valid until progress_end()
 *
 * Without a terminal nothing is ever shown. Nothing may be printed until the end.
 */
void progress_begin(const char *what)
{
	if (depth < 0 || depth++ || !isatty(STDERR_FILENO))
		return;
	name = what;
	steps = 0;
	running = true;
	/* Without a thread there is no sign of life, and that is all. */
	if (!start_drawer())
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

	if (depth < 0 || --depth)
		return;
	pthread_mutex_lock(&lock);
	was = running;
	running = false;
	pthread_cond_signal(&ended);
	pthread_mutex_unlock(&lock);
	if (was)
		pthread_join(drawer, NULL);
}
