import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toSeconds } from "../words/storage.ts";
import type { Tracker } from "../words/tracker.ts";

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !/^entry|\.test\.ts$/.test(file));

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
      expect(hosts).toContain(new URL(address).hostname);
    }
    for (const host of Object.values(tracker.hosts).flat()) expect(host).toMatch(/^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]+$/);
  });

  test("starts somehow, and stores a cookie once", async () => {
    const tracker = await load();
    const serverSet = tracker.stores.some((stored) => stored.httpOnly);
    expect(tracker.load.some((step) => "script" in step || "image" in step)).toBe(!tracker.embed && !serverSet);
    if (tracker.embed) expect(tracker.hosts.frame).toHaveLength(1);
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
});
