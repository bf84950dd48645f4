import { compile, definePolicy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { hotjar } from "@abide/policy/catalogue/hotjar";
import { expect, test } from "vitest";
import { createSite } from "./vectors/test-site.ts";
import { site } from "./vectors/test-server.ts";
import { createWorld } from "./vectors/test-world.ts";

const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
    audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which pages help" },
  },
  activities: {},
  recipients: {
    hotjar: {
      name: "Hotjar Limited",
      category: "analytics-provider",
      role: "processor",
      country: "MT",
      for: ["audience"],
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    hotjar: hotjar({ purpose: "audience", recipient: "hotjar", siteId: 42 }),
  },
});

/** Takes over every form that is sent and that nobody has taken, as the routers of Astro and Turbo do. */
const router = `<script>
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    fetch(event.target.action, { method: "POST", body: new FormData(event.target, event.submitter) });
  });
</script>`;

test.each(["accept", "reject"])(
  "on a site whose router takes over forms, %s is sent once and as the server takes it",
  async (button) => {
    const world = await createWorld([]);
    try {
      const page = await world.context.newPage();
      const ours = createSite(await compile(policy), {
        all: [{ id: "router", says: "a router", when: "html", html: router }],
      });
      const sent: string[] = [];
      world.serve(async (request) => {
        if (request.method === "POST" && new URL(request.url).pathname === "/abide/choice")
          sent.push(
            `${request.headers.get("content-type")} ${new URLSearchParams(await request.clone().text()).get("do")}`,
          );
        return ours.fetch(request);
      });
      await page.goto(`${site}/page?id=router`);
      await page.click(`[value=${button}]`);
      await expect.poll(() => sent.length).toBeGreaterThan(0);
      await page.waitForTimeout(500);
      expect(sent).toEqual([
        expect.stringMatching(new RegExp(`^application/x-www-form-urlencoded.* ${button}$`)) as string,
      ]);
    } finally {
      await world.close();
    }
  },
);
