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

/**
 * The text with its gaps filled; a part in square brackets is left out when a value in it is missing.
 * @param {string} key @param {Record<string, unknown>} [values]
 */
export function text(key, values = {}) {
  const template = texts[key];
  if (template === undefined) return key;
  const given = (/** @type {string} */ name) => values[name] !== undefined && values[name] !== null && values[name] !== "";
  const kept = template.replace(/\[([^[\]]*)\]/g, (_, part) => ([...part.matchAll(/\{(\w+)\}/g)].every(([, name]) => given(name)) ? part : ""));
  return kept.replace(/\{(\w+)\}/g, (_, name) => (given(name) ? String(values[name]) : "—"));
}

/** A moment in the person's own way of writing. @param {string} iso */
export const day = (iso) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

/** A day without its time, with its name. @param {string} iso */
export const dayName = (iso) => new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(new Date(`${iso}T12:00`));
