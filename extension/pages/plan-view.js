/** The plan: what would be sent, and the seller's decision. */

import { text } from "../common/text.js";
import { planRow } from "./plan-row.js";
import { carriedOver, itemsToCreate, nothingChosen, summaryOf, untouched } from "./plan-state.js";
import { readPlan } from "./planner.js";
import { byId } from "./translate.js";
import { money } from "./words.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").CreateItem} CreateItem */
/** @typedef {import("./plan-state.js").Choice} Choice */

const RESIZE_MS = 300;

export class PlanView {
  /** @type {PlanRow[]} */
  #rows = [];
  /** @type {Map<string, Choice>} */
  #choices = new Map();
  /** @type {Map<string, HTMLTableRowElement>} */
  #nodes = new Map();
  /** @type {Set<string>} */
  #resizing = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #complete = false;

  /**
   * @param {import("./background.js").Background} background
   * @param {(items: CreateItem[], names: Record<string, string>) => void} onCreate
   * @param {(problem: unknown) => void} onProblem
   */
  constructor(background, onCreate, onProblem) {
    this.background = background;
    this.onProblem = onProblem;
    byId("create").addEventListener("click", () => {
      const items = itemsToCreate(this.#rows, this.#choiceOf);
      if (this.#complete && this.#resizing.size === 0 && items.length > 0) {
        byId("create").toggleAttribute("disabled", true);
        onCreate(items, Object.fromEntries(this.#rows.map((row) => [row.order_id, row.recipient])));
      }
    });
  }

  /**
   * Plans the orders and shows the rows as they come.
   * @param {string[]} orderIds
   * @param {string | null} sellerId
   */
  async open(orderIds, sellerId) {
    this.sellerId = sellerId;
    this.#rows = [];
    this.#choices.clear();
    this.#nodes.clear();
    this.#complete = false;
    byId("plan-rows").replaceChildren();
    const items = orderIds.map((order_id) => ({ order_id, ...nothingChosen }));
    this.#rows = await readPlan(this.background, items, sellerId, (rows, total) => {
      if (rows.length < this.#nodes.size) byId("plan-rows").replaceChildren();
      this.#rows = [...rows];
      this.#append(rows.slice(byId("plan-rows").childElementCount));
      this.#showSummary(total);
    });
    this.#complete = true;
    this.#showSummary(orderIds.length);
  }

  /** @type {(orderId: string) => Choice} */
  #choiceOf = (orderId) => this.#choices.get(orderId) ?? untouched();

  /** @param {PlanRow[]} rows */
  #append(rows) {
    const fragment = document.createDocumentFragment();
    for (const row of rows) {
      const node = this.#node(row);
      this.#nodes.set(row.order_id, node);
      fragment.append(node);
    }
    byId("plan-rows").append(fragment);
  }

  /** @param {PlanRow} row */
  #node(row) {
    return planRow(row, this.#choiceOf(row.order_id), this.#resizing.has(row.order_id), {
      decide: (decided, change) => {
        this.#choices.set(decided.order_id, { ...this.#choiceOf(decided.order_id), ...change });
        this.#redraw(decided.order_id, `[data-gate="${Object.keys(change)[0]}"]`);
      },
      resize: (resized, size) => {
        this.#choices.set(resized.order_id, { ...this.#choiceOf(resized.order_id), size });
        this.#resizing.add(resized.order_id);
        this.#redraw(resized.order_id, "[data-size]");
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#replan().catch(this.onProblem), RESIZE_MS);
      },
    });
  }

  /** Plans the rows anew whose size was changed: another size is another plan, with a digest of its own. */
  async #replan() {
    const asked = [...this.#resizing].map((order_id) => ({ order_id, ...nothingChosen, size: this.#choiceOf(order_id).size }));
    const rows = await readPlan(this.background, asked, this.sellerId ?? null, () => undefined);
    rows.forEach((row, index) => {
      const before = this.#rows.find((known) => known.order_id === row.order_id);
      // the size may have been changed once more while this answer was on its way
      if (!before || this.#choiceOf(row.order_id).size !== asked[index]?.size) return;
      this.#choices.set(row.order_id, carriedOver(before, row, this.#choiceOf(row.order_id)));
      this.#rows = this.#rows.map((known) => (known.order_id === row.order_id ? row : known));
      this.#resizing.delete(row.order_id);
      this.#redraw(row.order_id, "[data-size]");
    });
  }

  /** @param {string} orderId @param {string} focused what keeps the focus if it had it */
  #redraw(orderId, focused) {
    const row = this.#rows.find((known) => known.order_id === orderId);
    const old = this.#nodes.get(orderId);
    if (!row || !old) return;
    const node = this.#node(row);
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(node);
    this.#nodes.set(orderId, node);
    if (hadFocus) /** @type {HTMLElement | null} */ (node.querySelector(focused))?.focus();
    this.#showSummary(this.#rows.length);
  }

  /** @param {number} total */
  #showSummary(total) {
    const summary = summaryOf(this.#rows, this.#choiceOf);
    const progress = /** @type {HTMLProgressElement} */ (byId("plan-progress"));
    progress.max = total;
    progress.value = this.#rows.length;
    progress.hidden = this.#complete;
    byId("plan").dataset["complete"] = this.#complete ? "yes" : "no";
    byId("plan-summary").textContent = this.#complete
      ? text("plan_summary", { ready: summary.ready, attention: summary.attention, blocked: summary.blocked })
      : text("plan_reading", { done: this.#rows.length, total });
    byId("plan-total").textContent =
      summary.codCount > 0 ? text("cod_total", { n: summary.codCount, amount: money(summary.codGrosze) }) : text("cod_none");
    const create = byId("create");
    create.textContent = text("create_many", { n: summary.included });
    create.toggleAttribute("disabled", !this.#complete || summary.included === 0 || this.#resizing.size > 0);
  }
}
