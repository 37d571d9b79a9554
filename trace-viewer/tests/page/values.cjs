// A value is read in lines, and copied as it came.

const { assert, run, sendSpans } = require("./browser.cjs");

const ID = "000000000000000000000000000a11e5";
const SQL = "SELECT o.id, 'FROM here' AS \"WHERE\" FROM orders o LEFT JOIN items i ON i.order_id = o.id WHERE o.id = $1 ORDER BY o.id LIMIT 10";
const JSON_TEXT = '{"items": [{"sku": "a b", "count": 2}], "total": 129.9, "note": "it said \\"no\\""}';
const LARGE = '{"id": 12345678901234567890, "and": "more, so that it is longer than a line of the panel"}';
const HOSTILE = `{"<img src=x onerror='window.ran=1'>": "</pre><script>window.ran=1</script>", "more": "${"x".repeat(40)}"}`;

run(async (open) => {
  await sendSpans(ID, [{ id: 1, name: "query", service: "orders", from: 0, to: 5, attributes: { "db.query.text": SQL, "http.body": JSON_TEXT, "http.large": LARGE, "http.hostile": HOSTILE, "http.route": "/orders", "user.id": "u-17" } }]);
  const page = await open(`/trace/${ID}?span=0000000000000001`);
  const value = (key) => page.locator(`.attributes dt:text-is("${key}") + dd`);
  await value("db.query.text").waitFor();
  assert.deepEqual((await value("db.query.text").locator(".value").textContent()).split("\n"), [
    "SELECT o.id, 'FROM here' AS \"WHERE\"",
    "FROM orders o",
    "LEFT JOIN items i ON i.order_id = o.id",
    "WHERE o.id = $1",
    "ORDER BY o.id",
    "LIMIT 10",
  ]);
  assert.equal(await value("http.body").locator(".value").textContent(), JSON.stringify(JSON.parse(JSON_TEXT), null, 2));
  assert.equal(await value("http.large").locator(".value").textContent(), LARGE, "no digit is lost");
  assert.equal(await value("http.route").locator(".value").textContent(), "/orders");
  assert.equal(await value("http.route").getByRole("button", { name: /whole page/ }).count(), 0);

  // What leads to the traces that have a value asks for what was sent.
  const one = "000000000000000000000000000a11e6";
  await sendSpans(one, [{ id: 1, name: "odd", service: "orders", from: 0, to: 5, attributes: { name: 'of "it"', number: "5", real: 5, half: 2.5, yes: true, 'a "key"': "x" } }]);
  for (const key of ["name", "number", "real", "half", "yes", 'a "key"']) {
    const odd = await open(`/trace/${one}?span=0000000000000001`);
    const sought = odd.locator(".attributes dt", { hasText: new RegExp(`^${key}$`) }).locator("+ dd");
    await sought.hover();
    await sought.getByRole("link", { name: "find" }).click();
    await odd.locator(".found", { hasText: /^1 trace$/ }).waitFor();
    await odd.close();
  }

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  for (const [key, text] of [["db.query.text", SQL], ["http.hostile", HOSTILE]]) {
    await value(key).hover();
    await value(key).getByRole("button", { name: `Show ${key} on the whole page` }).click();
    const dialog = page.getByRole("dialog", { name: key });
    assert.ok((await dialog.locator("pre").textContent()).includes("\n"));
    assert.ok((await dialog.boundingBox()).width > 1_300);
    await dialog.getByRole("button", { name: "Copy this value" }).click();
    await dialog.getByText("copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  }
  assert.equal(await page.evaluate(() => window.ran), undefined);

  // Keys of one beginning stand together, and a line tells them from the others.
  assert.deepEqual(await page.locator(".attributes dt.is-first").allTextContents(), ["http.body", "user.id"]);
});
