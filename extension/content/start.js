// Content scripts are classic scripts; one import makes the rest modules. Runs once per document.
if (!Reflect.has(globalThis, "nadajnikStarted")) {
  Reflect.set(globalThis, "nadajnikStarted", true);
  import(chrome.runtime.getURL("content/main.js")).then((main) => main.start());
}
