/** Carrier accounts: a list, and the form of one. */

import { NotDone, ask } from "./api.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { fieldLine, line, readForm, showWrong } from "./form.js";
import { text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {import("./main.js").Carrier} Carrier */
/** @typedef {import("./main.js").Account} Account */

/** @param {House} house @param {string} rest `new/<carrier>` or an account's id */
export function accountsPlace(house, rest) {
  const [what = "", carrierId = ""] = rest.split("/");
  const account = house.overview.accounts.find((each) => each.id === what);
  const carrier = house.overview.carriers.find((each) => each.id === (account?.carrier ?? carrierId));
  return carrier ? accountForm(house, carrier, account) : accountList(house);
}

/** @param {House} house */
function accountList(house) {
  const { accounts, carriers } = house.overview;
  const rows = accounts.map((account) => accountRow(house, account));
  const news = carriers.map((each) => element("a", { class: "button", href: `#accounts/new/${each.id}` }, each.name));
  return element(
    "section",
    {},
    element("h1", {}, text("place_accounts")),
    element("p", { class: "quiet" }, text(accounts.length ? "accounts_intro" : "accounts_none")),
    rows.length > 0 && element("ul", { class: "cards" }, ...rows),
    element("h2", {}, text("accounts_add")),
    element("div", { class: "buttons" }, ...news),
  );
}

/** @param {House} house @param {Account} account */
function accountRow(house, account) {
  const carrier = house.overview.carriers.find((each) => each.id === account.carrier);
  const state = account.enabled ? account.state : "disabled";
  const result = element("p", { class: "result", role: "status" });
  return element(
    "li",
    { class: "card", "data-account": account.id },
    element("div", { class: "head" }, element("strong", {}, account.name), element("span", { class: "quiet" }, carrier?.name), element("span", { class: `badge ${state}` }, text(`state_${state}`))),
    element(
      "div",
      { class: "buttons" },
      element("button", { type: "button", click: () => test(house, account, result) }, text("account_test")),
      element("a", { class: "button", href: `#accounts/${account.id}` }, text("account_change")),
      element("button", { type: "button", click: () => remove(house, account) }, text("account_remove")),
    ),
    result,
  );
}

/** @param {House} house @param {Account} account @param {HTMLElement} result */
async function test(house, account, result) {
  result.textContent = text("account_testing");
  result.className = "result";
  try {
    const answer = await ask("accounts.test", { id: account.id });
    result.textContent = reportText(answer.report);
    result.classList.add(answer.report.unanswered || answer.report.warnings.length ? "look" : "good");
    if (answer.resumed) await house.reload();
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.textContent = error.message;
    result.classList.add("bad");
  }
}

/** @param {House} house @param {Account} account */
async function remove(house, account) {
  const yes = await sure({ title: text("remove_title", account), text: text("remove_text"), yes: text("remove_yes"), no: text("no_go_back") });
  if (!yes) return;
  await ask("accounts.remove", { id: account.id });
  await house.reload();
  house.told(text("account_removed", account));
}

/** @typedef {{ name: string, services: string[], cod_account_last4: string | null, warnings: string[], unanswered: string | null }} Report */

/** The carrier's answer in plain words. @param {Report} report */
export function reportText(report) {
  if (report.unanswered) return text("report_unanswered", { why: report.unanswered });
  const parts = [report.name ? text("report_good", report) : text("report_good_unnamed")];
  if (report.services.length) parts.push(text("report_services", { services: report.services.join(", ") }));
  if (report.cod_account_last4) parts.push(text("report_cod", { last4: report.cod_account_last4 }));
  return [...parts, ...report.warnings].join(" ");
}

/** @param {House} house @param {Carrier} carrier @param {Account} [account] */
function accountForm(house, carrier, account) {
  const enabled = element("input", { type: "checkbox", checked: account?.enabled ?? true });
  const name = element("input", { type: "text", value: account?.name ?? carrier.name, maxlength: 64, required: true });
  const first = carrier.fields.filter((each) => each.required);
  const others = carrier.fields.filter((each) => !each.required && each.kind !== "map" && !RARE.has(each.name));
  const rare = carrier.fields.filter((each) => !each.required && (each.kind === "map" || RARE.has(each.name)));
  const lines = (/** @type {import("./form.js").Field[]} */ fields) => fields.map((each) => fieldLine(each, account?.settings[each.name]));
  const secrets = carrier.secrets.map((each) => secretLine(each, account?.secrets.includes(each) ?? false));
  const result = element("p", { class: "result", role: "status" });
  const button = element("button", { class: "primary", type: "submit" }, text("account_save"));
  const form = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    line("enabled", text("account_enabled"), "", enabled),
    line("name", text("account_name"), text("account_name_note"), name),
    ...lines(first.slice(0, 1)),
    ...secrets,
    ...lines([...first.slice(1), ...others]),
    element("details", {}, element("summary", {}, text("account_rare")), ...lines(rare)),
    result,
    element("div", { class: "actions" }, element("a", { class: "button", href: "#accounts" }, text("back")), button),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save(house, carrier, account, form, result, button);
  });
  return element("section", {}, element("h1", {}, account ? account.name : text("account_new", carrier)), form);
}

/** Of interest to few; below the others. */
const RARE = new Set(["concurrency", "requests_per_minute", "batch_size", "parcels_per_call", "allegro_carrier"]);

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
  const typed = [...form.querySelectorAll("[data-secret]")].map((each) => /** @type {HTMLInputElement} */ (each));
  const body = {
    id: account?.id ?? null,
    carrier: carrier.id,
    name: valueOf(form, "name"),
    enabled: /** @type {HTMLInputElement} */ (form.querySelector("#field-enabled")).checked,
    settings: readForm(form, carrier.fields),
    secrets: Object.fromEntries(typed.filter((each) => each.value).map((each) => [each.dataset["secret"] ?? "", each.value])),
  };
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
    await house.reload();
    house.go("accounts");
    house.told(`${text("account_saved")} ${answer.report ? reportText(answer.report) : text("saved_untested")}`);
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.textContent = error.message;
    result.classList.add("bad");
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
