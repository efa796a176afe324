/** Tells when the page may have changed: its nodes, its address, its checkboxes. At most once in 200 ms. */

import { WATCHED_ATTRIBUTES } from "./selectors.js";

const BATCH_MS = 200;
const ADDRESS_MS = 1000;

/**
 * @param {() => void} onChange called inside a pause of watching, so that what it inserts is not reported back
 * @param {AbortSignal} signal ends it
 */
export function observe(onChange, signal) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let address = location.href;
  const run = () => {
    timer = undefined;
    if (signal.aborted) return;
    address = location.href;
    onChange();
    observer.takeRecords();
  };
  const soon = () => {
    timer ??= setTimeout(run, BATCH_MS);
  };
  const observer = new MutationObserver(soon);
  observer.observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: WATCHED_ATTRIBUTES,
  });
  const watch = setInterval(() => location.href !== address && soon(), ADDRESS_MS);
  for (const name of ["popstate", "hashchange"]) addEventListener(name, soon, { signal });
  for (const name of ["change", "click"]) document.addEventListener(name, soon, { signal, capture: true });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    clearInterval(watch);
    clearTimeout(timer);
  });
  run();
}
