/** The top of the page: is everything connected? One glance must answer. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { showConnections } from "./connections-view.js";
import { byId } from "./translate.js";
import { passwordEndsSoon, wordsOfAccount, wordsOfError, wordsOfPassword } from "./words.js";

/** @typedef {import("../protocol").AgentStatusResult} AgentStatusResult */

const TROUBLE = ["not_running", "not_paired", "agent_too_old", "extension_too_old", "impostor"];
const LOOK_MS = 15_000;

/** @param {string} state of the connection */
export function showState(state) {
  const label = byId("connection-state");
  label.dataset["state"] = state;
  label.textContent = text(`state_connection_${state}`);
  const isTrouble = TROUBLE.includes(state);
  if (isTrouble) byId("trouble-text").textContent = text(`connection_${state}`);
  if (isTrouble || state === "connected") {
    byId("trouble").hidden = !isTrouble;
    byId("trouble").dataset["state"] = state;
  }
}

/** Whose orders are shipped from where, and what is not in order; asked again and again while somebody looks. */
export class Header {
  #asking = false;

  /**
   * @param {import("./background.js").Background} background
   * @param {(problem: unknown) => void} onProblem
   */
  constructor(background, onProblem) {
    this.background = background;
    this.onProblem = onProblem;
    setInterval(() => !document.hidden && this.look(), LOOK_MS);
  }

  async look() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const status = await this.background.call("agent.status", {});
      showStatus(status);
      showConnections(status);
    } catch (problem) {
      this.onProblem(problem);
    } finally {
      this.#asking = false;
    }
  }
}

/** @param {AgentStatusResult} status */
function showStatus(status) {
  byId("account").textContent = status.sellers.length
    ? text("header_seller", { login: status.sellers.map(({ login }) => login).join(", "), station: status.station })
    : text("header_no_seller", { station: status.station });
  const lines = linesOf(status).map(({ code, loud, words }) =>
    element("p", { class: loud ? "banner problem" : "banner attention", role: loud ? "alert" : "status", "data-code": code }, words),
  );
  const shown = byId("problems");
  // an alert that is drawn anew is read out anew
  if (shown.textContent !== lines.map((line) => line.textContent).join("")) shown.replaceChildren(...lines);
}

/**
 * What needs the seller, accounts that were stopped in words of their own; then the lock and what is only waited for.
 * @param {AgentStatusResult} status
 */
export function linesOf({ accounts, problems, locked }) {
  const stopped = new Set(accounts.filter((account) => account.state === "stopped").map((account) => account.id));
  const lines = [
    ...problems
      .filter(({ data }) => !stopped.has(String(data["account"])))
      .map((problem) => ({ code: /** @type {string} */ (problem.code), loud: true, words: wordsOfError(problem) })),
    ...(locked ? [{ code: "locked", loud: false, words: text("locked_now") }] : []),
    ...accounts
      .filter(passwordEndsSoon)
      .map((account) => ({ code: "password_ends", loud: false, words: `${account.name}: ${wordsOfPassword(account)}` })),
    ...accounts
      .filter(({ enabled, state }) => enabled && (state === "stopped" || state === "waiting"))
      .map((account) => ({ code: `account_${account.state}`, loud: account.state === "stopped", words: `${account.name}: ${wordsOfAccount(account)}` })),
  ];
  return lines.sort((a, b) => Number(b.loud) - Number(a.loud));
}
