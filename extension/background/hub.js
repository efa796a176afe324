/** Open ports of tabs and pages: who waits for news, and which orders a tab shows. */

import { ConnectionLost, ConnectionProblem, RequestRefused } from "./problems.js";
import { statusOfItem } from "./status.js";

/** @typedef {import("../protocol").OrderStatus} OrderStatus */
/** @typedef {import("./session.js").AgentEvent} AgentEvent */
/** @typedef {{ postMessage(message: object): void }} Port */
/** @typedef {{ orderIds: Set<string>, moving: Set<string>, askedAt: number, asking: boolean, again: boolean }} Shown orders of a tab; `moving` may change by themselves */

/** Orders asked about in one request. */
const BATCH = 1000;
/** Settled orders are asked about again after this: another station may have changed them while its news could not come. */
const SETTLED_MS = 60_000;

export class Hub {
  /** @type {Set<Port>} */
  #pages = new Set();
  /** @type {Map<Port, Shown>} */
  #panels = new Map();

  /** @param {(orderIds: string[]) => Promise<OrderStatus[]>} askStatus */
  constructor(askStatus) {
    this.askStatus = askStatus;
  }

  get isEmpty() {
    return this.#pages.size + this.#panels.size === 0;
  }

  /** @param {Port} port @param {import("./router.js").SenderKind} kind */
  add(port, kind) {
    if (kind === "page") this.#pages.add(port);
    else this.#panels.set(port, { orderIds: new Set(), moving: new Set(), askedAt: 0, asking: false, again: false });
  }

  /** @param {Port} port */
  remove(port) {
    this.#pages.delete(port);
    this.#panels.delete(port);
  }

  /**
   * A tab shows these orders now.
   * @param {Port} port
   * @param {string[]} orderIds
   */
  async seen(port, orderIds) {
    const shown = this.#panels.get(port);
    if (!shown) return;
    shown.orderIds = new Set(orderIds);
    await this.#ask(port, shown);
  }

  /** A tab is still there: asks again in case an event was lost, soon about orders that are moving. @param {Port} port */
  async kept(port) {
    const shown = this.#panels.get(port);
    if (!shown || shown.orderIds.size === 0) return;
    if (shown.moving.size > 0 || Date.now() - shown.askedAt >= SETTLED_MS) await this.#ask(port, shown);
  }

  /** The connection is new: everything shown is asked about again. */
  refresh() {
    for (const [port, shown] of this.#panels) this.#ask(port, shown);
  }

  /** @param {string} state of the connection */
  tellState(state) {
    for (const port of [...this.#pages, ...this.#panels.keys()]) this.#post(port, { type: "connection", state });
  }

  /** What is being done about an order that was clicked, for every tab that shows it. @param {string} orderId @param {string | null} step */
  tellStep(orderId, step) {
    for (const [port, shown] of this.#panels) if (shown.orderIds.has(orderId)) this.#post(port, { type: "step", orderId, step });
  }

  /** @param {AgentEvent} event */
  tellEvent(event) {
    for (const port of this.#pages) this.#post(port, { type: "event", event });
    if (event.topic !== "job.item") return;
    const { item } = event.data;
    const status = statusOfItem(item);
    for (const [port, shown] of this.#panels) {
      if (!shown.orderIds.has(item.order_id)) continue;
      if (status) this.#tellStatuses(port, shown, [status]);
      else this.#ask(port, shown);
    }
  }

  /** One question at a time for each tab; what came meanwhile is asked afterwards. @param {Port} port @param {Shown} shown */
  async #ask(port, shown) {
    shown.again = true;
    if (shown.asking) return;
    shown.asking = true;
    try {
      while (shown.again && this.#panels.has(port)) {
        shown.again = false;
        const orderIds = [...shown.orderIds];
        for (let start = 0; start < orderIds.length; start += BATCH) {
          this.#tellStatuses(port, shown, await this.askStatus(orderIds.slice(start, start + BATCH)));
        }
        shown.askedAt = Date.now();
      }
    } catch (problem) {
      shown.askedAt = 0;
      if (problem instanceof RequestRefused) this.#post(port, { type: "refused", code: problem.info.code });
      const state = problem instanceof ConnectionProblem ? problem.state : null;
      if (state) this.#post(port, { type: "connection", state });
      else if (!(problem instanceof ConnectionLost || problem instanceof RequestRefused)) console.warn("orders.status", problem);
    } finally {
      shown.asking = false;
    }
  }

  /** @param {Port} port @param {Shown} shown @param {OrderStatus[]} orders */
  #tellStatuses(port, shown, orders) {
    for (const order of orders) {
      if (["in_progress", "waiting", "unknown"].includes(order.state) || (order.state === "created" && !order.label)) {
        shown.moving.add(order.order_id);
      } else shown.moving.delete(order.order_id);
    }
    this.#post(port, { type: "statuses", orders });
  }

  /** @param {Port} port @param {object} message */
  #post(port, message) {
    try {
      port.postMessage(message);
    } catch {
      this.remove(port);
    }
  }
}
