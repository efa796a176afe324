// Rows 20 and 21: the label's address and file name are held to their grammar before the browser sees them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, safeFilename } from "../../extension/background/labels.js";

test("the address is on this computer, under the label route", () => {
  assert.equal(addressOf(47615, `/labels/${"ab".repeat(32)}`), `http://127.0.0.1:47615/labels/${"ab".repeat(32)}`);
  for (const path of ["//evil.example/labels/x", "@evil.example/x", `/labels/../${"ab".repeat(16)}`, "/labels/", "/socket", `/labels/${"ab".repeat(16)}?x`, "https://evil.example"]) {
    assert.throws(() => addressOf(47615, path), path);
  }
});

test("file names: ours pass, others become a plain one", () => {
  assert.equal(safeFilename("etykiety-2026-11-24-3szt.pdf"), "etykiety-2026-11-24-3szt.pdf");
  for (const odd of ["..\\..\\x.pdf", "../x.pdf", "con", "a..pdf", ".pdf", `${"x".repeat(300)}.pdf`, "x.exe", "x.pdf.exe", "ż.pdf", ""]) {
    assert.equal(safeFilename(odd), "etykiety.pdf", odd);
  }
});
