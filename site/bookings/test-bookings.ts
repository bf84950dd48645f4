import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine } from "@abide/engine";
import { openStore, type Store } from "@abide/engine/store";
import type { Policy } from "@abide/policy";
import { applications } from "../applications/feature.ts";
import { mail } from "../mails/all.ts";
import { policy } from "../policy.ts";
import { roles } from "../roles.ts";
import { bookings } from "./feature.ts";

export const origin = "https://halden.example";
export const key = "a key of thirty-two bytes or more";
export const by = { id: "dana", roles: ["desk"] };

/** A website with the feature, on a store of its own, and the form as a browser sends it. */
export interface Website {
  readonly store: Store;
  readonly folder: string;
  readonly engine: Engine<typeof policy>;
  readonly said: string[];
  readonly at: (moment: string | Date) => void;
  readonly clock: () => Date;
  readonly get: (path: string, init?: RequestInit) => Promise<{ readonly status: number; readonly text: string }>;
  readonly book: (
    slot: string,
    more?: { readonly [field: string]: string },
  ) => Promise<{ readonly status: number; readonly text: string; readonly to: string | undefined }>;
  readonly rows: () => Promise<readonly { readonly record: string; readonly subject: string }[]>;
  readonly close: () => Promise<void>;
}

export async function openWebsite(
  given: { readonly folder?: string; readonly declared?: Policy; readonly now?: Date } = {},
): Promise<Website> {
  const folder = given.folder ?? (await mkdtemp(join(tmpdir(), "halden-bookings-")));
  const said: string[] = [];
  let now = given.now ?? new Date("2026-12-01T08:30:00Z");
  const clock = () => now;
  const store = await openStore({ folder, logger: (sentence) => void said.push(sentence) });
  const engine = createEngine<typeof policy>({
    policies: [(given.declared ?? policy) as typeof policy],
    store,
    key,
    clock,
    origin,
    site: () => new Response("The website", { status: 404 }),
    mail,
    staff: { roles },
    features: [bookings, applications],
    forms: { burst: 1_000, megabytes: 1_000 },
    logger: (sentence, error) => void said.push(`${sentence} ${String(error)}`),
  });
  await engine.ready;
  const fetch = (path: string, init: RequestInit = {}) => {
    const headers = { accept: "text/html", "accept-language": "en", ...(init.headers as object) };
    return engine.fetch(new Request(origin + path, { ...init, headers }), { ip: "192.0.2.7" });
  };
  return {
    store,
    folder,
    engine,
    said,
    clock,
    at: (moment) => void (now = new Date(moment)),
    get: async (path, init) => {
      const response = await fetch(path, init);
      return { status: response.status, text: await response.text() };
    },
    book: async (slot, more = {}) => {
      const fields = { slot, name: "Ada Lund", email: "ada@example.org", note: "Our travel form", ...more };
      const response = await fetch("/abide/collect/booking", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", origin, "sec-fetch-site": "same-origin" },
        body: new URLSearchParams({ back: `/demo?slot=${slot}`, ...fields }).toString(),
      });
      const to = /url=(.*)$/.exec(response.headers.get("refresh") ?? "")?.[1];
      return { status: response.status, text: await response.text(), to };
    },
    rows: () => store.db.selectFrom("bookings").select(["record", "subject"]).orderBy("starts_at").execute(),
    close: async () => {
      await engine.close();
      await store.close();
      if (!given.folder) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the mailbox holds about a record, the oldest first. */
export async function readMails({ engine }: Website, record: string): Promise<readonly string[]> {
  const list = await engine.mail.list("transactions", "booking", record, by);
  return list.allowed ? list.messages.map(({ template }) => template) : [list.reason];
}
