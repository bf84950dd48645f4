import { readFileSync } from "node:fs";
import { html, Html } from "@abide/policy";
import { expect, test } from "vitest";
import { Choice } from "./choice.tsx";
import { Field } from "./field.tsx";
import { Act, Form } from "./form.tsx";
import { Row, Rows } from "./list.tsx";
import { Markup } from "./markup.tsx";
import { Page, Section } from "./page.tsx";
import { Day, Outcome, Time } from "./said.tsx";
import { renderDocument } from "./shell.tsx";
import { StyleGuide } from "./style-guide.tsx";
import { Table } from "./table.tsx";
import { renderDoor, renderGuide, renderTestPage } from "./test-page.tsx";

const attack = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&`;
const escaped = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;";

test("what anybody typed is text, wherever a part of the kit shows it", async () => {
  const page = await renderTestPage(
    <Page title={attack} lead={attack} back={{ title: attack, href: `/${attack}` }}>
      <Outcome is="refused">{attack}</Outcome>
      <Section title={attack} id={attack}>
        <Form
          action={`/${attack}`}
          values={{ [attack]: "a name", name: attack }}
          problems={[{ says: attack, id: attack }]}
        >
          <Field name={attack} label={attack} hint={attack} error={attack} value={attack} />
          <Field kind="area" name="area" label={attack} value={attack} />
          <Field kind="select" name="select" label={attack} options={[{ value: attack, title: attack }]} />
          <Choice kind="any" name={attack} legend={attack} of={[{ title: attack, says: attack, value: attack }]} />
        </Form>
        <Act action="/" title={attack} about={attack} value={attack} confirm={attack} />
        <Rows>
          <Row title={attack} href={`/${attack}`} says={attack} />
        </Rows>
        <Table caption={attack} columns={[{ title: attack, cell: (row: string) => row }]} rows={[attack]} />
      </Section>
    </Page>,
    {
      title: attack,
      site: attack,
      person: attack,
      places: [{ title: attack, of: [{ title: attack, href: attack, waits: attack }] }],
    },
  );
  expect(page).not.toMatch(/<script|<img/);
  expect(page.split(escaped).length).toBeGreaterThan(30);
});

test("an object made from JSON passes for no markup, and no name of an attribute is made from data", async () => {
  const claimed = JSON.parse(`{"isEscaped":true,"source":"<script>","toString":"<script>"}`) as never;
  await expect(renderTestPage(<Markup of={claimed} />)).rejects.toThrow("Only what `html`");
  await expect(renderTestPage(<Markup of={"<b>" as never} />)).rejects.toThrow("Only what `html`");
  expect(await renderTestPage(<p>{["<b>", 3, false, undefined, ["<i>"]]}</p>)).toContain("<p>&lt;b&gt;3&lt;i&gt;</p>");
  expect(await renderTestPage(<p {...{ 'x"><script>': "y" }}>text</p>)).toContain("<p>text</p>");
  expect(await renderTestPage(<Markup of={html`<b>${attack}</b>`} />)).toContain("<b>&#34;&#62;&#60;script&#62;");
  expect(new Html("")).toBeInstanceOf(Html);
});

test("the way past the escaping is in one file of the kit, and no part has script or style in it", async () => {
  const files = ["choice", "field", "form", "list", "markup", "page", "said", "shell", "style-guide", "table"];
  const sources = files.map((name) => [name, readFileSync(new URL(`${name}.tsx`, import.meta.url), "utf8")] as const);
  expect(
    sources.filter(([, text]) => /\braw\b|dangerouslySetInnerHTML|hono\/html/.test(text)).map(([name]) => name),
  ).toEqual(["markup"]);
  for (const direction of ["ltr", "rtl"] as const) {
    const page = await renderGuide(direction);
    expect(page).not.toMatch(/<style|<script|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(page.startsWith(`<!doctype html><html lang="en" dir="${direction}">`)).toBe(true);
    expect(page.match(/<title>.*?<\/title>/g)).toEqual(["<title>Style guide · Halden Software</title>"]);
    expect(page.indexOf("</title>")).toBeLessThan(page.indexOf("</head>"));
  }
});

test("no id stands twice, and everything that is labelled or described is there", async () => {
  const page = await renderGuide("ltr");
  const ids = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id!);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  const named = Array.from(
    page.matchAll(/ (?:for|aria-describedby|aria-labelledby|popovertarget|href)="(#?)([^"]+)"/g),
  );
  const missing = named
    .filter(([all, hash]) => !all.startsWith(" href") || hash === "#")
    .flatMap(([, , list]) => list!.split(" "))
    .filter((id) => !ids.includes(id));
  expect(missing).toEqual([]);
});

test("every form of somebody who has signed in carries the token of their session, and none is rendered outside of a page", async () => {
  const page = await renderGuide("ltr");
  const forms = page.split(/<form method="post"/).slice(1);
  expect(forms.length).toBeGreaterThan(5);
  for (const form of forms) {
    expect(form.split("</form>")[0]).toContain(`<input type="hidden" name="form" value="made-for-a-test"/>`);
  }
  expect(await renderDoor(<Form action="/console/sign-in" />)).not.toContain(`name="form"`);
  await expect(renderDocument(<Form action="/console/sign-in" />)).rejects.toThrow("outside of one");
  await expect(renderDocument(<StyleGuide />)).rejects.toThrow("outside of one");
});

test("what a page awaits is there, and is read for the same reader, while another page is rendered", async () => {
  const Later = async ({ wait }: { readonly wait: number }) => {
    await new Promise((go) => setTimeout(go, wait));
    return (
      <p>
        {attack} <Time at="2026-11-30T23:52:00Z" />
      </p>
    );
  };
  const render = (language: string, zone: string, wait: number) =>
    renderTestPage(<Later wait={wait} />, { reader: { language, zone, csrfToken: undefined } });
  const [english, german] = await Promise.all([render("en", "UTC", 20), render("de", "Europe/Zurich", 5)]);
  expect(english).toContain(
    `<p>${escaped} <time datetime="2026-11-30T23:52:00.000Z">30 November 2026, 23:52 UTC</time></p>`,
  );
  expect(german).toContain(">1. Dezember 2026, 00:52 MEZ</time>");
});

test("a moment and its day are of the same zone; a day of the calendar is that day everywhere", async () => {
  const page = await renderTestPage(
    <p>
      <Time at={new Date("2026-11-30T23:52:00Z")} />, <Day of="2026-11-30T23:52:00Z" />, <Day of="2026-11-30" />,{" "}
      <Time at="soon" />
    </p>,
    { reader: { language: "en", zone: "Europe/Zurich", csrfToken: undefined } },
  );
  expect(page.replace(/<\/?time[^>]*>/g, "")).toContain(
    "<p>1 December 2026, 00:52 CET, 1 December 2026, 30 November 2026, soon</p>",
  );
});

test("a door has no navigation, and no name of anybody", async () => {
  const door = await renderDoor(<Page title="Sign in" />);
  expect(door).not.toMatch(/<nav|Sign out|Mira/);
  expect(door).toContain(`<body class="console door">`);
});
