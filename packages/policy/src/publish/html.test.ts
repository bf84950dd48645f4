import { expect, test } from "vitest";
import { html } from "./html.ts";

test("values are escaped, in text and in attributes", () => {
  const value = `<b title='x'>&"`;
  expect(html`<p title="${value}">${value}</p>`.markup).toBe(
    `<p title="&lt;b title=&#39;x&#39;&gt;&amp;&quot;">&lt;b title=&#39;x&#39;&gt;&amp;&quot;</p>`,
  );
});

test("HTML within HTML stands as it is, also in lists", () => {
  expect(html`<p>${["a", "<"].map((item) => html`<b>${item}</b>`)}</p>`.markup).toBe("<p><b>a</b><b>&lt;</b></p>");
});

test("false and undefined are nothing, zero is zero", () => {
  expect(html`${false}${undefined}${0}`.markup).toBe("0");
});
