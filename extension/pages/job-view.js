/** A job: progress while it runs, what it waits for, the result and the labels. */

import { text } from "../common/text.js";
import { Follower } from "./follower.js";
import { jobRow } from "./job-row.js";
import { countsOf, ordersToFix, ordersWithLabel, shownPhase } from "./job-state.js";
import { loadNames } from "./memory.js";
import { byId } from "./translate.js";
import { moment, wordsOfCounts } from "./words.js";

/** @typedef {import("../protocol").JobItem} JobItem */
/** @typedef {import("./job-state.js").JobState} JobState */

export class JobView {
  /** @type {Follower | null} */
  #follower = null;
  /** @type {Map<number, { item: JobItem, node: HTMLTableRowElement }>} */
  #rows = new Map();
  /** @type {Record<string, string>} */
  #names = {};
  /** The accounts whose carrier takes parcels back. @type {Set<string>} */
  #withdrawing = new Set();
  /** Labels are being saved or printed. */
  #busy = false;
  /** The printer chosen for labels. @type {string | null} */
  #printer = null;
  /** This job's labels were sent to it from here. */
  #printed = false;

  /**
   * @param {import("./background.js").Background} background
   * @param {{ onFix(orderIds: string[]): void, onDownload(orderIds: string[]): Promise<void>, onPrint(orderIds: string[]): Promise<boolean>, onTooLate(): void, onProblem(problem: unknown): void }} actions
   */
  constructor(background, actions) {
    this.background = background;
    this.actions = actions;
    byId("fix").addEventListener("click", () => actions.onFix(ordersToFix(this.#items)));
    byId("cancel").addEventListener("click", async () => {
      byId("cancel").toggleAttribute("disabled", true);
      await this.#stop(null);
      byId("cancel").toggleAttribute("disabled", false);
    });
    byId("download").addEventListener("click", () => this.#withLabels(actions.onDownload));
    byId("print").addEventListener("click", () =>
      this.#withLabels(async (orderIds) => {
        this.#printed = (await actions.onPrint(orderIds)) || this.#printed;
      }),
    );
  }

  /**
   * Shows the job and follows it until it is finished or another one is opened.
   * @param {string} jobId
   */
  async open(jobId) {
    this.close();
    byId("job-rows").replaceChildren();
    this.#rows.clear();
    const [names, { accounts, printer }] = await Promise.all([loadNames(jobId), this.background.call("agent.status", {})]);
    this.#names = names;
    this.#printer = printer?.name ?? null;
    this.#printed = false;
    this.#withdrawing = new Set(accounts.filter((account) => account.withdraws).map((account) => account.id));
    await this.#follow(new Follower(this.background, jobId, (state) => this.#show(state)));
  }

  /** @param {Follower} follower */
  async #follow(follower) {
    this.#follower = follower;
    await follower.run();
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

  /** @param {(orderIds: string[]) => Promise<void>} doing */
  async #withLabels(doing) {
    this.#busy = true;
    this.#showCounts();
    await doing(ordersWithLabel(this.#items));
    this.#busy = false;
    this.#showCounts();
  }

  /** Stops what was not sent yet: all of it, or these orders. @param {string[] | null} orderIds */
  async #stop(orderIds) {
    const follower = this.#follower;
    if (!follower) return;
    try {
      const { stopped } = await this.background.call("jobs.cancel", { job_id: follower.jobId, order_ids: orderIds, parcel: null });
      if (stopped === 0) this.actions.onTooLate();
      follower.hurry();
    } catch (problem) {
      this.actions.onProblem(problem);
    }
    // a button that was pressed in vain can be pressed again
    for (const { node } of this.#rows.values()) node.querySelector("[data-stop]")?.toggleAttribute("disabled", false);
  }

  /** Settles a lost answer; what follows from it may set a finished job going again. @type {import("./decision.js").Decide} */
  async #decide(orderId, number) {
    await this.#change((jobId) => this.background.call("jobs.decide", { job_id: jobId, order_id: orderId, outcome: number === null ? "not_created" : "created", tracking_number: number, parcel: null }));
  }

  /** Has the carrier take a parcel back; a lost answer changes the row too. @type {import("./withdrawal.js").Withdraw} */
  async #withdraw(orderId, number) {
    await this.#change(() => this.background.call("shipments.withdraw", { order_id: orderId, tracking_number: number }));
  }

  /** Does something to the open job and shows it as it is then. @param {(jobId: string) => Promise<unknown>} doing */
  async #change(doing) {
    const follower = this.#follower;
    if (!follower) return;
    try {
      await doing(follower.jobId);
    } catch (problem) {
      this.actions.onProblem(problem);
    }
    if (follower !== this.#follower) return;
    // rows that stay as they are keep what is being written in them
    if (follower.state?.summary.state === "finished") this.#follow(follower.again()).catch(this.actions.onProblem);
    else follower.hurry();
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
      const node = jobRow(item, this.#names[item.order_id] ?? "", (orderId) => void this.#stop([orderId]), (orderId, number) => this.#decide(orderId, number), this.#withdrawing.has(item.account ?? "") ? (orderId, number) => this.#withdraw(orderId, number) : null);
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
    const phase = state.summary.state;
    const section = byId("job");
    section.dataset["job"] = state.summary.job_id;
    section.dataset["state"] = phase;
    byId("job-title").textContent = text(`job_${shownPhase(state.summary)}`, { n: state.summary.undecided, date: moment(state.summary.created_at) });
    byId("result").textContent = wordsOfCounts({ ...counts, to_fix: counts.toFix });
    byId("job-advice").textContent = phase === "finished" ? "" : text(`job_advice_${phase}`, { labels: counts.labels || null });
    byId("job-advice").hidden = phase === "finished";
    const progress = /** @type {HTMLProgressElement} */ (byId("job-progress"));
    progress.max = state.items.length;
    progress.value = state.items.length - counts.working - counts.waiting;
    progress.hidden = phase === "finished";
    const download = byId("download");
    download.textContent = text("labels_many", { n: counts.labels });
    download.toggleAttribute("disabled", counts.labels === 0 || this.#busy);
    const print = byId("print");
    print.textContent = text(this.#printed ? "print_again" : "print_many", { n: counts.labels });
    print.hidden = this.#printer === null;
    print.toggleAttribute("disabled", counts.labels === 0 || this.#busy);
    const cancel = byId("cancel");
    cancel.textContent = text("cancel_unsent", { n: counts.unsent });
    cancel.hidden = counts.unsent === 0;
    const fix = byId("fix");
    fix.textContent = text("fix_button", { n: counts.fixable });
    // a job that waits runs for a moment with every try: nothing may move then under a hand that is about to press
    fix.hidden = counts.fixable === 0;
    fix.toggleAttribute("disabled", phase === "running");
  }
}
