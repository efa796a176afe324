/** Carrier accounts: the list. */

import { accountForm } from "./account-form.js";
import { NotDone, ask } from "./api.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { passwordBadge, passwordPlace } from "./password.js";
import { needsLook, reportText } from "./report.js";
import { text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {import("./main.js").Carrier} Carrier */
/** @typedef {import("./main.js").Account} Account */

/** @param {House} house @param {string} rest `new/<carrier>`, an account's id, or `<id>/password` */
export function accountsPlace(house, rest) {
  const [what = "", more = ""] = rest.split("/");
  const account = house.overview.accounts.find((each) => each.id === what);
  const carrier = house.overview.carriers.find((each) => each.id === (account?.carrier ?? more));
  if (account && carrier?.changes_password && more === "password") return passwordPlace(house, account);
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
  // of several accounts, whose button it is
  const named = (/** @type {string} */ key) => `${text(key)}: ${account.name}`;
  return element(
    "li",
    { class: "card", "data-account": account.id },
    element("div", { class: "head" }, element("strong", {}, account.name), element("span", { class: "quiet" }, carrier?.name), state !== "untested" && element("span", { class: `badge ${state}` }, text(`state_${state}`)), passwordBadge(account)),
    element(
      "div",
      { class: "buttons" },
      element("button", { type: "button", "aria-label": named("account_test"), click: () => test(house, account, result) }, text("account_test")),
      element("a", { class: "button", "aria-label": named("account_change"), href: `#accounts/${account.id}` }, text("account_change")),
      carrier?.changes_password && account.secrets.length > 0 && element("a", { class: "button", "aria-label": named("account_password"), href: `#accounts/${account.id}/password` }, text("account_password")),
      element("button", { type: "button", "aria-label": named("account_remove"), click: () => remove(house, account) }, text("account_remove")),
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
    result.classList.add(needsLook(answer.report) ? "look" : "good");
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
