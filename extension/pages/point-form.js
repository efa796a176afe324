/** Another locker or point for a row: looked for, or its code where the carrier has nothing to look in. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { Refused } from "./background.js";
import { keepingFocus } from "./focus.js";
import { button, named, unseen } from "./plan-controls.js";
import { canHavePoint, codeOf, searchFor, stateOfPoint } from "./point-choice.js";
import { wordsOfFailure } from "./words.js";

/** @typedef {import("./plan-row.js").RowState} RowState */
/** @typedef {import("./plan-row.js").RowActions} RowActions */
/** @typedef {import("../protocol").PointInfo} PointInfo */

/** Accounts whose carrier cannot search. @type {Set<string>} */
const byCode = new Set();

export class PointForm {
  #field = element("input", { type: "text", autocomplete: "off", spellcheck: "false", maxlength: "100", "data-key": "point-text" });
  #label = element("span");
  #submit = element("button", { type: "submit", class: "small", "data-key": "point-search" });
  #back = element("span");
  #said = element("p", { role: "status" });
  #list = element("ul", { class: "points" });
  /** @type {PointInfo[]} */
  #found = [];
  #asked = 0;

  /** @param {RowState} shown @param {RowActions} actions */
  constructor(shown, actions) {
    this.shown = shown;
    this.actions = actions;
    const line = element("div", { class: "line" }, this.#submit, this.#back);
    this.node = element("form", { class: "point" }, element("h2", {}, text("edit_point"), unseen(shown.row)), element("label", {}, this.#label, this.#field), line, this.#said, this.#list);
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#isByCode) this.#take();
      else void this.#search();
    });
    this.update(shown);
  }

  /** @param {RowState} shown */
  update(shown) {
    if (shown.row.account !== this.shown.row.account) this.#show([]);
    this.shown = shown;
    const { row, choice } = shown;
    this.node.hidden = !canHavePoint(row, choice.chosen);
    const [label, submit] = this.#isByCode ? ["point_code_label", "point_code_take"] : ["point_search_label", "point_search"];
    this.#label.textContent = text(label);
    this.#field.setAttribute("aria-label", named(text(label), row));
    this.#submit.textContent = text(submit);
    this.#submit.setAttribute("aria-label", named(text(submit), row));
    const back = button(text("point_of_order"), "point-of-order", row, () => this.actions.choose(row.order_id, { point: null }));
    keepingFocus(this.node, "[data-key=point-text]", () => {
      this.#back.replaceChildren(...(choice.chosen.point === null ? [] : [back]));
      this.#show(this.#found);
    });
  }

  get #isByCode() {
    return byCode.has(this.shown.row.account ?? "");
  }

  #take() {
    const code = codeOf(this.#field.value);
    this.#field.setAttribute("aria-invalid", String(code === undefined));
    this.#say(code === undefined ? text("point_code_wrong") : "");
    if (code !== undefined) this.actions.choose(this.shown.row.order_id, { point: code });
  }

  async #search() {
    const asked = ++this.#asked;
    const { row } = this.shown;
    try {
      const found = await this.#points(row);
      if (asked !== this.#asked || row.account !== this.shown.row.account) return;
      this.#show(found);
      this.#say(found.length > 0 ? text("points_found", { count: found.length }) : text("points_none"));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (asked !== this.#asked) return;
      this.#show([]);
      this.#say(wordsOfFailure(problem.failure));
      if (problem.failure.error?.code !== "points_not_searchable") return;
      byCode.add(row.account ?? "");
      this.update(this.shown);
      this.#field.focus();
    }
  }

  /** A point the carrier does not know has no neighbours: then the words alone count. @param {import("../protocol").PlanRow} row */
  async #points(row) {
    const near = searchFor(row, this.#field.value, true);
    try {
      return await this.actions.searchPoints(near);
    } catch (problem) {
      const isUnknown = problem instanceof Refused && problem.failure.error?.code === "point_not_found";
      if (!isUnknown || near.near === null) throw problem;
      return await this.actions.searchPoints(searchFor(row, this.#field.value, false));
    }
  }

  /** @param {string} words */
  #say(words) {
    this.#said.textContent = words;
  }

  /** @param {PointInfo[]} found */
  #show(found) {
    this.#found = found;
    const { row, choice } = this.shown;
    const points = found.map((point) => {
      const state = stateOfPoint(point, row);
      const way = point.distance_m === null ? "" : text("point_distance", { metres: point.distance_m });
      const words = [point.code, point.name, point.address, text(`point_state_${state}`), way].filter(Boolean).join(", ");
      const made = button(words, `point-${point.code}`, row, () => this.actions.choose(row.order_id, { point: point.code }));
      made.setAttribute("aria-pressed", String(choice.chosen.point === point.code));
      made.toggleAttribute("disabled", state !== "free");
      return element("li", {}, made);
    });
    this.#list.replaceChildren(...points);
    if (found.length === 0) this.#say("");
  }
}
