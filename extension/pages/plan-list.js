/** The rows of a plan on screen, in the order of the list: each made once, updated singly, shown or not by the filter. */

import { everything, isShown } from "./plan-filter.js";
import { PlanRowView } from "./plan-row.js";
import { byId } from "./translate.js";

/** @typedef {import("./plan-row.js").RowState} RowState */

/** So many rows are made or shown within 50 ms. */
const AT_ONCE = 20;

export class PlanList {
  /** @type {Map<string, PlanRowView>} */
  #views = new Map();
  #filter = everything;
  /** @type {Set<string>} */
  #hidden = new Set();

  /** @param {import("./plan-row.js").RowActions} actions */
  constructor(actions) {
    this.actions = actions;
  }

  clear() {
    this.#views.clear();
    this.#hidden.clear();
    byId("plan-rows").replaceChildren();
  }

  /** Adds rows, some at a time, so that the page answers in between. @param {RowState[]} rows @param {() => boolean} isOver */
  async append(rows, isOver) {
    for (let from = 0; from < rows.length && !isOver(); from += AT_ONCE) {
      const views = rows.slice(from, from + AT_ONCE).map((shown) => new PlanRowView(shown, this.actions));
      for (const view of views) {
        view.node.hidden = !isShown(view.shown.row, this.#filter);
        if (view.node.hidden) this.#hidden.add(view.shown.row.order_id);
        this.#views.set(view.shown.row.order_id, view);
      }
      byId("plan-rows").append(...views.map((view) => view.node));
      await breath();
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

  /** Rows that are to go go at once, those that come come some at a time. @param {import("./plan-filter.js").Filter} filter */
  async show(filter) {
    this.#filter = filter;
    this.#hidden = new Set();
    const coming = [];
    for (const [orderId, { node, shown }] of this.#views) {
      if (!isShown(shown.row, filter)) {
        this.#hidden.add(orderId);
        node.hidden = true;
      } else if (node.hidden) coming.push(node);
    }
    for (let from = 0; from < coming.length && filter === this.#filter; from += AT_ONCE) {
      for (const node of coming.slice(from, from + AT_ONCE)) node.hidden = false;
      await breath();
    }
  }

  /** Orders whose rows the filter hides. @returns {ReadonlySet<string>} */
  get hidden() {
    return this.#hidden;
  }
}

/** The browser draws and answers before it goes on. */
const breath = () => new Promise((resolve) => setTimeout(resolve));
