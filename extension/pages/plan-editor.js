/** What opens below a row: its receiver to correct, and how it is sent to choose. */

import { element } from "../common/elements.js";
import { nameOf, text } from "../common/text.js";
import { named, unseen } from "./plan-controls.js";
import { byWay, groszeOf, MAX_PARCELS, parcelsOf, waysOf } from "./plan-options.js";
import { PointForm } from "./point-form.js";
import { ReceiverForm } from "./receiver-form.js";
import { money, serviceName } from "./words.js";

/** @typedef {import("./plan-row.js").RowState} RowState */
/** @typedef {import("./plan-row.js").RowActions} RowActions */

export class PlanEditor {
  /** @type {ReceiverForm | null} */
  #receiver = null;
  #ways = element("form", { class: "ways" });
  /** @type {PointForm} */
  #point;

  /** @param {RowState} shown @param {RowActions} actions */
  constructor(shown, actions) {
    this.actions = actions;
    this.node = element("div", { class: "edit" });
    this.#ways.addEventListener("submit", (event) => event.preventDefault());
    if (shown.row.receiver) this.#receiver = new ReceiverForm(shown.row, actions);
    this.#point = new PointForm(shown, actions);
    this.node.append(...(this.#receiver ? [this.#receiver.node] : []), this.#ways, this.#point.node);
    this.update(shown);
  }

  /** Whether a correction was sent from here: its answer closes the editor. */
  get wasSent() {
    return this.#receiver?.wasSent ?? false;
  }

  /** Whether somebody has written something here that was not sent. */
  get isWritten() {
    return this.#receiver?.isWritten ?? false;
  }

  /** @param {RowState} shown */
  update(shown) {
    this.#point.update(shown);
    this.#ways.replaceChildren(element("h2", {}, text("edit_shipping"), unseen(shown.row)), ...ways(shown, this.actions), ...parcels(shown, this.actions), ...insurance(shown, this.actions));
  }
}

/** Service and account in one choice; the first entry leaves it to the delivery method and the rules. @param {RowState} shown @param {RowActions} actions */
function ways({ row, choice, accounts }, actions) {
  const known = waysOf(accounts);
  if (known.length === 0) return [];
  const select = element("select", { "data-key": "way", "aria-label": named(text("column_service"), row) });
  select.append(element("option", { value: "" }, text("way_by_method")));
  for (const { account, services } of accounts) {
    const group = element("optgroup", { label: nameOf("carrier", account) });
    for (const way of known.filter((each) => each.account === account && services.includes(each.service))) {
      const selected = choice.chosen.service === way.service && choice.chosen.account === account;
      group.append(element("option", { value: way.value, selected }, serviceName(way.service)));
    }
    select.append(group);
  }
  select.addEventListener("change", () => actions.choose(row.order_id, byWay(known.find((way) => way.value === select.value))));
  return [element("label", {}, text("column_service"), select)];
}

/** @param {RowState} shown @param {RowActions} actions */
function parcels({ row, choice }, actions) {
  const field = input("parcels", String(choice.chosen.parcels), named(text("parcels_label"), row));
  return [element("label", {}, text("parcels_label"), field, wrong(field, text("parcels_wrong", { most: MAX_PARCELS }), parcelsOf, (n) => actions.choose(row.order_id, { parcels: n })))];
}

/** @param {RowState} shown @param {RowActions} actions */
function insurance({ row, choice }, actions) {
  const chosen = choice.chosen.insurance_grosze;
  const field = input("insurance", chosen === null ? "" : String(chosen / 100).replace(".", ","), named(text("column_insurance"), row));
  field.placeholder = text("insurance_by_settings", { amount: money(row.insurance_grosze ?? 0) });
  return [element("label", {}, text("insurance_label"), field, wrong(field, text("insurance_wrong"), groszeOf, (grosze) => actions.choose(row.order_id, { insurance_grosze: grosze })))];
}

/** @param {string} key @param {string} value @param {string} label */
function input(key, value, label) {
  return element("input", { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "12", "data-key": key, value, "aria-label": label });
}

/**
 * Says what is wrong with what was typed, and passes on what is right.
 * @template T
 * @param {HTMLInputElement} field
 * @param {string} words
 * @param {(typed: string) => T | undefined} read
 * @param {(value: T) => void} onValue
 */
function wrong(field, words, read, onValue) {
  const told = element("span", { class: "bad", role: "alert", hidden: true }, words);
  field.addEventListener("change", () => {
    const value = read(field.value);
    told.hidden = value !== undefined;
    field.setAttribute("aria-invalid", String(value === undefined));
    if (value !== undefined) onValue(value);
  });
  return told;
}
