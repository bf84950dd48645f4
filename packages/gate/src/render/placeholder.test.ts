import { expect, test } from "vitest";
import { renderPlaceholder } from "./placeholder.ts";
import { visitOf } from "./test-visit.ts";

const embed = { src: "https://player.vimeo.com/video/76979871?dnt=1", title: "How a guide is made", sandbox: null };

test("a frame's place is taken by a page that says what it would show and who would receive what", async () => {
  const html = renderPlaceholder(await visitOf(), "vimeo", embed);
  expect(html).toContain("<title>Not loaded: How a guide is made</title>");
  expect(html.replace(/<[^>]+>/g, "")).toContain("are sent to: Vimeo.com, Inc. (United States).");
  expect(html).not.toContain("<iframe");
});

test("one button allows this tracker alone, by a plain form post to the window, and one link leads to the source", async () => {
  const html = renderPlaceholder(await visitOf(), "vimeo", embed);
  expect(html.match(/<button/g)).toHaveLength(1);
  expect(html).toContain(`name="do" value="allow"`);
  expect(html).toContain(`name="tracker" value="vimeo"`);
  expect(html).toContain(`name="control" value="placeholder"`);
  expect(html).toContain(`<base target="_top" />`);
  expect(html).toContain(`href="${embed.src}"`);
});

test("there is no button where it could do nothing: undeclared, allowed already, or in a sandbox without scripts", async () => {
  const other = { src: "https://other.example/frame", title: "", sandbox: null };
  const undeclared = renderPlaceholder(await visitOf(), undefined, other);
  expect(undeclared).toContain("Not loaded: other.example");
  for (const html of [
    undeclared,
    renderPlaceholder(await visitOf(), "constructor", embed),
    renderPlaceholder(await visitOf({ allowed: ["vimeo"] }), "vimeo", embed),
    renderPlaceholder(await visitOf(), "vimeo", { ...embed, sandbox: "allow-forms allow-scripts-not" }),
  ])
    expect(html).not.toMatch(/<button|<form/);
  expect(renderPlaceholder(await visitOf(), "vimeo", { ...embed, sandbox: "allow-scripts" })).toContain("<button");
});

test("a source that no link may lead to is not linked, and a title cannot become markup", async () => {
  const html = renderPlaceholder(await visitOf(), "vimeo", {
    src: "javascript:alert(1)",
    title: `"><script>`,
    sandbox: null,
  });
  expect(html).not.toMatch(/href="javascript|<script/);
});
