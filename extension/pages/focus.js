/** Keeping the focus where it is while what lies around it is drawn anew. */

/**
 * Changes a part of the page. What had the focus in it, known by its `data-key`, has it afterwards, or else the stand-in.
 * @param {HTMLElement} part
 * @param {string} standIn a selector within the part
 * @param {() => void} change
 */
export function keepingFocus(part, standIn, change) {
  const before = document.activeElement;
  if (!(before instanceof HTMLElement) || !part.contains(before)) return change();
  const key = before.dataset["key"];
  change();
  if (document.activeElement === before) return;
  const same = before.isConnected ? before : key ? part.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
  const after = /** @type {HTMLElement | null} */ (same ?? part.querySelector(standIn));
  after?.focus({ preventScroll: true });
  if (before instanceof HTMLInputElement && after instanceof HTMLInputElement && before.type === "text" && before !== after) {
    // what is being typed is not taken away either
    if (before.value !== before.defaultValue) after.value = before.value;
    after.setSelectionRange(before.selectionStart, before.selectionEnd);
  }
}
