/** The first steps: where the seller stands, each left and taken up again as he likes. */

import { ask } from "./api.js";
import { element } from "./elements.js";
import { extensionPage } from "./extension.js";
import { text } from "./texts.js";
import { trialPage } from "./trial.js";

/** @typedef {import("./main.js").House} House */

/** @param {House} house @param {string} rest a step with a page of its own */
export function startPlace(house, rest) {
  if (rest === "extension") return extensionPage(house);
  if (rest === "trial") return trialPage();
  return stepsPage(house);
}

/** @param {House} house */
function stepsPage(house) {
  const { allegro, accounts } = house.overview;
  const list = element("ol", { class: "first" });
  const progress = element("progress", { max: 5, value: 0, "aria-label": text("first_progress_label") });
  const count = element("p", { class: "quiet", role: "status" });
  const show = (/** @type {boolean} */ paired, /** @type {boolean} */ tried) => {
    /** @type {[string, boolean, string][]} */
    const steps = [
      ["allegro", allegro.accounts.length > 0, "#allegro"],
      ["carrier", accounts.some((each) => each.enabled), "#accounts"],
      ["extension", paired, "#start/extension"],
      ["pairing", paired, "#browsers"],
      ["trial", tried, "#start/trial"],
    ];
    const next = steps.findIndex(([, done]) => !done);
    list.replaceChildren(...steps.map(([name, done, href], index) => step(name, done, href, index === next)));
    const number = steps.filter(([, done]) => done).length;
    progress.value = number;
    count.textContent = text("first_progress", { done: number });
  };
  void Promise.all([ask("pairing.list"), ask("trial.state")]).then(([{ pairings }, { label }]) => show(pairings.length > 0, label));
  return element("section", {}, element("h1", {}, text("first_title")), count, progress, list);
}

/** @param {string} name @param {boolean} done @param {string} href @param {boolean} next the first that is not done */
function step(name, done, href, next) {
  const title = text(`first_${name}`);
  const words = text(done ? "first_look" : "first_go");
  return element(
    "li",
    { "data-step": name, "data-done": done, "data-next": next },
    element("div", { class: "head" }, element("strong", {}, title), done && element("span", { class: "badge good" }, text("first_done")), next && element("span", { class: "badge attention" }, text("first_next"))),
    element("p", { class: "quiet" }, text(`first_${name}_note`)),
    element("a", { class: next ? "button primary" : "button", href, "aria-label": `${words}: ${title}` }, words),
  );
}
