/** The first steps: where the seller stands, each left and taken up again as he likes. */

import { ask } from "./api.js";
import { element } from "./elements.js";
import { text } from "./texts.js";

/** @param {import("./main.js").House} house */
export function startPlace(house) {
  const { allegro, accounts } = house.overview;
  const list = element("ol", { class: "first" });
  const progress = element("progress", { max: 5, value: 0, "aria-label": text("first_progress_label") });
  const count = element("p", { class: "quiet", role: "status" });
  const show = (/** @type {boolean} */ paired) => {
    const done = [allegro.connected, accounts.some((each) => each.enabled), paired, paired, false];
    const steps = [
      step("allegro", done[0], "#allegro"),
      step("carrier", done[1], "#accounts"),
      step("extension", done[2], null),
      step("pairing", done[3], "#browsers"),
      step("trial", done[4], null),
    ];
    list.replaceChildren(...steps);
    const number = done.filter(Boolean).length;
    progress.value = number;
    count.textContent = text("first_progress", { done: number });
  };
  show(false);
  void ask("pairing.list").then(({ pairings }) => show(pairings.length > 0));
  return element("section", {}, element("h1", {}, text("first_title")), count, progress, list);
}

/** @param {string} name @param {boolean | undefined} done @param {string | null} href */
function step(name, done, href) {
  return element(
    "li",
    { "data-done": done === true },
    element("div", {}, element("strong", {}, text(`first_${name}`)), done && element("span", { class: "badge good" }, text("first_done"))),
    element("p", { class: "quiet" }, text(`first_${name}_note`)),
    href && element("a", { class: "button", href }, text(done ? "first_look" : "first_go")),
  );
}
