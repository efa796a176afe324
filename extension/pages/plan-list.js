/** The rows of a plan on screen, in the order of the list: each made once, updated singly, shown or not by the filter. */

import { everything, isShown } from "./plan-filter.js";
import { PlanRowView } from "./plan-row.js";
import { byId } from "./translate.js";

/** @typedef {import("./plan-row.js").RowState} RowState */

const AT_ONCE = 20;

export class PlanList {
  /** @type {Map<string, PlanRowView>} */
  #views = new Map();
  #filter = everything;

  /** @param {import("./plan-row.js").RowActions} actions */
  constructor(actions) {
    this.actions = actions;
  }

  clear() {
    this.#views.clear();
    byId("plan-rows").replaceChildren();
  }

  get size() {
    return this.#views.size;
  }

  /** Adds rows, some at a time, so that the page answers in between. @param {RowState[]} rows @param {() => boolean} isOver */
  async append(rows, isOver) {
    for (let from = 0; from < rows.length && !isOver(); from += AT_ONCE) {
      const views = rows.slice(from, from + AT_ONCE).map((shown) => new PlanRowView(shown, this.actions));
      for (const view of views) {
        view.node.hidden = !isShown(view.shown.row, this.#filter);
        this.#views.set(view.shown.row.order_id, view);
      }
      byId("plan-rows").append(...views.map((view) => view.node));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** A row that does not fit the filter any more stays until the filter is set anew: nothing jumps while somebody works. @param {RowState} shown */
  update(shown) {
    this.#views.get(shown.row.order_id)?.update(shown);
  }

  /** @param {RowState} shown */
  mark(shown) {
    this.#views.get(shown.row.order_id)?.mark(shown);
  }

  /** @param {import("./plan-filter.js").Filter} filter */
  show(filter) {
    this.#filter = filter;
    for (const view of this.#views.values()) view.node.hidden = !isShown(view.shown.row, filter);
  }

  /** Orders whose rows the filter hides. @returns {Set<string>} */
  get hidden() {
    return new Set([...this.#views].filter(([, view]) => view.node.hidden).map(([orderId]) => orderId));
  }
}
