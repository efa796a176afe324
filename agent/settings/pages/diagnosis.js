/** The diagnosis: what is good, what needs attention, what is broken, and what to do; a report for whoever helps. */

import { ask } from "./api.js";
import { element } from "./elements.js";
import { text } from "./texts.js";

/** @typedef {{ check: string, state: "good" | "attention" | "broken", text: string }} Finding */

const LOOK_EVERY_MS = 300;

export function diagnosisPlace() {
  const list = element("ul", { class: "findings" });
  const progress = element("progress", { "aria-label": text("diagnosis_looking") });
  const said = element("span", { role: "status", class: "quiet" });
  const again = element("button", { type: "button", click: () => look() }, text("diagnosis_again"));
  const copy = element("button", { type: "button", click: () => copyReport() }, text("diagnosis_copy"));
  const look = async () => {
    begun(true);
    try {
      await ask("diagnosis.begin");
      for (let finished = false; !finished; ) {
        const now = await ask("diagnosis.state");
        if (now.of) Object.assign(progress, { max: now.of, value: now.done });
        list.replaceChildren(...now.findings.map(line));
        finished = now.finished || (now.done > 0 && !list.isConnected);
        if (!finished) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    } finally {
      begun(false);
    }
  };
  /** @param {boolean} looking */
  const begun = (looking) => {
    list.toggleAttribute("aria-busy", looking);
    progress.hidden = !looking;
    again.disabled = copy.disabled = looking;
    said.textContent = looking ? text("diagnosis_looking") : "";
  };
  const copyReport = async () => {
    const report = await ask("diagnosis.report");
    await navigator.clipboard.writeText(report.text);
    said.textContent = text("copied");
  };
  void look();
  return element("section", {}, element("h1", {}, text("place_diagnosis")), list, progress, element("div", { class: "buttons" }, again, copy, said));
}

/** @param {Finding} each */
function line(each) {
  const badge = element("span", { class: `badge ${each.state}` }, text(`finding_${each.state}`));
  return element("li", { "data-state": each.state }, badge, element("strong", {}, each.check), element("span", {}, each.text));
}
