// What leads out of the page: links to elsewhere, and pictures.

const fs = require("node:fs");
const path = require("node:path");
const { assert, CHECKOUT, FOLDER, run, sendCheckout, sendSpans } = require("./browser.cjs");

const saved = async (page, title) => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: title, exact: true }).click()]);
  const file = path.join(FOLDER, download.suggestedFilename());
  await download.saveAs(file);
  return fs.readFileSync(file);
};

run(async (open) => {
  await sendCheckout();
  const page = await open(`/trace/${CHECKOUT}`);
  const logs = page.locator(".trace-head a.outside", { hasText: "Logs" });
  const { searchParams } = new URL(await logs.getAttribute("href"));
  assert.equal(searchParams.get("q"), CHECKOUT);
  const [from, to] = ["from", "to"].map((name) => Number(searchParams.get(name)));
  assert.ok(from > 1.7e12 && to > from && to - from < 60_000, `${from} to ${to}`);
  assert.equal(await logs.getAttribute("rel"), "noreferrer");
  assert.equal(await page.locator(".trace-head a.outside").count(), 1, "links of spans are at spans");
  await page.keyboard.press("e");
  await page.locator(".panel a.outside", { hasText: "Span" }).waitFor();
  const ofSpan = await page.locator(".panel a.outside").evaluateAll((all) => all.map((one) => one.href));
  // The third one needs an attribute that this span does not have.
  assert.deepEqual(ofSpan, [`https://spans.example/payments/${encodeURIComponent("POST bank")}?id=0000000000000016`]);

  const png = await saved(page, "PNG");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.equal(png.readUInt32BE(16), 2_400, "two pixels for each");
  assert.ok(png.readUInt32BE(20) > 800);
  assert.ok(png.length > 20_000, "something is drawn");
  const svg = (await saved(page, "SVG")).toString();
  assert.ok(svg.startsWith("<svg") && svg.includes("orders is the bottleneck"));

  // A value is a part of an address, whatever it holds.
  const hostile = "0".repeat(28) + "0ff1";
  const value = `../../x?y=1&z#"><img src=x onerror="window.ran=1">\ud800 ü`;
  await sendSpans(hostile, [{ id: 1, name: "javascript:window.ran=1", service: "a/b", from: 0, to: 5, attributes: { "order.id": value } }]);
  const bad = await open(`/trace/${hostile}`);
  await bad.locator(".row").first().waitFor();
  await bad.keyboard.press("ArrowDown");
  await bad.locator(".panel a.outside", { hasText: "Order" }).waitFor();
  const [span, order] = await bad.locator(".panel a.outside").evaluateAll((all) => all.map((one) => one.href));
  assert.equal(span, "https://spans.example/a%2Fb/javascript%3Awindow.ran%3D1?id=0000000000000001");
  const address = new URL(order);
  assert.equal(address.origin, "https://orders.example");
  assert.equal(decodeURIComponent(address.pathname.slice("/of/".length)), value.toWellFormed());
  assert.equal(address.search + address.hash, "");
  assert.equal(await bad.evaluate(() => window.ran), undefined);

  const more = ["..", ".", "../../../evil", "//evil.example", "https://evil.example/", "a\\b@evil.example", "{trace_id}", "é 漢\n%2e%2e"];
  for (const [at, value] of more.entries()) {
    const id = (0x11440n + BigInt(at)).toString(16).padStart(32, "0");
    await sendSpans(id, [{ id: 1, name: "hostile", service: "shop", from: 0, to: 5, attributes: { "order.id": value, trace_id: "x" } }]);
    await bad.goto(new URL(`/trace/${id}?span=0000000000000001`, bad.url()).href);
    await bad.locator(".panel a.outside", { hasText: "Span" }).waitFor();
    const made = await bad.locator(".panel a.outside", { hasText: "Order" }).evaluateAll((all) => all.map((one) => one.href));
    if (at < 2) assert.deepEqual(made, [], "it would lead up the path");
    else assert.equal(made[0], `https://orders.example/of/${encodeURIComponent(value)}`);
  }
});
