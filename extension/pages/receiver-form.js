/** The receiver as the carrier would get him, to be corrected; beside it what Allegro gave. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { button, named, unseen } from "./plan-controls.js";
import { agreed, changesIn, FIELDS } from "./plan-receiver.js";
import { wordsOfNote } from "./words.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("./plan-receiver.js").Field} Field */

/** What a parcel that goes to a point takes of its receiver. @type {readonly Field[]} */
const PERSON = ["first_name", "last_name", "company", "phone"];

export class ReceiverForm {
  wasSent = false;

  /** @param {PlanRow} row with a receiver @param {import("./plan-row.js").RowActions} actions */
  constructor(row, actions) {
    const receiver = /** @type {import("../protocol").PlannedReceiver} */ (row.receiver);
    const hasAddress = receiver.country_code !== "";
    const shown = hasAddress ? FIELDS : PERSON;
    const fields = new Map(shown.map((name) => [name, field(row, name, receiver[name])]));
    this.inputs = [...fields.values()].map(({ input }) => input);
    const save = element("button", { type: "submit", class: "small", "data-key": "save", "aria-label": named(text("receiver_save"), row) }, text("receiver_save"));
    const buttons = [save];
    if (receiver.corrected !== "no") buttons.push(button(text("receiver_as_given"), "as-given", row, () => this.#send(() => actions.correct(row.order_id, null))));
    this.node = element(
      "form",
      { class: "receiver", autocomplete: "off" },
      element("h2", {}, text("edit_receiver"), unseen(row)),
      ...(hasAddress ? [element("p", { class: "given" }, text("receiver_given", { given: receiver.given_street || "–" }))] : []),
      element("div", { class: "fields" }, ...[...fields.values()].map(({ label }) => label)),
      element("div", { class: "line" }, ...buttons),
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      const written = { ...receiver, ...Object.fromEntries([...fields].map(([name, { input }]) => [name, input.value])) };
      // who saves what is proposed agrees to it
      this.#send(() => actions.correct(row.order_id, { ...agreed(row), ...changesIn(receiver, written) }));
    });
  }

  get isWritten() {
    return !this.wasSent && this.inputs.some((input) => input.value !== input.defaultValue);
  }

  /** @param {() => void} action */
  #send(action) {
    this.wasSent = true;
    action();
  }
}

/** @param {PlanRow} row @param {Field} name @param {string} value */
function field(row, name, value) {
  const words = text(`field_recipient_${name}`);
  const problems = row.problems.filter(({ path }) => path === `recipient.${name}`);
  const id = `${row.order_id}-${name}`;
  const input = element("input", { type: "text", value, maxlength: "200", spellcheck: "false", "data-key": `field-${name}`, "aria-label": named(words, row) });
  if (problems.length > 0) {
    input.setAttribute("aria-describedby", id);
    input.setAttribute("aria-invalid", "true");
  }
  const told = problems.length > 0 ? [element("span", { class: "bad", id }, problems.map(wordsOfNote).join(" "))] : [];
  return { input, label: element("label", { class: name }, words, input, ...told) };
}
