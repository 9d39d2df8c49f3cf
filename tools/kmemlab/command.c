// SPDX-License-Identifier: GPL-2.0
/* A command that the tool runs: see command.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "util.h"

static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

static volatile sig_atomic_t stopped, running;

/* A terminal sends its signals to the command as well; twice does no harm. */
static void pass_on(int sig)
{
	stopped = sig;
	if (running)
		kill(running, sig);
}

/**
 * command_signals - from now on, pass signals on to the command, and stop after it
 */
void command_signals(void)
{
	struct sigaction action = { .sa_handler = pass_on }, old;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(passed_on); i++)
		if (!sigaction(passed_on[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(passed_on[i], &action, NULL);
}

/**
 * command_stopped - which signal came?
 *
 * Return: its number, or 0.
 */
int command_stopped(void)
{
	return stopped;
}

/* What the command says goes where errors go: the output is ours. */
static void become(char **argv, int report)
{
	int null = open("/dev/null", O_RDONLY), err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(passed_on); i++)
		signal(passed_on[i], SIG_DFL);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execvp(argv[0], argv);
	err = errno;
	if (write(report, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

/* Until it ended, whatever signals come. */
static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static int judge(const char *name, int status, struct fault *why)
{
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFEXITED(status))
		return fault(why, EXIT_UNAVAILABLE, "'%s' failed with exit status %d", name,
			     WEXITSTATUS(status));
	return fault(why, EXIT_UNAVAILABLE, "'%s' was ended by signal %d (%s)", name,
		     WTERMSIG(status), strsignal(WTERMSIG(status)));
}

/**
 * command_run - run a command and wait for its end
 * @argv: the command, found in $PATH, and its arguments
 * @why: filled on failure: it could not be run, or its exit status is not 0
 *
 * Return: 0 or -1.
 */
int command_run(char **argv, struct fault *why)
{
	int report[2], err = 0, status;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC))
		return fault(why, EXIT_UNAVAILABLE, "cannot run '%s': %s", argv[0],
			     strerror(errno));
	pid = fork();
	if (!pid)
		become(argv, report[1]);
	close(report[1]);
	if (pid < 0) {
		close(report[0]);
		return fault(why, EXIT_UNAVAILABLE, "cannot run '%s': %s", argv[0],
			     strerror(errno));
	}
	running = pid;
	if (stopped)
		kill(pid, stopped);
	while (read(report[0], &err, sizeof(err)) < 0 && errno == EINTR)
		;
	close(report[0]);
	status = wait_for(pid);
	running = 0;
	if (err)
		return fault(why, err == ENOENT ? EXIT_USAGE : EXIT_UNAVAILABLE,
			     "cannot run '%s': %s", argv[0], strerror(err));
	return judge(argv[0], status, why);
}
