/** The diagnosis: what is good, what needs attention, what is broken, and what to do; to be copied for whoever helps. */

import { ask } from "./api.js";
import { element } from "./elements.js";
import { text } from "./texts.js";

/** @typedef {{ check: string, state: "good" | "attention" | "broken", text: string }} Finding */

/** @param {import("./main.js").House} house */
export function diagnosisPlace(house) {
  const list = element("ul", { class: "findings", "aria-busy": true });
  const copied = element("span", { role: "status", class: "quiet" });
  /** @type {Finding[]} */
  let findings = [];
  const look = async () => {
    list.setAttribute("aria-busy", "true");
    list.replaceChildren(element("li", {}, text("diagnosis_looking")));
    ({ findings } = await ask("diagnosis"));
    list.removeAttribute("aria-busy");
    list.replaceChildren(
      ...findings.map((each) =>
        element("li", { "data-state": each.state }, element("span", { class: `badge ${each.state}` }, text(`finding_${each.state}`)), element("strong", {}, each.check), element("span", {}, each.text)),
      ),
    );
  };
  const copy = async () => {
    const lines = findings.map((each) => `${text(`finding_${each.state}`)}\t${each.check}: ${each.text}`);
    await navigator.clipboard.writeText([`Nadajnik ${house.overview.version}`, ...lines].join("\n"));
    copied.textContent = text("copied");
  };
  void look();
  return element(
    "section",
    {},
    element("h1", {}, text("place_diagnosis")),
    list,
    element("div", { class: "buttons" }, element("button", { type: "button", click: look }, text("diagnosis_again")), element("button", { type: "button", click: copy }, text("diagnosis_copy")), copied),
  );
}
