/** Changing an account's password at its carrier, and finding out which one is valid after an answer was lost. */

import { NotDone, ask } from "./api.js";
import { element } from "./elements.js";
import { line, showWrong } from "./form.js";
import { needsLook, reportText } from "./report.js";
import { text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {import("./main.js").Account} Account */

/** @param {House} house @param {Account} account */
export function passwordPlace(house, account) {
  return element(
    "section",
    {},
    element("h1", {}, text("password_title", account)),
    element("p", {}, passwordBadge(account)),
    account.password_unfinished ? testsPart(house, account) : newPasswordForm(house, account),
  );
}

/** How long the password lasts, or that nobody knows which one is valid. @param {Account} account */
export function passwordBadge({ password_days: days, password_soon: soon, password_unfinished: unfinished }) {
  if (unfinished) return element("span", { class: "badge attention" }, text("password_unfinished"));
  if (days === null) return null;
  return element("span", { class: soon ? "badge attention" : "badge" }, text(days === 0 ? "password_over" : soon ? "password_ends" : "password_valid", { days }));
}

/** @param {House} house @param {Account} account */
function newPasswordForm(house, account) {
  const input = () => element("input", { type: "password", autocomplete: "new-password", maxlength: 200 });
  const [first, second] = [input(), input()];
  const result = element("p", { class: "result", role: "status" });
  const button = element("button", { class: "primary", type: "submit" }, text("password_change_at_carrier"));
  const form = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    element("p", {}, text("password_intro")),
    line("new", text("password_new"), text("password_new_note"), first, true),
    line("again", text("password_again"), "", second, true),
    element("p", { class: "quiet" }, text("password_stations")),
    elsewhere(account),
    result,
    element("div", { class: "actions" }, back(), button),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    showWrong(form, []);
    await asked(house, result, [button], () => ask("password.change", { id: account.id, new: first.value, again: second.value }), form);
  });
  return form;
}

/** After a lost answer: one test by either password, the person's choice, for several wrong ones lock the login. @param {House} house @param {Account} account */
function testsPart(house, account) {
  const result = element("p", { class: "result", role: "status" });
  const prove = element("button", { type: "button", class: "primary", click: () => asked(house, result, buttons, () => ask("password.prove", { id: account.id })) }, text("password_test_new"));
  const old = element("button", { type: "button", click: () => testOld() }, text("password_test_old"));
  const buttons = [prove, old];
  const testOld = () =>
    asked(house, result, buttons, async () => {
      const answer = await ask("accounts.test", { id: account.id });
      return { ...answer, old: true };
    });
  return element(
    "div",
    {},
    element("p", {}, text("password_unfinished_intro")),
    element("p", {}, text("password_unfinished_tests")),
    element("div", { class: "buttons" }, prove, old),
    result,
    elsewhere(account),
    element("div", { class: "actions" }, back()),
  );
}

/**
 * Waits for the carrier, then says what came of it: here when nothing has changed, else where the accounts are.
 * @param {House} house @param {HTMLElement} result @param {HTMLButtonElement[]} buttons @param {() => Promise<any>} question @param {HTMLFormElement} [form]
 */
async function asked(house, result, buttons, question, form) {
  result.className = "result";
  result.textContent = text("account_testing");
  for (const each of buttons) each.disabled = true;
  try {
    const answer = await question();
    await house.reload();
    if (answer.unproven) {
      house.told(answer.unproven, true);
      return;
    }
    house.go("accounts");
    const said = [text(answer.old ? "password_old_valid" : "password_changed"), answer.resumed && text("password_resumed"), reportText(answer.report), !answer.old && text("password_stations")];
    house.told(said.filter(Boolean).join(" "), needsLook(answer.report));
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.textContent = error.message;
    result.classList.add("bad");
    if (form) showWrong(form, error.fields);
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

/** For whoever has changed it at the carrier's page already. @param {Account} account */
const elsewhere = (account) => element("p", { class: "quiet" }, `${text("password_elsewhere")} `, element("a", { href: `#accounts/${account.id}` }, text("password_elsewhere_link")));

const back = () => element("a", { class: "button", href: "#accounts" }, text("back"));
