/** Which printer this station's labels go to. The list is read when the part is shown, and again when somebody wants it. */

import { NotDone, ask } from "./api.js";
import { element } from "./elements.js";
import { line } from "./form.js";
import { text } from "./texts.js";

/** @typedef {{ printers: string[], default: string | null, printer: string, gone: boolean, when_ready: boolean, failed: string | null }} Printing */

const FORMATS = [["pdf", "PDF"], ["zpl_203", "ZPL 203 dpi"], ["zpl_300", "ZPL 300 dpi"], ["epl", "EPL"]];

/** @param {import("./main.js").House} house */
export function printingPart(house) {
  const parts = element("div", {}, element("p", { class: "quiet", role: "status" }, text("printing_looking")));
  const read = async () => parts.replaceChildren(form(house, /** @type {Printing} */ (await ask("printing.read")), read));
  void read();
  return element("section", { class: "group", "data-printing": "" }, element("h2", {}, text("printing_title")), parts);
}

/** @param {import("./main.js").House} house @param {Printing} printing @param {() => Promise<void>} read */
function form(house, printing, read) {
  const printer = element("select", {}, element("option", { value: "" }, text("printing_none")), ...printing.printers.map((name) => element("option", { value: name, selected: name === printing.printer }, shown(printing, name))));
  const whenReady = element("input", { type: "checkbox", checked: printing.when_ready });
  const format = element("select", {}, ...FORMATS.map(([value, label]) => element("option", { value }, label)));
  const result = element("p", { class: printing.failed ? "result bad" : "result", role: "status" }, printing.failed ?? "");
  const trial = element("button", { type: "button", "data-trial": "", click: () => said(result, () => ask("printing.trial", { printer: printer.value, format: format.value }), () => text("printing_trial_done", { printer: printer.value })) }, text("printing_trial"));
  const follow = () => trial.toggleAttribute("disabled", printer.value === "");
  printer.addEventListener("change", follow);
  follow();
  const made = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    line("printer", text("printing_printer"), text("printing_printer_note"), printer),
    line("when_ready", text("printing_when_ready"), text("printing_when_ready_note"), whenReady),
    line("trial_format", text("printing_trial_format"), text("printing_trial_note"), format),
    result,
    element("div", { class: "actions" }, element("button", { type: "submit", class: "primary" }, text("save")), trial, element("button", { type: "button", click: read }, text("printing_refresh"))),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    void said(result, () => ask("printing.save", { printer: printer.value, when_ready: whenReady.checked }), () => {
      house.told(text("account_saved"));
      return "";
    });
  });
  return made;
}

/** @param {Printing} printing @param {string} name */
function shown(printing, name) {
  if (printing.gone && name === printing.printer) return text("printing_missing", { printer: name });
  return name === printing.default ? text("printing_default", { printer: name }) : name;
}

/** Does it, and says what came of it. @param {HTMLElement} result @param {() => Promise<unknown>} doing @param {() => string} done */
async function said(result, doing, done) {
  result.className = "result";
  result.textContent = "";
  try {
    await doing();
    result.textContent = done();
    result.classList.add("good");
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.textContent = error.message;
    result.classList.add("bad");
  }
}
