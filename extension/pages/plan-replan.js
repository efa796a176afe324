/** Plans single rows anew after something was chosen for them; what was changed meanwhile is asked for once more. */

import { itemToPlan } from "./plan-state.js";
import { readPlan } from "./planner.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("./plan-state.js").Chosen} Chosen */

/** Who goes through a list of sizes by keyboard is not asked about each of them. */
const PATIENCE_MS = 150;

export class Replanner {
  /** @type {Set<string>} */
  #waiting = new Set();
  /** @type {Map<string, Chosen>} */
  #asked = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import("./background.js").Background} background
   * @param {{
   *   chosenFor(orderId: string): Chosen,
   *   onRow(row: PlanRow, chosen: Chosen): void,
   *   onFailure(orderIds: string[], problem: unknown): void,
   * }} owner
   */
  constructor(background, owner) {
    this.background = background;
    this.owner = owner;
  }

  /** @param {string} orderId */
  isBusy(orderId) {
    return this.#waiting.has(orderId) || this.#asked.has(orderId);
  }

  get isAnyBusy() {
    return this.#waiting.size + this.#asked.size > 0;
  }

  /** @param {string | null} sellerId */
  start(sellerId) {
    this.sellerId = sellerId;
    this.#waiting.clear();
    this.#asked = new Map();
    clearTimeout(this.#timer);
  }

  /** @param {string} orderId */
  plan(orderId) {
    this.#waiting.add(orderId);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PATIENCE_MS);
  }

  async #ask() {
    const asked = this.#asked;
    const orderIds = [...this.#waiting];
    this.#waiting.clear();
    for (const orderId of orderIds) asked.set(orderId, this.owner.chosenFor(orderId));
    const sent = orderIds.map((orderId) => itemToPlan(orderId, this.owner.chosenFor(orderId)));
    const chosen = new Map(asked);
    try {
      const rows = await readPlan(this.background, sent, this.sellerId ?? null, () => undefined);
      if (asked !== this.#asked) return;
      for (const row of rows) if (this.#isAnswered(row.order_id, chosen)) this.owner.onRow(row, /** @type {Chosen} */ (chosen.get(row.order_id)));
    } catch (problem) {
      if (asked === this.#asked) this.owner.onFailure(orderIds.filter((orderId) => this.#isAnswered(orderId, chosen)), problem);
    }
  }

  /** Whether the answer is to what was asked last. @param {string} orderId @param {Map<string, Chosen>} chosen */
  #isAnswered(orderId, chosen) {
    if (this.#asked.get(orderId) !== chosen.get(orderId)) return false;
    this.#asked.delete(orderId);
    return !this.#waiting.has(orderId);
  }
}
