/** The status icon: a shape and a colour per state, and words for it. */

import { nameOf, text } from "../common/text.js";

/** @typedef {import("../protocol").OrderStatus} OrderStatus */
/** @typedef {OrderStatus["state"]} State */

const SVG = "http://www.w3.org/2000/svg";

/** Path data in a 24 × 24 field, drawn over a disc. @type {Record<State, { colour: string, path: string }>} */
const SHAPES = {
  none: { colour: "#c3ccd1", path: "M7 12h10" },
  in_progress: { colour: "#1769aa", path: "M12 6.5v6l4 2.2" },
  waiting: { colour: "#8a6d00", path: "M9 7v10M15 7v10" },
  created: { colour: "#1b7f3b", path: "M6.8 12.4l3.6 3.6 7-7.6" },
  failed: { colour: "#b3261e", path: "M12 6.2v7.4M12 17.2v.6" },
  unknown: { colour: "#a15c00", path: "M9.2 9.6c0-3.9 5.8-3.9 5.8-.4 0 2.4-2.9 2.4-2.9 4.8M12 17.2v.6" },
  withdrawn: { colour: "#5f6b70", path: "M8 8l8 8M16 8l-8 8" },
  on_allegro: { colour: "#5b4b8a", path: "M7.2 17.2L12 6.6l4.8 10.6M8.8 13.8h6.4" },
};

/** The picture of a state. @param {State} state */
export function iconOf(state) {
  const { colour, path } = SHAPES[state];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(
    shape("circle", { cx: "12", cy: "12", r: "11", fill: colour }),
    shape("path", { d: path, fill: "none", stroke: "#fff", "stroke-width": "2.2", "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
  return svg;
}

/** What the icon says in words. @param {OrderStatus | undefined} status */
export function titleOf(status) {
  return text(`status_${status?.state ?? "none"}`, { carrier: nameOf("carrier", status?.carrier), number: status?.tracking_number });
}

/** @param {string} name @param {Record<string, string>} attributes */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
