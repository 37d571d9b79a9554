// Orphans, circles, double ids, several roots, a deep chain: all are shown, and said.

const { assert, run, sendSpans } = require("./browser.cjs");

const id = (number) => number.toString(16).padStart(32, "0");
const span = (id, parent, name = `span ${id}`) => ({ id, parent, name, service: "s", from: id, to: id + 50 });

run(async (open) => {
  await sendSpans(id(1), [span(1), span(2, 1), span(3, 77, "orphan"), span(4, 77, "other orphan")]);
  const orphans = await open(`/trace/${id(1)}`);
  await orphans.locator(".row.missing").waitFor();
  await orphans.locator(".notice", { hasText: "1 span that others name as their parent has not come" }).waitFor();
  for (const name of ["orphan", "other orphan"]) assert.equal(await orphans.locator(".operation", { hasText: new RegExp(`^${name}$`) }).count(), 1);

  await sendSpans(id(2), [span(1), span(2, 3), span(3, 2), span(4, 4, "own parent")]);
  const circles = await open(`/trace/${id(2)}`);
  await circles.locator(".notice", { hasText: "2 circles cut" }).waitFor();
  assert.equal(await circles.locator(".row .operation", { hasText: /^(span [123]|own parent)$/ }).count(), 4);
  assert.equal(await circles.locator(".badge", { hasText: "circle cut here" }).count(), 2);

  await sendSpans(id(3), [span(1), span(2, 1, "first"), span(2, 1, "second")]);
  const twice = await open(`/trace/${id(3)}`);
  await twice.locator(".operation", { hasText: "first" }).waitFor();
  await twice.locator(".operation", { hasText: "second" }).click();
  await twice.locator(".panel", { hasText: "Span 2 of 2 with this id" }).waitFor();

  await sendSpans(id(4), [span(1, undefined, "one root"), span(2, undefined, "other root")]);
  const roots = await open(`/trace/${id(4)}`);
  await roots.locator(".operation", { hasText: "other root" }).waitFor();
  assert.equal(await roots.locator(".row").first().locator(".operation").textContent(), "trace");
  assert.match(await roots.locator(".facts-line").textContent(), /2 spans/);

  await sendSpans(id(5), Array.from({ length: 3_000 }, (_, at) => ({ ...span(at + 1, at === 0 ? undefined : at), from: at / 100, to: 100 - at / 100 })));
  const deep = await open(`/trace/${id(5)}`);
  await deep.locator(".row").first().waitFor();
  await deep.keyboard.press("End");
  await deep.locator(".row.chosen .indent", { hasText: "2999" }).waitFor();
  const left = await deep.locator(".row.chosen .operation").boundingBox();
  assert.ok(left.x < 360, "however deep, the name is in its column");
});
