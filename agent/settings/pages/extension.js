/** How the extension gets into each browser. */

import { element } from "./elements.js";
import { text } from "./texts.js";

const BROWSERS = ["chromium", "edge", "firefox"];

/** @param {import("./main.js").House} house */
export function extensionPage({ overview }) {
  const ways = BROWSERS.map((name, index) =>
    element(
      "details",
      { open: index === 0 },
      element("summary", {}, text(`extension_${name}`)),
      element("ol", { class: "steps" }, ...[1, 2, 3, 4].map((number) => element("li", {}, text(`extension_${name}_${number}`)))),
    ),
  );
  return element(
    "section",
    {},
    element("h1", {}, text("extension_title")),
    element("p", {}, text("extension_intro")),
    element("p", {}, text("extension_folder"), " ", element("code", {}, overview.extension)),
    ...ways,
    element("p", {}, text("extension_then")),
    element("div", { class: "buttons" }, element("a", { class: "button primary", href: "#browsers" }, text("extension_pair")), element("a", { class: "button", href: "#start" }, text("first_back"))),
  );
}
