import { expect, test } from "vitest";
import { html } from "./html.ts";

test("values are escaped, in text and in attributes", () => {
  const value = `<b title='x'>&"`;
  expect(html`<p title="${value}">${value}</p>`.source).toBe(
    `<p title="&#60;b title=&#39;x&#39;&#62;&#38;&#34;">&#60;b title=&#39;x&#39;&#62;&#38;&#34;</p>`,
  );
});

test("HTML within HTML stands as it is, also in lists", () => {
  expect(html`<p>${["a", "<"].map((item) => html`<b>${item}</b>`)}</p>`.source).toBe("<p><b>a</b><b>&#60;</b></p>");
});

test("false and undefined are nothing, zero is zero", () => {
  expect(html`${false}${undefined}${0}`.source).toBe("0");
});
