/** The filters above a plan, and what is said of it as a whole. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { sign } from "./plan-cells.js";
import { everything } from "./plan-filter.js";
import { byId } from "./translate.js";
import { money } from "./words.js";

/** @typedef {import("./plan-filter.js").Filter} Filter */
/** @typedef {import("./plan-state.js").Summary} Summary */

const COLOURS = /** @type {const} */ (["all", "green", "amber", "red"]);

export class PlanBar {
  /** @type {Filter} */
  filter = everything;

  /** @param {() => void} onFilter */
  constructor(onFilter) {
    this.onFilter = onFilter;
    for (const colour of COLOURS) byId(`filter-${colour}`).addEventListener("click", () => this.#set({ colour }));
    byId("plan-search").addEventListener("input", () => this.#set({ words: this.#search.value }));
  }

  reset() {
    this.#search.value = "";
    this.#set(everything);
  }

  /** @param {Summary} summary @param {number} hidden included rows that the filter hides @param {number} parcels to be created */
  show(summary, hidden, parcels) {
    const all = summary.green + summary.amber + summary.red;
    for (const colour of COLOURS) {
      const mark = colour === "all" ? [] : [sign(colour)];
      const words = text("filter", { name: text(`colour_${colour}`), n: colour === "all" ? all : summary[colour] });
      const button = byId(`filter-${colour}`);
      if (button.textContent?.endsWith(words)) continue;
      button.replaceChildren(...mark, element("span", {}, words));
    }
    const cod = summary.codCount > 0 ? text("cod_total", { n: summary.codCount, amount: money(summary.codGrosze) }) : text("cod_none");
    const more = [...(parcels > summary.included ? [text("plan_parcels", { n: parcels })] : []), ...(hidden > 0 ? [text("plan_hidden", { n: hidden })] : [])];
    byId("plan-total").textContent = [cod, ...more].join(" · ");
    byId("create").textContent = text(summary.looked > 0 ? "create_looked" : "create_green", { n: summary.included });
  }

  /** @param {Partial<Filter>} change */
  #set(change) {
    this.filter = { ...this.filter, ...change };
    for (const colour of COLOURS) byId(`filter-${colour}`).setAttribute("aria-pressed", String(colour === this.filter.colour));
    this.onFilter();
  }

  get #search() {
    return /** @type {HTMLInputElement} */ (byId("plan-search"));
  }
}
