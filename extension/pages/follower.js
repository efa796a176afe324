/** Follows a job until it is finished: reads it, applies events, asks for the truth every two seconds. */

import { pause } from "../background/session.js";
import { PAGE_ROWS } from "../common/protocol.js";
import { afterEvent, afterSummary, fromSnapshot } from "./job-state.js";
import { Refused } from "./background.js";

/** @typedef {import("./job-state.js").JobState} JobState */
/** @typedef {import("../background/session.js").AgentEvent} AgentEvent */

const POLL_MS = 2_000;
const EVENTS_MS = 300;
/** Whether another station is still there is told by no event. */
const STATIONS_MS = 10_000;
/** Errors that asking again does not change. */
const LASTING = ["not_found", "unknown_method", "invalid_params", "invalid_message", "not_allowed"];

export class Follower {
  /** @type {JobState | null} */
  state = null;
  /** @type {AgentEvent[]} */
  #early = [];
  #stopped = false;
  #readAt = 0;
  /** @type {() => void} */
  #hurry = () => undefined;

  /**
   * @param {import("./background.js").Background} background
   * @param {string} jobId
   * @param {(state: JobState) => void} onChange
   */
  constructor(background, jobId, onChange) {
    this.background = background;
    this.jobId = jobId;
    this.onChange = onChange;
  }

  /**
   * Ends when the job has finished, or `stop` was called.
   * @throws {Refused} when the program does not know the job
   */
  async run() {
    while (!this.#stopped) {
      if (this.state === null || this.state.isStale || this.#isOldNews(this.state)) await this.#readAll();
      if (this.state?.summary.state === "finished") return;
      await this.#turn();
      if (this.#stopped) return;
      const { job } = await this.#ask(0, 1);
      // events of the same moment come by another way and may still be on it
      await pause(EVENTS_MS);
      if (this.state) this.#change(afterSummary(this.state, job));
    }
  }

  stop() {
    this.#stopped = true;
    this.#hurry();
  }

  /** One that follows a finished job further, from what is known of it. */
  again() {
    const other = new Follower(this.background, this.jobId, this.onChange);
    other.state = this.state && { ...this.state, isStale: true };
    return other;
  }

  /** Something may have been missed: asks now instead of in two seconds. */
  hurry() {
    this.#hurry();
  }

  /** @param {AgentEvent} event */
  take(event) {
    this.#early.push(event);
    if (this.state) this.#change(afterEvent(this.state, event));
  }

  async #readAll() {
    this.#early = [];
    this.#readAt = Date.now();
    /** @type {import("../protocol").JobItem[]} */
    const items = [];
    let first = null;
    for (;;) {
      const page = await this.#ask(items.length, PAGE_ROWS);
      first ??= page.job;
      items.push(...page.items);
      if (items.length >= page.job.total || page.items.length === 0) break;
    }
    // what happened while the pages were read comes on top
    this.#change(this.#early.reduce(afterEvent, fromSnapshot(first, items)));
  }

  /** @param {JobState} state */
  #isOldNews(state) {
    return state.items.some((item) => item.elsewhere) && Date.now() - this.#readAt > STATIONS_MS;
  }

  /**
   * Asks until there is an answer: a fault that passes must not end the following of a job that goes on.
   * @param {number} offset
   * @param {number} limit
   */
  async #ask(offset, limit) {
    for (;;) {
      try {
        return await this.background.call("jobs.get", { job_id: this.jobId, offset, limit });
      } catch (problem) {
        const lasting = problem instanceof Refused && LASTING.includes(problem.failure.error?.code ?? "");
        if (lasting || this.#stopped) throw problem;
        await this.#turn();
      }
    }
  }

  /** @param {JobState} state */
  #change(state) {
    if (state === this.state) return;
    this.state = state;
    this.onChange(state);
  }

  /** @returns {Promise<void>} */
  #turn() {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
