// Every key of a trace.

const { assert, CHECKOUT, run, sendCheckout } = require("./browser.cjs");

run(async (open) => {
  await sendCheckout();
  const page = await open(`/trace/${CHECKOUT}`);
  await page.locator(".row").first().waitFor();
  // Six keys are told, until that is known.
  const hint = page.locator(".hint");
  await hint.locator("kbd", { hasText: "?" }).waitFor();
  await hint.getByRole("button").click();
  await page.reload();
  await page.locator(".row").first().waitFor();
  assert.equal(await hint.count(), 0);

  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  };
  const chosen = () => page.locator(".row.chosen .operation").textContent();
  const asked = () => Object.fromEntries(new URL(page.url()).searchParams);
  const rows = () => page.locator(".row").count();
  const all = await rows();

  await press("ArrowDown");
  assert.equal(await chosen(), "POST /checkout");
  await press("j", "j");
  assert.equal(await chosen(), "POST /verify");
  await press("k");
  assert.equal(await chosen(), "POST auth");
  await press("ArrowLeft");
  assert.equal(asked().closed, "1");
  assert.equal(await rows(), all - 1);
  await press("ArrowLeft");
  assert.equal(await chosen(), "POST /checkout");
  await press("j", "ArrowRight");
  assert.equal(asked().closed, undefined);
  await press("ArrowRight");
  assert.equal(await chosen(), "POST /verify");
  await press("End");
  assert.equal(await chosen(), "process");
  await press("Home");
  assert.equal(await chosen(), "POST /checkout");
  await press("PageDown");
  assert.notEqual(await chosen(), "POST /checkout");
  await press("PageUp");
  assert.equal(await chosen(), "POST /checkout");

  await press("Escape", "e");
  assert.equal(await chosen(), "POST bank", "where the error began comes first");
  await page.locator("#announcements", { hasText: "error 1 of 6: PaymentError: card declined, payments" }).waitFor();
  await press("e");
  assert.equal(await chosen(), "POST /checkout");
  await press("E");
  assert.equal(await chosen(), "POST bank");
  await page.locator(".panel", { hasText: "The error began here" }).waitFor();
  await page.locator(".panel", { hasText: "the bank declined the card" }).waitFor();
  await press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.className), "panel");
  await press("Escape", "Escape");
  assert.equal(await page.locator(".panel").isVisible(), false);

  await press("c");
  assert.equal(asked().path, "1");
  await press("c");
  assert.equal(asked().path, undefined);

  await press("e", "z");
  assert.match(asked().zoom, /^24120\d+-25300\d+$/);
  await press("-");
  const [from, to] = asked().zoom.split("-").map(Number);
  assert.ok(to - from > 118e6);
  await press("+", "h");
  const before = asked().zoom;
  await press("l");
  assert.notEqual(asked().zoom, before);
  await press("0");
  assert.equal(asked().zoom, undefined);

  await press("/");
  await page.keyboard.type("SELECT items");
  await page.locator(".told", { hasText: "8 matches" }).waitFor();
  await press("Escape", "Escape", "n");
  assert.equal(await chosen(), "SELECT items");
  await press("/");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("order.id=order-42");
  await page.locator(".told", { hasText: "1 match" }).waitFor();
  await press("Enter");
  assert.equal(await chosen(), "POST /orders");
  await press("Escape");

  await press("x");
  assert.equal(await rows(), 3, "the root, and its children, of which none is open");
  await press("x");
  assert.equal(await rows(), all);

  for (const [key, name] of [["2", "flame"], ["3", "table"], ["4", "statistics"], ["5", "logs"], ["6", "raw"], ["1", undefined]]) {
    await press(key);
    assert.equal(asked().view, name);
  }

  await press("?");
  const help = page.locator("dialog");
  await help.waitFor();
  const told = await help.locator("dt").allTextContents();
  for (const key of ["e", "E", "c", "/", "z", "0", "x", "y", "Esc", "g"]) assert.ok(told.some((text) => text.includes(key)), `the help has ${key}`);
  await press("Escape");
  await help.waitFor({ state: "detached" });

  await press("g", "m");
  await page.locator("svg.map").waitFor();
  assert.equal(new URL(page.url()).pathname, "/map");
  await press("g", "s");
  await page.locator(".trace-line").first().waitFor();
  await press("j");
  await page.keyboard.press("Enter");
  await page.locator(".row").first().waitFor();

  await press("i");
  await page.keyboard.type("c0ffee");
  await press("Escape");
});
