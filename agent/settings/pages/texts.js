/** Words, in Polish first. */

/** @type {Record<string, string>} */
let texts = {};
let language = "pl";

/** @param {string} chosen `pl` or `en` */
export async function loadTexts(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  const response = await fetch(`texts.${chosen}.json`);
  texts = await response.json();
}

/** The text with its gaps filled. @param {string} key @param {Record<string, unknown>} [values] */
export function text(key, values = {}) {
  const template = texts[key];
  if (template === undefined) return key;
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? "—"));
}

/** A day in the person's own way of writing. @param {string} iso */
export const day = (iso) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
