/** Choosing in an account's form what only the carrier can tell: posting offices and cards of the contract, lockers and points. */

import { NotDone, ask } from "./api.js";
import { element } from "./elements.js";
import { inputIn, showWrong } from "./form.js";
import { text } from "./texts.js";

/** @typedef {import("./form.js").Field} Field */
/** @typedef {{ code: string, name: string, address: string, open: boolean, sends: boolean }} Point */

/**
 * A button that asks the carrier and makes lists of the fields that have one.
 * @param {import("./main.js").Carrier} carrier @param {() => object} draft what stands in the form @param {() => HTMLFormElement} form
 */
export function listsPart(carrier, draft, form) {
  const result = element("p", { class: "result", role: "status" });
  const button = element("button", { type: "button", class: "small", click: () => fill() }, text("lists_load"));
  const fill = async () => {
    const place = form();
    showWrong(place, []);
    result.className = "result";
    result.textContent = text("account_testing");
    button.disabled = true;
    try {
      const lists = await ask("accounts.lists", draft());
      for (const field of carrier.fields) if (lists[field.name]) makeList(place, field, lists[field.name]);
      result.textContent = text("lists_loaded");
    } catch (error) {
      failed(place, result, error);
    } finally {
      button.disabled = false;
    }
  };
  return element("div", { class: "buttons" }, button, result);
}

/** The input becomes a list; what stood there stays chosen, even when the contract does not have it any more. @param {HTMLFormElement} form @param {Field} field @param {{ value: number, label: string }[]} values */
function makeList(form, field, values) {
  const before = inputIn(form, `settings.${field.name}`);
  if (!before) return;
  const chosen = before.value.trim();
  const known = values.map(({ value, label }) => ({ value: String(value), label: text("list_value", { value, label }) }));
  const kept = chosen && !known.some(({ value }) => value === chosen) ? [{ value: chosen, label: text("list_unknown", { value: chosen }) }] : [];
  const all = [{ value: "", label: text(`list_none_${field.name}`) }, ...known, ...kept];
  const list = element("select", { id: before.id, "aria-describedby": before.getAttribute("aria-describedby") }, ...all.map(({ value, label }) => element("option", { value, selected: value === chosen }, label)));
  before.replaceWith(list);
}

/**
 * A search whose finding goes into the field.
 * @param {Field} field @param {HTMLElement} place its line @param {() => object} draft
 */
export function pointsPart(field, place, draft) {
  const id = `points-${field.name}`;
  const wanted = element("input", { type: "search", id, maxlength: 100, autocomplete: "off" });
  const result = element("p", { class: "result", role: "status" });
  const list = element("ul", { class: "points" });
  const button = element("button", { type: "button", class: "small", click: () => search() }, text("points_search"));
  let asked = 0;
  const search = async () => {
    const mine = ++asked;
    const words = wanted.value.trim();
    const form = /** @type {HTMLFormElement} */ (place.closest("form"));
    showWrong(form, []);
    list.replaceChildren();
    result.className = "result";
    result.textContent = text(words ? "points_searching" : "points_type");
    if (!words) return;
    try {
      const { points } = await ask("accounts.points", { ...draft(), text: words });
      if (mine !== asked) return;
      result.textContent = text(points.length ? "points_found" : "points_none", { n: points.length });
      list.replaceChildren(...points.map((/** @type {Point} */ each) => element("li", {}, pointButton(each))));
    } catch (error) {
      if (mine === asked || !(error instanceof NotDone)) failed(form, result, error);
    }
  };
  /** @param {Point} point */
  const pointButton = (point) => {
    const where = [point.address, point.name].filter(Boolean).join(", ");
    const why = !point.open ? "points_closed" : !point.sends ? "points_sends_not" : null;
    return element("button", { type: "button", disabled: why !== null, click: () => choose(point, where) }, element("strong", {}, point.code), element("span", {}, where), why && element("span", {}, text(why)));
  };
  const choose = (/** @type {Point} */ { code }, /** @type {string} */ where) => {
    const input = place.querySelector("input");
    if (!input) return;
    asked += 1; // what is still looked for is not wanted any more
    input.value = code;
    list.replaceChildren();
    result.textContent = text("points_chosen", { code, where });
    input.focus();
  };
  // Enter looks for points; it does not send the form
  wanted.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void search();
  });
  return element("div", { class: "search", role: "search" }, element("label", { for: id }, text("points_label")), element("div", { class: "pair" }, wanted, button), result, list);
}

/** @param {HTMLFormElement} form @param {HTMLElement} result @param {unknown} error */
function failed(form, result, error) {
  if (!(error instanceof NotDone)) throw error;
  result.textContent = error.message;
  result.classList.add("bad");
  showWrong(form, error.fields);
}
