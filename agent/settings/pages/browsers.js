/** Paired browsers, and letting one in. */

import { ask } from "./api.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { day, text } from "./texts.js";

/** @typedef {import("./main.js").House} House */

const LOOK_EVERY_MS = 700;

/** @param {House} house */
export function browsersPlace(house) {
  const list = element("ul", { class: "cards" });
  const window = element("div", { class: "card", hidden: true });
  const buttons = element("div", { class: "buttons", hidden: true }, element("button", { class: "primary", type: "button", click: () => pair(house, window) }, text("pair")));
  // not before the list above it, which would move it away under a hand that is about to press
  void fill(list, house).then(() => (buttons.hidden = false));
  return element(
    "section",
    {},
    element("h1", {}, text("place_browsers")),
    element("p", { class: "quiet" }, text("browsers_intro")),
    list,
    buttons,
    window,
  );
}

/** @param {HTMLElement} list @param {House} house */
async function fill(list, house) {
  const { pairings } = await ask("pairing.list");
  if (pairings.length === 0) list.replaceChildren(element("li", { class: "quiet" }, text("browsers_none")));
  else
    list.replaceChildren(
      ...pairings.map((/** @type {{ pairing_id: string, browser: string, created_at: string }} */ each) =>
        element(
          "li",
          { class: "card" },
          element("div", { class: "head" }, element("strong", {}, each.browser), element("span", { class: "quiet" }, text("paired_at", { when: day(each.created_at) }))),
          element("div", { class: "buttons" }, element("button", { type: "button", click: () => remove(house, each) }, text("pairing_remove"))),
        ),
      ),
    );
}

/** @param {House} house @param {{ pairing_id: string, browser: string }} pairing */
async function remove(house, pairing) {
  const yes = await sure({ title: text("pairing_remove_title", pairing), text: text("pairing_remove_text"), yes: text("remove_yes"), no: text("no_go_back") });
  if (!yes) return;
  await ask("pairing.remove", { pairing_id: pairing.pairing_id });
  house.go("browsers");
}

/** Shows the code and asks about the browser that gave it. @param {House} house @param {HTMLElement} window */
async function pair(house, window) {
  const { code } = await ask("pairing.open");
  window.hidden = false;
  const left = element("p", { class: "quiet", role: "timer" });
  window.replaceChildren(element("p", {}, text("pair_type_code")), element("p", { class: "code" }, code), left);
  while (window.isConnected) {
    const { phase, asking, expires_in_s } = await ask("pairing.state");
    left.textContent = text("pair_left", { seconds: Math.ceil(expires_in_s) });
    if (asking) {
      const allow = await sure({ title: text("pair_ask_title", asking), text: text("pair_ask_text", asking), yes: text("pair_ask_yes"), no: text("pair_ask_no") });
      await ask("pairing.answer", { allow });
      house.go("browsers");
      house.told(text(allow ? "paired" : "pair_refused", asking));
      return;
    }
    if (phase !== "open") {
      window.replaceChildren(element("p", {}, text("pair_over")));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
