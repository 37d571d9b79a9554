// Roles, names and contrast, by the rules of WCAG 2.2 AA that can be counted.

const { assert, CHECKOUT, run, sendCheckout } = require("./browser.cjs");

const VIEWS = ["/", `/trace/${CHECKOUT}?span=0000000000000016`, `/trace/${CHECKOUT}?view=table`, "/services", "/map", "/slow", "/errors", "/status", "/live"];

/** In the page: controls without a name, and texts with too little contrast. */
function look() {
  const wrong = [];
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest(".unseen");
  for (const control of document.querySelectorAll("button, a[href], input, select, [tabindex='0'], [role='treegrid'], [role='tab']")) {
    if (!isShown(control)) continue;
    const labels = control.labels ? [...control.labels].map((label) => label.textContent) : [];
    const name = control.getAttribute("aria-label") || labels.join("") || control.textContent.trim() || control.getAttribute("title");
    if (!name && !control.matches(".table-place, .map-place, .flame-scroll")) wrong.push(`no name: ${control.outerHTML.slice(0, 120)}`);
  }
  const numbers = (colour) => {
    const canvas = look.canvas ?? (look.canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }));
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const linear = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour[3] > 200) return colour;
    }
    return numbers(getComputedStyle(document.body).backgroundColor);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (!text.textContent.trim() || !isShown(element) || element.closest("svg, script, style, noscript, [aria-hidden]")) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: "${text.textContent.trim().slice(0, 40)}" in ${element.className || element.tagName}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`two of id ${id}`);
  return [...new Set(wrong)];
}

/** In the page: the colours of services beside the ground, at least 3 to 1. */
function palette() {
  const probe = document.body.appendChild(document.createElement("span"));
  const numbers = (colour) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
  };
  const light = (colour) => {
    const linear = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = light(numbers("var(--ground)"));
  return Array.from({ length: 16 }, (_, at) => {
    const colour = light(numbers(`var(--service-${at})`));
    return (Math.max(colour, ground) + 0.05) / (Math.min(colour, ground) + 0.05);
  });
}

run(async (open) => {
  await sendCheckout();
  for (const colorScheme of ["light", "dark"]) {
    for (const address of VIEWS) {
      const page = await open(address, { colorScheme });
      await page.locator(".trace-line, .panel h3, td, svg.map, .group, .verdict, .found").first().waitFor();
      assert.deepEqual(await page.evaluate(look), [], `${address}, ${colorScheme}`);
      await page.close();
    }
    const page = await open("/status", { colorScheme });
    for (const [at, contrast] of (await page.evaluate(palette)).entries()) assert.ok(contrast >= 2.95, `service ${at}, ${colorScheme}: ${contrast}`);
    await page.close();
  }

  const page = await open(`/trace/${CHECKOUT}`);
  const grid = page.getByRole("treegrid", { name: "Spans of the trace" });
  await page.locator(".row").first().waitFor();
  assert.equal(await grid.getAttribute("aria-rowcount"), "19");
  await grid.focus();
  await page.keyboard.press("End");
  await page.locator(".row.chosen", { hasText: "process" }).waitFor();
  const active = await grid.getAttribute("aria-activedescendant");
  const row = page.locator(`#${active}`);
  assert.deepEqual(
    await Promise.all(["role", "aria-level", "aria-rowindex", "aria-selected", "aria-expanded"].map((name) => row.getAttribute(name))),
    ["row", "5", "19", "true", null],
  );
  assert.match(await row.textContent(), /210 ms, starts at 2.58 s, consumer/);
  await page.keyboard.press("Home");
  assert.equal(await page.locator("#row-0").getAttribute("aria-expanded"), "true");

  const still = await open("/", { reducedMotion: "reduce" });
  await still.locator(".trace-line").first().waitFor();
  const moving = await still.evaluate(() => document.getAnimations().length);
  assert.equal(moving, 0);
});
