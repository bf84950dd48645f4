import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toSeconds } from "../words/storage.ts";
import type { Tracker } from "../words/tracker.ts";
import { check } from "../check/check.ts";
import { covers } from "../check/rule.ts";
import { compile } from "../compile.ts";
import { definePolicy } from "../policy.ts";
import { choiceCookie } from "./choice.ts";
import { session, type Framework } from "./session.ts";

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((file) => /^(?!entry|session).*(?<!\.test)\.ts$/.test(file));

/** Every entry with every parameter that any of them asks for. */
const parameters = {
  purpose: "audience",
  recipient: "somebody",
  name: "Our website",
  script: "/audience.js",
  pixelId: "1000000000",
  measurementId: "G-0000000000",
  partnerId: "1000000",
  accountId: "1000000",
  campaignId: "1000",
  tagId: "10000000",
  segmentId: "000000000000000000000000",
  accountNumber: "00000000",
  containerId: "GTM-0000000",
  conversionId: "AW-000000000",
  siteId: "1",
  projectId: "0000000000",
  host: "matomo.example.com",
  portalId: "0000000",
  appId: "00000000",
  websiteId: "00000000-0000-0000-0000-000000000000",
  propertyId: "000000000000000000000000",
  companyId: "AAAAAA",
  shortname: "example",
  kitId: "0000000000",
};

