// Rows by uniqueness (contract: order page, section 4.2), on plain trees.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOf } from "../../extension/content/rows.js";

/** @typedef {{ name: string, parent: Node | null, order: string | null, checkbox: boolean, actions: boolean, overlay: boolean, box: boolean, children: Node[] }} Node */

/** @param {string} name @param {Partial<Node>} marks @param {Node[]} children @returns {Node} */
function node(name, marks = {}, ...children) {
  const made = { name, parent: null, order: null, checkbox: false, actions: false, overlay: false, box: false, ...marks, children };
  for (const child of children) child.parent = made;
  return made;
}

/** @param {Node} at @returns {Node[]} */
const all = (at) => [at, ...at.children.flatMap(all)];

/** Rows found in a body, as "order: name of the row". @param {Node} body */
function found(body) {
  const nodes = all(body);
  const candidates = nodes.flatMap((element) => (element.order ? [{ element, orderId: element.order }] : []));
  const rows = rowsOf(candidates, {
    boundary: body,
    listBox: nodes.find((each) => each.box) ?? null,
    parentOf: (each) => each.parent,
    checkboxesIn: (each) => all(each).filter((inner) => inner.checkbox).length,
    hasActions: (each) => all(each).some((inner) => inner.actions),
    isInOverlay(each) {
      for (let up = /** @type {Node | null} */ (each); up; up = up.parent) if (up.overlay) return true;
      return false;
    },
  });
  return rows.map(({ orderId, row }) => `${orderId}: ${row.name}`);
}

/** @param {string} name @param {string} order */
const row = (name, order) =>
  node(name, {}, node("head", {}, node("box", { checkbox: true })), node("actions", { actions: true }, node("link", { order }), node("menu", { order })));

test("each order's row is the highest node that names only it", () => {
  assert.deepEqual(found(node("body", {}, node("list", { box: true }, row("r1", "A"), row("r2", "B"), row("r3", "C")))), ["A: r1", "B: r2", "C: r3"]);
});

test("without the list box, and with rows wrapped deeper", () => {
  const body = node("body", {}, node("main", {}, node("w1", {}, node("w2", {}, row("r1", "A"))), node("w3", {}, row("r2", "B"))));
  assert.deepEqual(found(body), ["A: w1", "B: w3"]);
});

test("a node that names two orders is no row", () => {
  const body = node("body", {}, node("list", {}, node("r", {}, node("link", { order: "A" }), node("other", { order: "B" })), row("r3", "C")));
  assert.deepEqual(found(body), ["A: link", "B: other", "C: r3"]);
});

test("the only order of a page: the list's child", () => {
  assert.deepEqual(found(node("body", {}, node("list", { box: true }, row("r1", "A")))), ["A: r1"]);
});

test("the only order, a list head with a checkbox of its own beside it", () => {
  const list = node("list", { box: true }, node("inner", {}, node("all", { checkbox: true }), row("r1", "A")));
  assert.deepEqual(found(node("body", {}, list)), ["A: r1"]);
});

test("the only order without a list box: the nearest node with a checkbox", () => {
  assert.deepEqual(found(node("body", {}, node("main", {}, row("r1", "A")))), ["A: r1"]);
  assert.deepEqual(found(node("body", {}, node("main", {}, node("link", { order: "A" })))), []);
});

test("a menu outside the row that names the same order is not its row, marked as a menu or not", () => {
  const list = () => node("list", { box: true }, row("r1", "A"), row("r2", "B"));
  for (const overlay of [true, false]) {
    assert.deepEqual(found(node("body", {}, node("portal", { overlay }, node("entry", { order: "A" })), list())), ["A: r1", "B: r2"]);
  }
});
