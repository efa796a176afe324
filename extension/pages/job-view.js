/** A job: progress while it runs, then the result and the labels. */

import { text } from "../common/text.js";
import { Follower } from "./follower.js";
import { jobRow } from "./job-row.js";
import { countsOf, ordersToFix, ordersWithLabel } from "./job-state.js";
import { loadNames } from "./memory.js";
import { byId } from "./translate.js";
import { moment } from "./words.js";

/** @typedef {import("../protocol").JobItem} JobItem */
/** @typedef {import("./job-state.js").JobState} JobState */

export class JobView {
  /** @type {Follower | null} */
  #follower = null;
  /** @type {Map<number, { item: JobItem, node: HTMLTableRowElement }>} */
  #rows = new Map();
  /** @type {Record<string, string>} */
  #names = {};
  #downloading = false;

  /**
   * @param {import("./background.js").Background} background
   * @param {{ onFix(orderIds: string[]): void, onDownload(orderIds: string[]): Promise<void>, onProblem(problem: unknown): void }} actions
   */
  constructor(background, actions) {
    this.background = background;
    byId("fix").addEventListener("click", () => actions.onFix(ordersToFix(this.#items)));
    byId("cancel").addEventListener("click", () => {
      const jobId = this.#follower?.jobId;
      byId("cancel").toggleAttribute("disabled", true);
      if (jobId) background.call("jobs.cancel", { job_id: jobId, order_ids: null }).then(() => this.#follower?.hurry(), actions.onProblem);
    });
    byId("download").addEventListener("click", async () => {
      this.#downloading = true;
      this.#showCounts();
      await actions.onDownload(ordersWithLabel(this.#items));
      this.#downloading = false;
      this.#showCounts();
    });
  }

  /**
   * Shows the job and follows it until it is finished or another one is opened.
   * @param {string} jobId
   */
  async open(jobId) {
    this.close();
    byId("job-rows").replaceChildren();
    this.#rows.clear();
    this.#names = await loadNames(jobId);
    this.#follower = new Follower(this.background, jobId, (state) => this.#show(state));
    await this.#follower.run();
  }

  close() {
    this.#follower?.stop();
    this.#follower = null;
  }

  /** @param {import("../background/session.js").AgentEvent} event */
  take(event) {
    this.#follower?.take(event);
  }

  /** The connection is new: events may have been missed. */
  refresh() {
    this.#follower?.hurry();
  }

  get #items() {
    return this.#follower?.state?.items ?? [];
  }

  /** @param {JobState} state */
  #show(state) {
    const fragment = document.createDocumentFragment();
    for (const item of state.items) {
      const known = this.#rows.get(item.position);
      if (known?.item === item) continue;
      if (known && JSON.stringify(known.item) === JSON.stringify(item)) {
        known.item = item;
        continue;
      }
      const node = jobRow(item, this.#names[item.order_id] ?? "");
      this.#rows.set(item.position, { item, node });
      if (known) known.node.replaceWith(node);
      else fragment.append(node);
    }
    byId("job-rows").append(fragment);
    this.#showCounts();
  }

  #showCounts() {
    const state = this.#follower?.state;
    if (!state) return;
    const counts = countsOf(state.items);
    const isRunning = state.summary.state === "running";
    const section = byId("job");
    section.dataset["job"] = state.summary.job_id;
    section.dataset["state"] = state.summary.state;
    byId("job-title").textContent = text(isRunning ? "job_running" : "job_finished", { date: moment(state.summary.created_at) });
    byId("result").textContent = text("job_counts", { created: counts.created, to_fix: counts.toFix, working: counts.working });
    const progress = /** @type {HTMLProgressElement} */ (byId("job-progress"));
    progress.max = state.items.length;
    progress.value = state.items.length - counts.working;
    progress.hidden = !isRunning;
    const download = byId("download");
    download.textContent = text("labels_many", { n: counts.labels });
    download.toggleAttribute("disabled", counts.labels === 0 || this.#downloading);
    const cancel = byId("cancel");
    cancel.textContent = text("cancel_queued", { n: counts.queued });
    cancel.hidden = counts.queued === 0 || !isRunning;
    const fix = byId("fix");
    fix.textContent = text("fix_button", { n: counts.fixable });
    fix.hidden = counts.fixable === 0 || isRunning;
  }
}
