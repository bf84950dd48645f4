import { Html } from "@abide/policy";
import { jsx } from "hono/jsx";
import { expect, test } from "vitest";
import type { MailBody, MailTemplate, Promotion } from "./mail.ts";
import { promotionParts, type MailParts, type PromotionParts } from "./parts.ts";
import { renderMail } from "./render.ts";
import { mailTexts, toMailTexts } from "./texts/all.ts";
import type { MailTexts } from "./texts/texts.ts";

const policy = {
  controller: {
    name: "Halden Software",
    contact: "privacy@halden.example",
    address: "Uferweg 4, Zürich",
    country: "CH",
  },
  purposes: { support: { basis: "contract", term: "CustomerCare", says: { en: "answer you", ar: "الرد عليك" } } },
  activities: {},
  mail: { answers: { kind: "transactional", purpose: "support", title: { en: "Answers", ar: "ردود" } } },
} as const;

type Body = (parts: MailParts & Partial<PromotionParts>) => unknown;
const common = { name: "x", kind: "answers", for: "support", activity: "contact", title: "X", reads: [], values: [] };
const toWords = (body: Body) => (_: unknown, parts: MailParts) => ({ subject: "Hello", body: body(parts) as MailBody });
const toMail = (body: Body): MailTemplate => ({ ...common, words: { en: toWords(body), ar: toWords(body) } });
const toPromotion = (body: Body): Promotion => ({ ...common, promotes: true, words: { en: toWords(body) } });
const options = { policy, origin: "https://www.halden.example" };
const render = (body: Body, language = "en") => renderMail(toMail(body), {}, language, options);

test("the text says what the HTML says, with where each link leads, and why the mail came", () => {
  const { text, html } = render(({ Heading, Paragraph, Quote, Facts, List, Button, Small }) =>
    jsx(
      "div",
      {},
      jsx(Heading, {}, "Thank you"),
      jsx(
        Paragraph,
        {},
        "It is ",
        jsx("b", {}, "with us"),
        ". ",
        jsx("a", { href: "mailto:desk@halden.example" }, "Write"),
      ),
      jsx(Quote, {}, "One line\nand another"),
      jsx(Facts, {
        of: [
          ["Number", "4711"],
          ["Days", "2 < 3"],
        ],
      }),
      jsx(List, { of: ["first", jsx("i", {}, "second")] }),
      jsx(Button, { href: "/help?a=1&b=2" }, "Read on"),
      jsx(Small, {}, "Nobody else reads it."),
    ),
  );
  expect(text).toBe(`Thank you

It is with us. Write: desk@halden.example

> One line
> and another

Number: 4711
Days: 2 < 3

- first
- second

Read on: https://www.halden.example/help?a=1&b=2

Nobody else reads it.

-- 
Halden Software, Uferweg 4, Zürich

Why you get this mail: Answers. We use your address to answer you.

Privacy policy: https://www.halden.example/privacy`);
  expect(html).toContain('href="https://www.halden.example/help?a=1&#38;b=2"');
  expect(html).toContain("2 &#60; 3");
});

test("in a language from right to left all of it is", () => {
  const { html } = render(
    ({ Quote, Facts }) => jsx("div", {}, jsx(Quote, {}, "نعم"), jsx(Facts, { of: [["رقم", "1"]] })),
    "ar",
  );
  expect(html).toMatch(/<html lang="ar" dir="rtl"/);
  expect(html).toMatch(/border-right:3px solid/);
  expect(html).toMatch(/<th[^>]*align="right"/);
  expect(html).not.toMatch(/border-left:3px|align="left"/);
});

