// SPDX-License-Identifier: GPL-2.0
/*
 * The threads of an exercise: bound to CPUs, idle between jobs, all of them gone
 * before the read that made them returns. The reader gives out the jobs, waits,
 * and tells them to end soon when it is killed.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/memcontrol.h>
#include <linux/overflow.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <linux/wait.h>

#include "../compat.h"
#include "exercise.h"

/**
 * struct kml_crew - the threads
 * @memcg: the reader's, charged for what they allocate
 * @work: where they wait for a job
 * @job: what to do, with a lane each
 * @turn: number of that job
 * @busy: threads that have not done it yet
 * @idle: none is left
 * @nr: threads there are
 * @task: those; references owned
 */
struct kml_crew {
	struct mem_cgroup *memcg;
	wait_queue_head_t work;
	void (*job)(struct kml_lane *lane);
	unsigned int turn;
	atomic_t busy;
	struct completion idle;
	unsigned int nr;
	struct task_struct *task[];
};

static bool has_job(const struct kml_crew *crew, unsigned int turn)
{
	/* Pairs with the release in kml_crew_do(): the job is of that turn. */
	return smp_load_acquire(&crew->turn) != turn;
}

/* False: there will be none. */
static bool wait_for_job(struct kml_crew *crew, unsigned int turn)
{
	wait_event_idle(crew->work, kthread_should_stop() || has_job(crew, turn));
	return !kthread_should_stop();
}

static int thread(void *data)
{
	struct kml_lane *lane = data;
	struct kml_crew *crew = lane->run->crew;
	unsigned int turn = 0;

	set_active_memcg(crew->memcg);
	while (wait_for_job(crew, turn)) {
		turn++;
		crew->job(lane);
		if (atomic_dec_and_test(&crew->busy))
			complete(&crew->idle);
	}
	set_active_memcg(NULL);
	return 0;
}

/* The CPU after @cpu, in turn. */
static unsigned int next_cpu(const struct kml_exercise *request, int cpu)
{
	const struct cpumask *cpus = cpumask_empty(&request->cpus) ? cpu_online_mask :
								   &request->cpus;
	unsigned int next = cpumask_next(cpu, cpus);

	return next < nr_cpu_ids ? next : cpumask_first(cpus);
}

static int add_thread(struct kml_session *s, struct kml_run *run, unsigned int cpu)
{
	struct kml_crew *crew = run->crew;
	struct kml_lane *lane = run->lanes[crew->nr];
	struct task_struct *task;

	if (!cpu_online(cpu))
		return kml_fail(s, -EBUSY, "CPU %u went away", cpu);
	task = kthread_create_on_node(thread, lane, cpu_to_node(cpu), "kmemlab/%u", crew->nr);
	if (IS_ERR(task))
		return kml_fail(s, PTR_ERR(task), "no thread could be made for CPU %u", cpu);
	kthread_bind(task, cpu);
	get_task_struct(task);
	lane->cpu = cpu;
	crew->task[crew->nr++] = task;
	return 0;
}

static int add_threads(struct kml_session *s, struct kml_run *run)
{
	int cpu = -1, err = 0;

	cpus_read_lock();
	while (!err && run->crew->nr < run->nr_lanes) {
		cpu = next_cpu(run->request, cpu);
		err = add_thread(s, run, cpu);
	}
	cpus_read_unlock();
	return err;
}

/**
 * kml_crew_start - make the threads, if the request wants any
 * @s: for the reason
 * @run: with a lane for each
 *
 * Return: 0, or a negative errno after kml_fail(); kml_crew_end() is due either
 * way.
 */
int kml_crew_start(struct kml_session *s, struct kml_run *run)
{
	struct kml_crew *crew;
	unsigned int i;
	int err;

	if (!run->request->threads)
		return 0;
	crew = kzalloc(struct_size(crew, task, run->nr_lanes), GFP_KERNEL_ACCOUNT);
	if (!crew)
		return kml_fail(s, -ENOMEM, "no memory for %u threads", run->nr_lanes);
	init_waitqueue_head(&crew->work);
	init_completion(&crew->idle);
	crew->memcg = get_mem_cgroup_from_mm(current->mm);
	run->crew = crew;
	err = add_threads(s, run);
	for (i = 0; !err && i < crew->nr; i++)
		wake_up_process(crew->task[i]);
	return err;
}

/**
 * kml_crew_do - let all threads do a job, and wait for them
 * @run: the exercise; without threads the caller does it
 * @job: what to do; ends soon once kml_round_stopped() says so
 */
void kml_crew_do(struct kml_run *run, void (*job)(struct kml_lane *lane))
{
	struct kml_crew *crew = run->crew;

	if (!crew) {
		job(run->lane);
		return;
	}
	reinit_completion(&crew->idle);
	atomic_set(&crew->busy, crew->nr);
	crew->job = job;
	/* Pairs with the acquire in has_job(): who sees the turn sees the job. */
	smp_store_release(&crew->turn, crew->turn + 1);
	wake_up_all(&crew->work);
	if (!wait_for_completion_killable(&crew->idle))
		return;
	WRITE_ONCE(run->stop, true);
	wait_for_completion(&crew->idle);
}

/**
 * kml_crew_end - end all threads, which rest
 * @run: the exercise; its objects stay
 */
void kml_crew_end(struct kml_run *run)
{
	struct kml_crew *crew = run->crew;
	unsigned int i;

	if (!crew)
		return;
	for (i = 0; i < crew->nr; i++) {
		kthread_stop(crew->task[i]);
		put_task_struct(crew->task[i]);
	}
	mem_cgroup_put(crew->memcg);
	kfree(crew);
	run->crew = NULL;
}
