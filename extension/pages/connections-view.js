/** The carrier accounts and the packing stations, as the program knows them. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { byId } from "./translate.js";
import { carrierName, passwordEndsSoon, when, wordsOfAccount, wordsOfNextTry, wordsOfPassword } from "./words.js";

/** @typedef {import("../protocol").AgentStatusResult} AgentStatusResult */

/** @param {import("../protocol").AccountInfo} account @param {string} state */
function explanation(account, state) {
  if (state === "stopped") return wordsOfAccount(account);
  return state === "waiting" ? wordsOfNextTry(account.next_try_at) : "";
}

/** @param {AgentStatusResult} status */
export function showConnections({ accounts, stations }) {
  byId("connections").hidden = false;
  byId("accounts").replaceChildren(
    ...accounts.map((account) => {
      const state = account.enabled ? account.state : "disabled";
      const carrier = carrierName(account.carrier);
      return element(
        "li",
        { "data-account": account.id, "data-state": state },
        element("strong", {}, account.name, ...(carrier === account.name ? [] : [` (${carrier})`])),
        element("span", { class: `badge ${state}` }, text(`account_${state}`)),
        element("span", { class: "sub" }, explanation(account, state)),
        element("span", { class: passwordEndsSoon(account) ? "badge waiting" : "sub", "data-password": "" }, wordsOfPassword(account)),
      );
    }),
  );
  byId("no-accounts").hidden = accounts.length > 0;
  // a station alone has nobody to be told from
  byId("stations-part").hidden = stations.length < 2;
  byId("stations").replaceChildren(
    ...stations.map((station) =>
      element(
        "li",
        { "data-station": station.name, "data-alive": station.alive ? "yes" : "no" },
        element("strong", {}, station.name),
        element("span", { class: `badge ${station.alive ? "ok" : "waiting"}` }, text(station.this ? "station_this" : station.alive ? "station_alive" : "station_silent")),
        element("span", { class: "sub" }, station.this ? "" : text("last_seen", { when: when(station.seen_at) })),
      ),
    ),
  );
}
