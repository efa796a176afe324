/** The form of one account, made from what its carrier wants to know. */

import { NotDone, ask } from "./api.js";
import { listsPart, pointsPart } from "./choices.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { fieldLine, follow, line, readForm, showWrong } from "./form.js";
import { needsLook, reportText } from "./report.js";
import { text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {import("./main.js").Carrier} Carrier */
/** @typedef {import("./main.js").Account} Account */
/** @typedef {import("./form.js").Field} Field */

/** Few need it; below the others, closed. */
const RARE = "rare";

/** @param {House} house @param {Carrier} carrier @param {Account} [account] */
export function accountForm(house, carrier, account) {
  const enabled = element("input", { type: "checkbox", checked: account?.enabled ?? true });
  const name = element("input", { type: "text", value: account?.name ?? carrier.name, maxlength: 64, required: true });
  const secrets = carrier.secrets.map((each) => secretLine(each, account?.secrets.includes(each) ?? false));
  const result = element("p", { class: "result", role: "status" });
  const button = element("button", { class: "primary", type: "submit" }, text("account_save"));
  const draft = () => draftOf(form, carrier, account);
  /** @type {(field: Field) => HTMLElement} */
  const fieldOf = (field) => {
    const made = fieldLine(field, account?.settings[field.name]);
    if (field.points) made.append(pointsPart(field, made, draft));
    return made;
  };
  /** @type {(group: string, fields: Field[]) => HTMLElement} */
  const groupOf = (group, fields) => {
    const lists = fields.some((each) => each.list) && listsPart(carrier, draft, () => form);
    const lines = fields.map(fieldOf);
    if (group === RARE) return element("details", {}, element("summary", {}, text("group_rare")), ...lines);
    const inside = group === "account" ? [...lines, ...secrets] : lines;
    return element("section", { class: "group", "data-group": group, "aria-label": text(`group_${group}`) }, element("h2", {}, text(`group_${group}`)), lists, ...inside);
  };
  const groups = [...new Set(carrier.fields.map((each) => each.group))];
  const form = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    line("enabled", text("account_enabled"), "", enabled),
    line("name", text("account_name"), text("account_name_note"), name),
    ...groups.map((group) => groupOf(group, carrier.fields.filter((each) => each.group === group))),
    result,
    element("div", { class: "actions" }, element("a", { class: "button", href: "#accounts" }, text("back")), button),
  );
  follow(form, carrier.fields);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save(house, carrier, account, form, result, button);
  });
  return element("section", {}, element("h1", {}, account ? account.name : text("account_new", carrier)), form);
}

/** What stands in the form now. @param {HTMLFormElement} form @param {Carrier} carrier @param {Account | undefined} account */
function draftOf(form, carrier, account) {
  const typed = [...form.querySelectorAll("[data-secret]")].map((each) => /** @type {HTMLInputElement} */ (each));
  return {
    id: account?.id ?? null,
    carrier: carrier.id,
    name: valueOf(form, "name"),
    enabled: /** @type {HTMLInputElement} */ (form.querySelector("#field-enabled")).checked,
    settings: readForm(form, carrier.fields),
    secrets: Object.fromEntries(typed.filter((each) => each.value).map((each) => [each.dataset["secret"] ?? "", each.value])),
  };
}

/** @param {string} name @param {boolean} there whether one is kept already */
function secretLine(name, there) {
  const input = element("input", { type: "password", autocomplete: "new-password", "data-secret": name });
  return line(`secrets.${name}`, text(`secret_${name}`), text(there ? "secret_there" : "secret_missing"), input, !there);
}

/**
 * @param {House} house @param {Carrier} carrier @param {Account | undefined} account @param {HTMLFormElement} form
 * @param {HTMLElement} result @param {HTMLButtonElement} button
 */
async function save(house, carrier, account, form, result, button) {
  const body = draftOf(form, carrier, account);
  showWrong(form, []);
  result.className = "result";
  result.textContent = text("account_testing");
  button.disabled = true;
  try {
    const answer = await saved(body);
    if (answer === null) {
      result.textContent = text("not_saved");
      return;
    }
    await house.refresh();
    house.go("accounts");
    house.told(`${text("account_saved")} ${answer.report ? reportText(answer.report) : text("saved_untested")}`, !answer.report || needsLook(answer.report));
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    if (!form.isConnected) house.told(error.message, true);
    result.textContent = error.message;
    result.classList.add("bad");
    result.scrollIntoView({ block: "nearest" });
    showWrong(form, error.fields);
  } finally {
    button.disabled = false;
  }
}

/** Asks what has to be asked on the way; null when the person said no. @param {object} body @returns {Promise<any>} */
async function saved(body) {
  const answer = await ask("accounts.save", body);
  if (answer.ask === "cod_account") {
    const grouped = answer.cod_account.replace(/^(..)(....)(....)(....)(....)(....)(....)$/, "$1\u00a0$2\u00a0$3\u00a0$4\u00a0$5\u00a0$6\u00a0$7");
    const yes = await sure({ title: text("cod_title"), text: text("cod_text", { account: grouped }), yes: text("cod_yes"), no: text("no_go_back") });
    return yes ? saved({ ...body, cod_account: answer.cod_account }) : null;
  }
  if (answer.ask === "untested") {
    const yes = await sure({ title: text("untested_title"), text: answer.text, yes: text("untested_yes"), no: text("no_go_back") });
    return yes ? saved({ ...body, untested: true }) : null;
  }
  return answer;
}

/** @param {HTMLElement} form @param {string} name */
function valueOf(form, name) {
  return /** @type {HTMLInputElement} */ (form.querySelector(`#field-${name}`)).value.trim();
}
