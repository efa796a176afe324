/** The top of the page: is everything connected? One glance must answer. */

import { text } from "../common/text.js";
import { byId } from "./translate.js";
import { wordsOfError } from "./words.js";

const TROUBLE = ["not_running", "not_paired", "agent_too_old", "extension_too_old", "impostor"];

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

/** Shows whose orders are shipped from where, and what is not in order. @param {import("./background.js").Background} background */
export async function showHeader(background) {
  const status = await background.call("agent.status", {});
  byId("account").textContent = status.seller
    ? text("header_seller", { login: status.seller.login, station: status.station })
    : text("header_no_seller", { station: status.station });
  const [problem] = status.problems;
  if (problem) {
    byId("trouble").hidden = false;
    byId("trouble").dataset["state"] = problem.code;
    byId("trouble-text").textContent = wordsOfError(problem);
  }
}