test("plain words are paragraphs", () => {
  const words = () => ({ subject: "Hello", text: "Dear <Ada>,\n\none line\nand another" });
  const { html, text } = renderMail({ ...common, words: { en: words } }, {}, "en");
  expect(html).toMatch(/<p[^>]*>Dear &#60;Ada&#62;,<\/p><p[^>]*>one line<br>and another<\/p>/);
  expect(text).toBe("Dear <Ada>,\n\none line\nand another");
});

test("what promotes is in no other mail, however it got there; a promotion has it, with pictures of the site's own alone", () => {
  const { Offer, Picture } = promotionParts;
  const offer = () => jsx(Offer, { title: "A course", href: "/courses", more: "Look" }, "In May.");
  expect(() => render(offer)).toThrow("Offer promotes, and this mail is transactional.");
  expect(() => render(() => jsx("img", { src: "/a.png", alt: "" }))).toThrow("The template has a picture");
  expect(() => offer().toString()).toThrow("outside of one");
  const unsubscribe = "https://www.halden.example/abide/unsubscribe/x";
  const picture = (src: string) => () => jsx(Picture, { src: src as "/", alt: "A desk", width: 600, height: 300 });
  const { text } = renderMail(toPromotion(offer), {}, "en", { ...options, unsubscribe });
  expect(text).toContain("A course\n\nIn May.\n\nLook: https://www.halden.example/courses");
  expect(text).toContain(`Unsubscribe: ${unsubscribe}`);
  const shown = renderMail(toPromotion(picture("/desk.png")), {}, "en", { ...options, unsubscribe });
  expect(shown.html).toContain('src="https://www.halden.example/desk.png"');
  expect(shown.text).toContain("A desk");
  const elsewhere = toPromotion(picture("https://elsewhere.example/desk.png"));
  expect(() => renderMail(elsewhere, {}, "en", options)).toThrow("not the site's own");
  // A transactional mail has no such link, whoever asks for it.
  expect(
    renderMail(
      toMail(() => jsx("p", {}, "x")),
      {},
      "en",
      { ...options, unsubscribe },
    ).text,
  ).not.toContain("Unsubscribe");
});

test.each([
  ["a script", "<script>x</script>", "writes <script>"],
  ["a form", '<form action="https://elsewhere.example"></form>', "writes <form>"],
  ["a style sheet", "<style>p{}</style>", "writes <style>"],
  ["a handler", '<p onclick="x">y</p>', "writes onclick"],
  ["a link that runs", '<a href="javascript:alert(1)">x</a>', "neither a page"],
  ["a link that runs, hidden", '<a href="java&#115;cript&colon;alert(1)">x</a>', "neither a page"],
  ["a link to another host by a path", '<a href="//elsewhere.example">x</a>', "neither a page"],
  ["a style that loads", '<p style="background:url(https://elsewhere.example)">x</p>', "a style that loads"],
  ["a set of pictures", `<p style="background:image-set('https://elsewhere.example' 1x)">x</p>`, "a style that loads"],
  ["a style that leaves its place", '<p style="position:fixed">x</p>', "leaves its place"],
  ["an end of the frame", "</td></tr></table>", "ends <td>"],
  ["a part that is left open", "<div><p>x</p>", "leaves <div> open"],
  ["a comment", "<!-- x -->", 'writes "<"'],
  ["a tag that programs read differently", "<p title='x'>y</p>", 'writes "<"'],
])("a template that writes %s is stopped", (_, source, says) => {
  expect(() => render(() => new Html(source))).toThrow(says);
});

test("words that are not there yet are not waited for", () => {
  expect(() => render(() => jsx(async () => jsx("p", {}, "x"), {}))).toThrow("waits for something");
});

test("every language says what the others say, with the same places for what is put in", () => {
  const toPlaces = (text: string) => text.match(/\{\w+\}/g)?.join() ?? "";
  for (const texts of Object.values(mailTexts)) {
    for (const [name, text] of Object.entries(texts) as [keyof MailTexts, string][]) {
      expect([texts.language, name, toPlaces(text)]).toEqual([texts.language, name, toPlaces(mailTexts.en[name])]);
    }
  }
  expect(toMailTexts("de-CH")).toEqual(mailTexts.de);
  expect(toMailTexts("nn-NO")).toEqual(mailTexts.nb);
  expect(toMailTexts("constructor")).toEqual(mailTexts.en);
});
