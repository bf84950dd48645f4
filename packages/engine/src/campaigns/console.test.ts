import { compile } from "@abide/policy";
import { beforeAll, expect, test } from "vitest";
import type { PageRequest, PageAnswer } from "../staff/console-page.ts";
import { createCampaignPage } from "./console.tsx";
import type { RenderedMail } from "../mail/mail.ts";
import { openNewsletter } from "../subscriptions/test-newsletter.ts";
import { mail } from "../test-mails.ts";
import { newsletter } from "../test-policy.ts";
import { renderMain } from "../staff/test-main.tsx";

const it = await openNewsletter();
let ask: (path: string, form?: { readonly [name: string]: string }) => Promise<PageAnswer & { readonly to?: string }>;
const tests: (RenderedMail & { readonly to: string })[] = [];

beforeAll(async () => {
  const collect = it.engine.collect as (activity: string, input: object, context: object) => Promise<unknown>;
  for (const name of ["ada", "bo"])
    await collect("readers", { email: `${name}@example.org` }, { consents: ["newsletter"] });
  const shown = createCampaignPage({
    campaigns: it.engine.campaigns,
    changeNotices: it.engine.changeNotices,
    versions: [await compile(newsletter)],
    mail,
    origin: "https://www.halden.example",
    test: async (rendered, to) => tests.push({ ...rendered, to }) > 0,
    names: async () => new Map([["mira", "Mira Halvorsen"]]),
  });
  ask = async (address, form) => {
    const { pathname, searchParams } = new URL(address, "https://www.halden.example");
    const page = await shown.answer({
      path: pathname,
      query: searchParams,
      form: form && new Map(Object.entries(form)),
      person: { id: "mira", email: "mira@halden.example" },
      language: "en",
    } as unknown as PageRequest);
    if (!(page instanceof Response)) return page;
    const to = /url=\/console\/campaigns(.*)$/.exec(page.headers.get("refresh") ?? "")?.[1];
    return { title: "", main: "", ...(to === undefined ? {} : { to }) };
  };
});

const source = async (path: string): Promise<string> => renderMain(await ask(path));

test("one form starts one campaign, however often it is sent and whichever way one goes back to it", async () => {
  const counted = await source("/new/issue?value-topic=forms&id=");
  const id = /name="id" value="([0-9a-f-]{36})"/.exec(counted)![1]!;
  const path = `/new/issue?value-topic=forms&id=${id}`;
  expect(await source(path)).toContain("2 people");
  const form = { do: "start", id, "value-topic": "forms" };
  const started = await Promise.all([ask("/new/issue", form), ask("/new/issue", form), ask("/new/issue", form)]);
  expect(started.map(({ to }) => to)).toEqual([`/${id}`, `/${id}`, `/${id}`]);
  expect((await ask("/new/issue", form)).to).toBe(`/${id}`);
  expect((await it.engine.campaigns.list()).length).toBe(1);
  const back = await source(path);
  expect(back).toContain("This was started already.");
  expect(back).not.toContain('value="start"');
  expect(back).not.toContain(`value="${id}"`);

  await it.engine.campaigns.drain();
  await it.engine.outbox.drain();
  await it.engine.campaigns.drain();
  expect(await source(`/${id}`)).toContain("2 of 2 have left");
  const other = `/new/issue?value-topic=forms&id=${crypto.randomUUID()}`;
  const again = await source(other);
  expect(again).toMatch(/Sent on \d+ \w+ 2026 to 2 people/);
  expect(again).toContain("2 more have it already and are left out.");
  expect(again).toContain("Nobody would get it.");
  expect(await source(`${other}&again=1`)).toContain('value="start"');
  const elsewise = await source(other.replace("forms", "menus"));
  expect(elsewise).toContain("this one counts as another mail");
  expect(elsewise).toContain("2 people");
});

test.each<[string, { readonly [name: string]: string }, string]>([
  ["for nobody", { do: "start", "value-topic": "x", since: "2030-01-01" }, "Nobody would get it."],
  ["without an id", { do: "start", "value-topic": "x", id: "x" }, "The form does not say what to do."],
  ["without what stands in it", { do: "start" }, "Please fill in what stands in the mail: topic."],
  ["with a day that is none", { do: "start", "value-topic": "x", since: "soon" }, "“Since” is no date."],
  ["with a stage that is none", { do: "start", "value-topic": "x", status: "x" }, "The policy declares no such stage."],
  ["to do something else", { do: "burn" }, "The form does not say what to do."],
])("a form %s starts nothing, and says what has to be put right", async (_, form, says) => {
  const page = await ask("/new/issue", { id: crypto.randomUUID(), ...form });
  expect([page.status, page.to]).toEqual([422, undefined]);
  expect(await renderMain(page)).toContain(says);
});

test("a form that began another mail is refused; whom a paused campaign holds it for is said before the start", async () => {
  const id = crypto.randomUUID();
  expect((await ask("/new/issue", { do: "start", "value-topic": "first", id })).to).toBe(`/${id}`);
  const other = await ask("/new/issue", { do: "start", "value-topic": "second", id });
  expect([other.status, other.to]).toEqual([422, undefined]);
  expect(await renderMain(other)).toContain("This form began another mail before. Prepare it anew.");
  await it.engine.campaigns.drain();
  await ask(`/${id}`, { do: "pause" });
  const counted = await source(`/new/issue?value-topic=first&id=${crypto.randomUUID()}`);
  expect(counted).toContain("2 more are left out since a paused campaign holds it for them.");
  expect(counted).not.toContain('value="start"');
  expect((await ask(`/new/issue?value-topic=%00&id=${crypto.randomUUID()}`)).status).toBe(422);
  await ask(`/${id}`, { do: "cancel" });
});

test("a form that comes too late, or says nothing that is known, changes nothing and says so; what was dropped has not left", async () => {
  const id = (await ask("/new/issue", { do: "start", "value-topic": "late", id: crypto.randomUUID() })).to!;
  await it.engine.campaigns.drain();
  expect((await ask(id, { do: "cancel" })).to).toBe(id);
  const late = await ask(id, { do: "pause" });
  expect([late.status, late.refresh]).toEqual([409, undefined]);
  expect(await renderMain(late)).toContain("It now says “Cancelled”.");
  expect(await renderMain(late)).toContain("0 of 2 have left<");
  expect((await ask(id, { do: "toString" })).status).toBe(422);
  await expect(ask(`/${crypto.randomUUID()}`, { do: "pause" })).rejects.toThrow("nothing there");
});

test("a test goes out once in the language that was chosen, and its way out leads to a page that explains it", async () => {
  const form = { do: "test", in: "de", id: crypto.randomUUID(), "value-topic": "forms" };
  const { to } = await ask("/new/issue", form);
  expect(to).toMatch(/^\/new\/issue\?.*tested=de$/);
  expect(await source(to!)).toContain("It is on its way to you, in this language: Deutsch.");
  expect(tests.length).toBe(1);
  expect(tests[0]).toMatchObject({ to: "mira@halden.example", subject: "[Test] Neues über topic" });
  const path = /https:\/\/www\.halden\.example\/console\/campaigns(\/\S+)/.exec(tests[0]!.text)![1]!;
  expect(await source(path)).toContain("Nobody was unsubscribed");
  const failed = (await ask("/new/issue", { ...form, in: "xx" })).to!;
  expect(await source(failed)).toContain("It could not be sent to you.");
  await expect(ask("/mails/%E0%A4%A")).rejects.toThrow("nothing there");
});