describe.each(files)("catalogue/%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");

  async function load(more: object = {}): Promise<Tracker> {
    const module = (await import(new URL(file, folder).href)) as { [name: string]: (entry: object) => Tracker };
    const made = Object.values(module);
    expect(made, "one function in a file").toHaveLength(1);
    return made[0]!({ ...parameters, ...more });
  }

  test("says what it is, in English and German", async () => {
    const tracker = await load();
    expect(tracker.name).not.toBe("");
    expect(tracker.purpose).toBe("audience");
    expect(tracker.says).toMatchObject({ en: expect.stringMatching(/\.$/), de: expect.stringMatching(/\.$/) });
    if (tracker.party === "third") {
      expect(tracker.recipient).toBe("somebody");
      expect(tracker.policy).toMatch(/^https:\/\//);
    }
  });

  test("nothing of it lives longer than its duration", async () => {
    const tracker = await load();
    const duration = toSeconds(tracker.duration);
    expect(duration).toBeGreaterThan(0);
    for (const stored of tracker.stores) {
      if (stored.life === "session" || stored.life === "until-deleted") continue;
      expect(toSeconds(stored.life), stored.name).toBeLessThanOrEqual(duration!);
    }
  });

  test("contacts only hosts that it declares", async () => {
    const tracker = await load();
    for (const step of tracker.load) {
      const address = "script" in step ? step.script : "image" in step ? step.image : undefined;
      if (!address?.startsWith("https:")) continue;
      const hosts = "script" in step ? tracker.hosts.script : tracker.hosts.image;
      const { hostname } = new URL(address);
      expect(
        hosts?.some((declared) => covers(declared, hostname)),
        hostname,
      ).toBe(true);
    }
    for (const [kind, hosts] of Object.entries(tracker.hosts)) {
      for (const host of hosts) {
        if (kind === "worker" && host === "blob:") continue;
        expect(host).toMatch(/^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]+$/);
      }
      expect(new Set(hosts).size, kind).toBe(hosts.length);
    }
  });

  test("starts somehow, and stores a cookie once", async () => {
    const tracker = await load();
    const serverSet = tracker.stores.some((stored) => stored.httpOnly);
    if (tracker.load.length > 0) {
      expect(tracker.embed || serverSet, "nothing else starts it").not.toBe(true);
      expect(tracker.load.some((step) => "script" in step || "image" in step)).toBe(true);
    } else if (!serverSet) {
      // The page carries it: what the page contacts for it is declared.
      expect(Object.values(tracker.hosts).flat()).not.toEqual([]);
    }
    if (tracker.embed) expect(tracker.hosts.frame).not.toEqual([]);
    const names = tracker.stores.map((stored) => `${stored.kind} ${stored.party} ${stored.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const stored of tracker.stores) if (stored.kind !== "cookie") expect(stored.party).toBe("first");
  });

  test("a site can shorten its duration and say more", async () => {
    const tracker = await load({ duration: "P12Y", says: "More." });
    expect(tracker.says).toBe("More.");
    // How long these live is not a site's to say.
    if (file !== "choice.ts" && file !== "staff-session.ts") expect(tracker.duration).toBe("P12Y");
  });

  test("a site that shortens its duration shortens the site's own cookies with it, and no vendor's", async () => {
    const [known, shortened] = [await load(), await load({ duration: "PT1M" })];
    const most = toSeconds(shortened.duration)!;
    for (const [index, { life, party }] of shortened.stores.entries()) {
      if (party === "third") expect(life).toBe(known.stores[index]!.life);
      if (life !== "session" && life !== "until-deleted") expect(toSeconds(life)).toBeLessThanOrEqual(most);
    }
    const isOwn = known.stores.every(({ party }) => party === "first");
    if (isOwn && file !== "choice.ts" && file !== "staff-session.ts") expect(shortened.duration).toBe("PT1M");
  });

  test("every list of facts stands under its source", () => {
    const lines = text.split("\n").map((line) => line.trim());
    for (const [index, line] of lines.entries()) {
      if (!/^(?:stores|hosts|load): (?!\[\]|\{\})/.test(line)) continue;
      const above = lines.slice(0, index).toReversed();
      const comment = above.slice(
        0,
        above.findIndex((text) => !text.startsWith("//")),
      );
      expect(comment.join(" "), `source of ${line}`).toMatch(/https?:\/\//);
    }
  });

  test("is declared without an error", async () => {
    const tracker = await load();
    const { necessary, recipient } = tracker;
    const policy = {
      controller: { name: "Halden Software", contact: "privacy@halden.example", country: "NL" },
      effective: "2026-12-01",
      purposes: {
        operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
        audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "count visits" },
      },
      activities: {},
      recipients: {
        somebody: {
          name: "Somebody",
          category: "analytics-provider",
          role: "processor",
          country: "IE",
          for: ["audience"],
        },
      },
      trackers: {
        choice: choiceCookie({ purpose: "operation" }),
        it: { ...tracker, purpose: necessary === undefined ? "audience" : "operation" },
      },
    } as const;
    const issues = check({ ...policy, ...(recipient === undefined ? { recipients: {} } : {}) });
    const errors = issues.filter(({ level, code }) => level === "error" && code !== "stored-twice");
    expect(errors).toEqual([]);
  });
});

const frameworks: readonly Framework[] = [
  "express",
  "django",
  "wordpress",
  "next-auth",
  "laravel",
  "rails",
  "php",
  "aspnet",
  "spring",
];

describe.each(frameworks)("the session of %s", (framework) => {
  const policy = (tracker: Tracker<"operation">) =>
    definePolicy({
      controller: { name: "Halden Software", contact: "privacy@halden.example", country: "NL" },
      effective: "2026-12-01",
      languages: ["en", "de"],
      purposes: {
        operation: {
          basis: "contract",
          term: "TechnicalServiceProvision",
          says: { en: "run this website", de: "diese Website betreiben" },
          title: { en: "Operation", de: "Betrieb" },
        },
      },
      activities: {},
      trackers: { choice: choiceCookie({ purpose: "operation" }), session: tracker },
    });

  test("is declared in one line, without any issue", async () => {
    const declared = policy(session(framework, { purpose: "operation" }));
    expect(check(declared)).toEqual([]);
    const { trackers } = (await compile(declared)).policy;
    expect(trackers["session"]).toMatchObject({ party: "first", hosts: {}, load: [] });
    expect(trackers["session"]!.necessary).toMatchObject({ en: expect.any(String), de: expect.any(String) });
  });

  test("takes the site's own name and life of the cookie, and keeps what comes with it", () => {
    const known = session(framework, { purpose: "operation" });
    const own = session(framework, { purpose: "operation", name: "shop.sid", life: "P3M" });
    expect(own.stores[0]).toEqual({ ...known.stores[0], name: "shop.sid", life: "P3M" });
    expect(own.stores.map(({ name }) => name)).not.toContain(known.stores[0]!.name);
    expect(check(policy(own))).toEqual([]);
  });
});

test("a session's cookie is hidden from scripts wherever the framework hides it", () => {
  const open = frameworks.filter((framework) => !session(framework, { purpose: "operation" }).stores[0]!.httpOnly);
  expect(open).toEqual(["php"]);
});

test("a part of a page is strictly necessary where the site says why, and waits for a choice otherwise", async () => {
  const { googleFonts } = await import("./google-fonts.ts");
  const entry = { purpose: "audience", recipient: "google" } as const;
  expect(googleFonts(entry).necessary).toBeUndefined();
  expect(googleFonts({ ...entry, necessary: "Nobody could read the page." }).necessary).toBe(
    "Nobody could read the page.",
  );
});

test("no two entries have the same name", async () => {
  const all = await Promise.all(
    files.map(async (file) => {
      const [make] = Object.values(
        (await import(new URL(file, folder).href)) as { [name: string]: (e: object) => Tracker },
      );
      return make!(parameters);
    }),
  );
  expect(all.length).toBeGreaterThanOrEqual(60);
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
