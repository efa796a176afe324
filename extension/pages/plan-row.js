/** One row of the plan on screen: made once, its cells anew when its plan changes; an open editor and the focus stay. */

import { element } from "../common/elements.js";
import { shortOrderId } from "../common/order-id.js";
import { text } from "../common/text.js";
import { keepingFocus } from "./focus.js";
import { amounts, notes, recipient, shipping, state } from "./plan-cells.js";
import { button } from "./plan-controls.js";
import { PlanEditor } from "./plan-editor.js";
import { canBeChanged } from "./plan-options.js";
import { colourOf, isIncluded } from "./plan-state.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").PlanAccount} PlanAccount */
/** @typedef {import("./plan-state.js").Choice} Choice */
/** @typedef {import("./plan-state.js").Chosen} Chosen */
/** @typedef {{ words: string, isProblem: boolean }} Said */
/**
 * @typedef {{
 *   decide(orderId: string, change: Partial<Choice>): void,
 *   choose(orderId: string, change: Partial<Chosen>): void,
 *   correct(orderId: string, change: import("./plan-receiver.js").Change | null): void,
 *   always(orderId: string): void,
 *   searchPoints(params: import("../protocol").PointsSearchParams): Promise<import("../protocol").PointInfo[]>,
 * }} RowActions `correct` with null takes the receiver as Allegro gives him
 */
/** @typedef {{ row: PlanRow, choice: Choice, accounts: PlanAccount[], isBusy: boolean, said: Said | null }} RowState */

export class PlanRowView {
  /** @type {PlanEditor | null} */
  #editor = null;

  /** @param {RowState} shown @param {RowActions} actions */
  constructor(shown, actions) {
    this.shown = shown;
    this.actions = actions;
    this.cells = ["state", "recipient", "shipping", "amounts", "notes"].map((name) => element("td", { role: "cell", class: name }));
    this.place = element("td", { role: "cell", class: "editor", hidden: true });
    this.node = element("tr", { role: "row", "data-order": shown.row.order_id }, ...this.cells, this.place);
    if (needsWriting(shown.row)) this.#open();
    this.#draw();
  }

  /** The plan or the choices are others now. @param {RowState} shown */
  update(shown) {
    const before = this.shown.row;
    this.shown = shown;
    keepingFocus(this.node, "[data-key=edit], [data-key=check]", () => {
      if (shown.row !== before) this.#renew(before);
      this.#draw();
    });
  }

  /** A box was ticked, or the row is being planned anew: what stands in it stays. @param {RowState} shown */
  mark(shown) {
    this.shown = shown;
    this.#mark();
  }

  /** An open editor follows the plan, unless somebody is writing in it. @param {PlanRow} before */
  #renew(before) {
    if (!this.#editor) return;
    const { row } = this.shown;
    const { wasSent, isWritten } = this.#editor;
    if (needsWriting(row)) {
      if (wasSent || !isWritten) this.#open();
    } else if (wasSent || needsWriting(before)) this.#close();
    else if (!isWritten && JSON.stringify(row.receiver) !== JSON.stringify(before.receiver)) this.#open();
  }

  #draw() {
    const { shown } = this;
    const content = [state, recipient, shipping, amounts, notes].map((cell) => cell(shown, this.actions));
    this.cells.forEach((cell, index) => cell.replaceChildren(...(content[index] ?? [])));
    const last = this.cells.at(-1);
    const why = last?.querySelector("details");
    last?.append(element("div", { class: "foot" }, ...this.#buttons(), ...(why ? [why] : [])));
    this.#editor?.update(shown);
    this.#mark();
  }

  #mark() {
    const { row, choice, isBusy } = this.shown;
    this.node.dataset["status"] = row.status;
    this.node.dataset["colour"] = colourOf(row);
    this.node.dataset["included"] = isIncluded(row, choice) && !isBusy ? "yes" : "no";
    this.node.setAttribute("aria-busy", String(isBusy));
  }

  #buttons() {
    const { row } = this.shown;
    const isRed = colourOf(row) === "red";
    const words = text(this.#editor ? "edit_close" : row.error || row.problems.length > 0 ? "edit_mend" : "edit_open");
    const edit = button(words, "edit", row, () => {
      if (this.#editor) this.#close();
      else this.#open();
      keepingFocus(this.node, "[data-key=edit]", () => this.#draw());
    });
    edit.setAttribute("aria-expanded", String(this.#editor !== null));
    const again = button(text("check_again"), "check", row, () => this.actions.choose(row.order_id, {}));
    return [...(canBeChanged(row) ? [edit] : []), ...(isRed ? [again] : [])];
  }

  #open() {
    this.#editor = new PlanEditor(this.shown, this.actions);
    this.place.replaceChildren(this.#editor.node);
    this.place.hidden = false;
  }

  #close() {
    this.#editor = null;
    this.place.replaceChildren();
    this.place.hidden = true;
  }
}

/** Whether the receiver has to be written to, and not only agreed to. @param {PlanRow} row */
function needsWriting(row) {
  return row.status === "blocked" && row.receiver !== null && row.problems.some(({ path }) => path?.startsWith("recipient."));
}

/** @param {string} recipient @param {string} orderId */
export function recipientCell(recipient, orderId) {
  return element("td", {}, recipient, element("span", { class: "sub mono", title: orderId }, text("order_short", { id: shortOrderId(orderId) })));
}
