/** The plan: what would be sent, and the seller's decision. */

import { momentOf } from "../common/acted.js";
import { text } from "../common/text.js";
import { Refused } from "./background.js";
import { PlanBar } from "./plan-bar.js";
import { whose } from "./plan-controls.js";
import { PlanList } from "./plan-list.js";
import { leftToRule, ruleFor } from "./plan-options.js";
import { asGiven, correctionOf, sameReceiver } from "./plan-receiver.js";
import { Replanner } from "./plan-replan.js";
import { carriedOver, colourOf, isIncluded, itemsToCreate, nothingChosen, summaryOf, untouched } from "./plan-state.js";
import { readPlan } from "./planner.js";
import { byId } from "./translate.js";
import { wordsOfFailure, wordsOfNote } from "./words.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").CreateItem} CreateItem */
/** @typedef {import("./plan-state.js").Choice} Choice */
/** @typedef {import("./plan-state.js").Chosen} Chosen */
/** @typedef {{ row: PlanRow, planned: Chosen, choice: Choice, said: import("./plan-row.js").Said | null, isCorrected: boolean }} Entry `planned` is what the row was planned with */

export class PlanView {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {import("../protocol").PlanAccount[]} */
  #accounts = [];
  #isComplete = false;
  #opened = 0;

  /**
   * @param {import("./background.js").Background} background
   * @param {(items: CreateItem[], names: Record<string, string>, acted: import("../common/acted.js").Moment | null) => void} onCreate
   * @param {(problem: unknown) => void} onProblem
   */
  constructor(background, onCreate, onProblem) {
    this.background = background;
    this.onProblem = onProblem;
    this.replanner = new Replanner(background, {
      chosenFor: (orderId) => this.#entry(orderId).choice.chosen,
      onRow: (row, chosen) => this.#take(row, chosen),
      onFailure: (orderIds, problem) => this.#putBack(orderIds, problem),
    });
    this.list = new PlanList({
      decide: (orderId, change) => this.#decide(orderId, change),
      choose: (orderId, change) => this.#choose(orderId, change),
      correct: (orderId, change) => this.#correct(orderId, change),
      always: (orderId) => this.#always(orderId).catch(onProblem),
      searchPoints: async (params) => (await background.call("points.search", params)).points,
    });
    this.bar = new PlanBar(() => {
      void this.list.show(this.bar.filter);
      this.#showSummary();
    });
    byId("create").addEventListener("click", (event) => {
      const items = itemsToCreate(this.#rows, this.#choiceOf);
      if (!this.#isComplete || this.replanner.isAnyBusy || items.length === 0) return;
      byId("create").toggleAttribute("disabled", true);
      onCreate(items, Object.fromEntries(this.#rows.map((row) => [row.order_id, row.recipient])), momentOf(event));
    });
  }

  /** What was clicked came to nothing and can be clicked again as it stands; false when no plan is shown. */
  offerAgain() {
    if (this.#isComplete) this.#showSummary();
    return this.#isComplete;
  }

  /**
   * Plans the orders and shows the rows as they come.
   * @param {string[]} orderIds
   * @param {string | null} sellerId
   */
  async open(orderIds, sellerId) {
    const opened = ++this.#opened;
    const isOver = () => opened !== this.#opened;
    this.replanner.start(sellerId);
    this.#entries.clear();
    this.#isComplete = false;
    this.list.clear();
    this.bar.reset();
    this.total = orderIds.length;
    let shown = Promise.resolve();
    const items = orderIds.map((order_id) => ({ order_id, ...nothingChosen }));
    await readPlan(this.background, items, sellerId, (rows, total, accounts) => {
      if (isOver()) return;
      this.total = total;
      this.#accounts = accounts;
      shown = shown.then(() => this.#append(rows, isOver));
    });
    await shown;
    if (isOver()) return;
    this.#isComplete = true;
    this.#showSummary();
  }

  /** @param {PlanRow[]} rows all that are known @param {() => boolean} isOver */
  async #append(rows, isOver) {
    if (isOver()) return;
    // a plan that was forgotten by the program is made again from the first row on
    if (rows.length < this.#entries.size) {
      this.#entries.clear();
      this.list.clear();
    }
    const news = rows.slice(this.#entries.size);
    for (const row of news) this.#entries.set(row.order_id, { row, planned: nothingChosen, choice: untouched(), said: null, isCorrected: false });
    await this.list.append(news.map((row) => this.#state(row.order_id)), isOver);
    this.#showSummary();
  }

  get #rows() {
    return [...this.#entries.values()].map((entry) => entry.row);
  }

  /** @type {(orderId: string) => Choice} */
  #choiceOf = (orderId) => this.#entry(orderId).choice;

  /** @param {string} orderId */
  #entry(orderId) {
    return /** @type {Entry} */ (this.#entries.get(orderId));
  }

  /** @param {string} orderId @returns {import("./plan-row.js").RowState} */
  #state(orderId) {
    const { row, choice, said } = this.#entry(orderId);
    return { row, choice, said, accounts: this.#accounts, isBusy: this.replanner.isBusy(orderId) };
  }

  /** @param {string} orderId @param {Partial<Choice>} change */
  #decide(orderId, change) {
    const entry = this.#entry(orderId);
    entry.choice = { ...entry.choice, ...change };
    this.list.mark(this.#state(orderId));
    this.#showSummary();
  }

  /** Another choice is another plan, with a digest of its own. @param {string} orderId @param {Partial<Chosen>} change */
  #choose(orderId, change) {
    const entry = this.#entry(orderId);
    entry.choice = { ...entry.choice, chosen: { ...entry.choice.chosen, ...change } };
    entry.said = null;
    this.replanner.plan(orderId);
    this.list.mark(this.#state(orderId));
    this.#showSummary();
  }

  /** @param {string} orderId @param {import("./plan-receiver.js").Change | null} change */
  #correct(orderId, change) {
    const { row, choice } = this.#entry(orderId);
    if (!row.receiver) return;
    this.#entry(orderId).isCorrected = true;
    this.#choose(orderId, { receiver: change ? correctionOf(row.receiver, choice.chosen.receiver, change) : asGiven() });
  }

  /** Keeps a rule for the row's offer; it decides from now on, on this row and on those of the same offer. @param {string} orderId */
  async #always(orderId) {
    const entry = this.#entry(orderId);
    const { row, choice } = entry;
    const then = ruleFor(row, choice.chosen);
    if (!then || !row.offer) return;
    const offer = row.offer.id;
    try {
      const { rule } = await this.background.call("rules.add", { order_id: orderId, then });
      this.#choose(orderId, leftToRule(this.#choiceOf(orderId).chosen));
      entry.said = { words: text("always_kept", { rule: rule.name }), isProblem: false };
      for (const other of this.#rows.filter((each) => each !== row && each.offer?.id === offer)) this.#choose(other.order_id, {});
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      entry.said = { words: wordsOfFailure(problem.failure), isProblem: true };
      this.list.update(this.#state(orderId));
    }
  }

  /** A row that was planned anew. @param {PlanRow} row @param {Chosen} chosen */
  #take(row, chosen) {
    const entry = this.#entry(row.order_id);
    const { row: before, isCorrected } = entry;
    entry.choice = carriedOver(before, row, entry.choice);
    entry.planned = chosen;
    entry.isCorrected = false;
    entry.row = row;
    this.list.update(this.#state(row.order_id));
    this.#showSummary();
    byId("plan-news").textContent = [`${whose(row)}: ${text(`colour_${colourOf(row)}`)}`, ...row.problems.map(wordsOfNote), entry.said?.words ?? ""].filter(Boolean).join(". ");
    // what was corrected is remembered for the receiver: his other orders would be sent otherwise than they are shown
    if (isCorrected) for (const other of sameReceiver(before, this.#rows)) this.#choose(other.order_id, {});
  }

  /** The rows could not be planned anew: they are again what they were. @param {string[]} orderIds @param {unknown} problem */
  #putBack(orderIds, problem) {
    for (const orderId of orderIds) {
      const entry = this.#entry(orderId);
      entry.choice = { ...entry.choice, chosen: entry.planned };
      entry.isCorrected = false;
      this.list.update(this.#state(orderId));
    }
    this.#showSummary();
    this.onProblem(problem);
  }

  #showSummary() {
    const rows = this.#rows;
    const total = this.total ?? 0;
    const summary = summaryOf(rows, this.#choiceOf);
    const included = rows.filter((row) => isIncluded(row, this.#choiceOf(row.order_id)));
    const { hidden } = this.list;
    const parcels = included.reduce((sum, row) => sum + row.parcels, 0);
    this.bar.show(summary, included.filter((row) => hidden.has(row.order_id)).length, parcels);
    byId("plan-none").hidden = rows.length === 0 || hidden.size < rows.length;
    const progress = /** @type {HTMLProgressElement} */ (byId("plan-progress"));
    progress.max = total;
    progress.value = rows.length;
    progress.hidden = this.#isComplete;
    byId("plan").dataset["complete"] = this.#isComplete ? "yes" : "no";
    const said = this.#isComplete ? text("plan_summary", { ...summary }) : text("plan_reading", { done: rows.length, total });
    if (byId("plan-summary").textContent !== said) byId("plan-summary").textContent = said;
    byId("create").toggleAttribute("disabled", !this.#isComplete || summary.included === 0 || this.replanner.isAnyBusy);
  }
}
