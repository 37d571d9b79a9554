// A trace as a file: everything but what a viewer would have to be asked.

const fs = require("node:fs");
const path = require("node:path");
const { assert, CHECKOUT, FOLDER, run, sendCheckout, sendSpans, VIEWER } = require("./browser.cjs");

const save = async (id, more) => {
  const response = await fetch(`${VIEWER}/trace/${id}/export.html${more}`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-disposition"), /attachment; filename="trace-/);
  const file = path.join(FOLDER, `${id}${more.replace(/\W/g, "")}.html`);
  fs.writeFileSync(file, await response.text());
  return `file://${file}`;
};

run(async (open) => {
  await sendCheckout();
  const page = await open(await save(CHECKOUT, ""));
  await page.locator("h1", { hasText: "orders is the bottleneck" }).waitFor();
  assert.equal(await page.locator(".row").count(), 19);
  await page.keyboard.press("e");
  await page.locator(".panel", { hasText: "PaymentError" }).waitFor();
  await page.locator(".panel", { hasText: "129.9" }).waitFor();
  await page.locator(".panel", { hasText: "the bank declined the card" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("order.id=order-42");
  await page.locator(".told", { hasText: "1 match" }).waitFor();
  await page.keyboard.press("Escape");
  for (const [key, selector] of [["2", ".flame-bars"], ["3", "td"], ["5", "td.wide"], ["6", "pre.raw"], ["1", ".row"]]) {
    await page.keyboard.press(key);
    await page.locator(selector).first().waitFor();
  }
  const address = page.url();
  assert.match(address, /#.*span=0000000000000016/);
  const again = await open(address);
  await again.locator(".row.chosen", { hasText: "POST bank" }).waitFor();
  await again.keyboard.press("?");
  await again.locator("dialog dt").first().waitFor();

  // Without values: neither on the page nor in the file.
  const redacted = await save(CHECKOUT, "?redact=values");
  const text = fs.readFileSync(redacted.slice("file://".length), "utf8");
  for (const secret of ["order-42", "u-17", "declined", "129.9"]) assert.ok(!text.includes(secret), `${secret} is in the file`);
  const strange = await open(redacted);
  await strange.locator("h1", { hasText: "orders is the bottleneck" }).waitFor();
  await strange.keyboard.press("e");
  await strange.locator(".panel", { hasText: "redacted" }).first().waitFor();

  // What ends a script in markup ends nothing here.
  const hostile = "0".repeat(28) + "bad1";
  const name = '</script><script>window.ran=1</script><!--<img src=x onerror="window.ran=1">';
  await sendSpans(hostile, [{ id: 1, name, service: name, from: 0, to: 5, attributes: { [name]: name }, error: name }]);
  const bad = await open(await save(hostile, ""));
  await bad.locator(".row").first().waitFor();
  await bad.keyboard.press("ArrowDown");
  await bad.locator(".panel h2").waitFor();
  assert.equal(await bad.locator(".panel h2").textContent(), name);
  assert.equal(await bad.evaluate(() => window.ran), undefined);
});
