// An address opens what it was copied from, and "back" goes back.

const { assert, CHECKOUT, run, sendCheckout } = require("./browser.cjs");

run(async (open) => {
  await sendCheckout();
  const first = await open(`/trace/${CHECKOUT}`);
  await first.locator(".row").first().waitFor();
  await first.getByRole("button", { name: "Critical path" }).click();
  await first.keyboard.press("Escape");
  await first.keyboard.press("e");
  await first.keyboard.press("z");
  await first.keyboard.press("c");
  await first.waitForFunction(() => location.search.includes("zoom"));
  await first.getByRole("button", { name: "Errors", exact: true }).click();
  const shown = async (page) => {
    await page.locator(".row.chosen").waitFor();
    return {
      names: await page.locator(".row .operation").allTextContents(),
      chosen: await page.locator(".row.chosen .operation").textContent(),
      pressed: await page.locator('.pill[aria-pressed="true"]').allTextContents(),
      address: page.url(),
    };
  };
  const copied = await shown(first);
  assert.equal(copied.chosen, "POST bank");
  assert.deepEqual(copied.pressed, ["Errors"]);
  assert.equal(copied.names.length, 6, copied.names.join());

  const second = await open(new URL(copied.address).pathname + new URL(copied.address).search);
  assert.deepEqual(await shown(second), copied);
  await second.reload();
  assert.deepEqual(await shown(second), copied);

  const walk = await open("/");
  await walk.locator(".trace-name").first().click();
  await walk.locator(".row").first().waitFor();
  await walk.keyboard.press("3");
  await walk.locator("th").first().waitFor();
  await walk.goBack();
  await walk.locator(".row").first().waitFor();
  await walk.goBack();
  await walk.locator(".trace-line").first().waitFor();
  assert.equal(new URL(walk.url()).pathname, "/");
  await walk.goForward();
  await walk.locator(".row").first().waitFor();

  // Whole ids in any case, their beginnings, and a correlation id; what is unknown is said.
  const box = walk.getByRole("searchbox", { name: "Go to a trace id" });
  await box.fill(CHECKOUT.toUpperCase());
  await box.press("Enter");
  await walk.waitForURL(`**/trace/${CHECKOUT}`);
  await box.fill("feedfeed");
  await box.press("Enter");
  await walk.locator("#announcements", { hasText: "no trace has this id" }).waitFor();

  const missing = await open("/trace/0000000000000000000000000000dead", { allowed: ["404"] });
  await missing.locator(".trouble", { hasText: "nothing is known of the trace" }).waitFor();
  const wrong = await open("/?q=%7B+duration+%3E+%7D", { allowed: ["400"] });
  await wrong.locator(".trouble", { hasText: "expected a duration" }).waitFor();
});
