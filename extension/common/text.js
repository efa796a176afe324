/** Words for people, from _locales, with values filled in. */

/** @typedef {Record<string, string | number | boolean | null | undefined>} Values */

/**
 * Puts values into `{name}`; a part in square brackets is left out when one of its values is missing.
 * @param {string} template
 * @param {Values} values
 */
export function fill(template, values = {}) {
  /** @param {string} name */
  const given = (name) => values[name] !== undefined && values[name] !== null && values[name] !== "";
  const names = /\{(\w+)\}/g;
  const optional = template.replace(/\[([^[\]]*)\]/g, (_, part) =>
    [...part.matchAll(names)].every((match) => given(match[1])) ? part : "",
  );
  return optional.replace(names, (_, name) => (given(name) ? String(values[name]) : "—")).trim();
}

/**
 * A text in the browser's language; the key itself when there is none, so that a gap is seen.
 * @param {string} key
 * @param {Values} [values]
 */
export function text(key, values) {
  return fill(chrome.i18n.getMessage(key) || key, values);
}

/**
 * The name people know a thing by; the thing's own name when it is not in the list, nothing for nothing.
 * @param {string} prefix
 * @param {string | null | undefined} name
 */
export function nameOf(prefix, name) {
  return name ? chrome.i18n.getMessage(`${prefix}_${name}`) || name : "";
}

/**
 * A text for a code of an open list: the general one when this extension is older than the code.
 * @param {string} prefix
 * @param {string} code
 * @param {Values} values
 */
export function textOfCode(prefix, code, values) {
  const template = chrome.i18n.getMessage(`${prefix}_${code}`);
  return template ? fill(template, values) : text(`${prefix}_other`, { ...values, code });
}
