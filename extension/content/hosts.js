/** The hosts on the page, kept in step with the rows: added, moved, removed, never doubled. */

import { HOST_ATTRIBUTE, makeHost } from "./host.js";
import { place } from "./placement.js";

/** @typedef {import("../protocol").OrderStatus} OrderStatus */
/** @typedef {import("./rows.js").Row<Element>} Row */
/** @typedef {{ host: import("./host.js").Host, row: Element }} Placed */

export class Hosts {
  /** @type {Map<string, Placed>} */
  #placed = new Map();

  /**
   * @param {import("./host.js").Actions} actions
   * @param {(orderId: string) => OrderStatus | undefined} statusOf
   * @param {(orderId: string) => import("./host.js").Step | undefined} stepOf
   */
  constructor(actions, statusOf, stepOf) {
    this.actions = actions;
    this.statusOf = statusOf;
    this.stepOf = stepOf;
  }

  /**
   * Makes the page show exactly one host per row. A row that became another order's loses its host.
   * @param {Row[]} rows
   */
  update(rows) {
    const wanted = new Map(rows.map((row) => [row.orderId, row]));
    for (const [orderId, { host }] of this.#placed) {
      const row = wanted.get(orderId)?.row;
      if (row?.contains(host.element)) continue;
      host.element.remove();
      this.#placed.delete(orderId);
    }
    for (const { orderId, row, candidate } of rows) {
      const host = this.#placed.get(orderId)?.host ?? makeHost(orderId, this.actions);
      if (!place(host.element, row, candidate)) continue;
      removeStrangers(row, host.element);
      host.element.setAttribute(HOST_ATTRIBUTE, orderId);
      host.show(this.statusOf(orderId), this.stepOf(orderId));
      this.#placed.set(orderId, { host, row });
    }
  }

  /** @param {string} orderId @returns {Placed | undefined} */
  get(orderId) {
    return this.#placed.get(orderId);
  }

  /** @param {Iterable<string>} orderIds whose status or step has changed */
  refresh(orderIds) {
    for (const orderId of orderIds) this.#placed.get(orderId)?.host.show(this.statusOf(orderId), this.stepOf(orderId));
  }

  clear() {
    this.update([]);
  }
}

/**
 * Removes hosts of other orders that a re-used row brought along, or an earlier version of the extension left.
 * @param {Element} row
 * @param {Element} own
 */
function removeStrangers(row, own) {
  for (const stranger of row.querySelectorAll(`[${HOST_ATTRIBUTE}]`)) if (stranger !== own) stranger.remove();
}
