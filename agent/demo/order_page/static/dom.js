// Elements with machine-made class names, in the way the real panel has them.

/** @type {{ salt: string, readable: string[] }} */
let naming = { salt: "panel", readable: [] };

/** Sets how class names are made; call once before the first element. */
export function setNaming(wanted) {
  naming = wanted;
}

/** The class name to write for `name`: itself when it is one of the readable ones, else a hash (FNV-1a, 32 bits). */
export function className(name) {
  if (naming.readable.includes(name)) return name;
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(naming.salt + name)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return `_${value.toString(16).padStart(8, "0")}`;
}

/** An element; `class` is hashed name by name, `on` holds listeners, null attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else {
      set(element, name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

/** Sets or, with null, removes an attribute. */
export function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (name === "class") element.className = value.split(" ").map(className).join(" ");
  else element.setAttribute(name, String(value));
}
