// The samples of every message, checked in JavaScript against the generated schema.
// `tests/shared_schema/test_examples.py` runs the same files in Python.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { Ajv2020 } from "ajv/dist/2020.js";

const folder = new URL("../../shared_schema/", import.meta.url);

/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(new URL(path, folder), "utf-8"));

const schema = read("schema.json");
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(schema, "protocol");

/**
 * @param {string} name
 * @param {unknown} message
 */
function fits(name, message) {
  const check = ajv.getSchema(`protocol#/$defs/${name}`);
  assert.ok(check, `no definition of ${name}`);
  return check(message) === true;
}

/**
 * A result travels inside an envelope, whose schema allows the result of any method.
 * @param {string} name
 * @param {any} message
 */
function accepted(name, message) {
  return name.endsWith("Result") ? fits("Result", message) && fits(name, message.result) : fits(name, message);
}

/** @param {string} kind */
const samples = (kind) => readdirSync(new URL(`examples/${kind}/`, folder)).sort();

for (const file of samples("good")) {
  const name = file.replace(".json", "");
  test(`good: ${name}`, () => assert.ok(accepted(name, read(`examples/good/${file}`))));
}

for (const file of samples("bad")) {
  const [name = ""] = file.replace(".json", "").split("__");
  test(`bad: ${file.replace(".json", "")}`, () => assert.ok(!accepted(name, read(`examples/bad/${file}`))));
}

test("every method has samples of its request and of its result", () => {
  const names = new Set(samples("good").map((file) => file.replace(".json", "")));
  const requests = Object.entries(schema.$defs).filter(([, one]) => one.properties?.method?.const !== undefined);
  assert.ok(requests.length >= 16);
  for (const [name] of requests) {
    assert.ok(names.has(name) && names.has(`${name}Result`), name);
  }
});
