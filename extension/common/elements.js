/** Making own elements: never from text that is read as markup. */

import { momentOf } from "./acted.js";

/** @typedef {Record<string, string | boolean | ((event: any) => void)>} Properties attributes; functions listen to the event they are named after */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Properties} [properties]
 * @param {Array<Node | string>} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (typeof value === "boolean") made.toggleAttribute(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/**
 * A closed shadow root with its own styles: neither the page's scripts nor its style sheets reach into it.
 * @param {HTMLElement} host
 * @param {string} styles
 */
export function closedRoot(host, styles) {
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  return root;
}

/**
 * A click listener that only a person's click reaches, not a script's of the page (threat model, row 14).
 * @param {(acted: import("./acted.js").Moment) => void} action
 */
export function onTrustedClick(action) {
  return (/** @type {Event} */ event) => {
    event.stopPropagation();
    event.preventDefault();
    const acted = momentOf(event);
    if (acted) action(acted);
  };
}
