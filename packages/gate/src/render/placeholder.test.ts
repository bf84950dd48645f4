import { expect, test } from "vitest";
import { renderPlaceholder } from "./placeholder.ts";
import { visitOf } from "./test-visit.ts";

const src = "https://player.vimeo.com/video/76979871?dnt=1";

test("a frame's place is kept by a box of its size that says what it shows and who would receive what", async () => {
  const html = renderPlaceholder(await visitOf(), "vimeo", {
    src,
    title: "How a guide is made",
    width: 640,
    height: 360,
  });
  expect(html).toContain(`width="640"`);
  expect(html).toContain(`viewBox="0 0 640 360"`);
  expect(html).toContain("Not loaded: How a guide is made");
  expect(html.replace(/<[^>]+>/g, "")).toContain("are sent to: Vimeo.com, Inc. (United States).");
  expect(html).not.toContain("<iframe");
});

test("one button allows this tracker alone, by a plain form post, and one link leads to the source", async () => {
  const html = renderPlaceholder(await visitOf(), "vimeo", { src });
  expect(html.match(/<button/g)).toHaveLength(1);
  expect(html).toContain(`name="do" value="allow"`);
  expect(html).toContain(`name="tracker" value="vimeo"`);
  expect(html).toContain(`name="control" value="placeholder"`);
  expect(html).toContain(`href="${src}"`);
});

test("what no tracker declares has no button: nothing could allow it", async () => {
  const html = renderPlaceholder(await visitOf(), undefined, { src: "https://other.example/frame" });
  expect(html).toContain("Not loaded: other.example");
  expect(html).not.toMatch(/<button|<form/);
  expect(renderPlaceholder(await visitOf(), "constructor", { src })).not.toMatch(/<button|<form/);
});

test("a source that no link may lead to is not linked, and a title cannot become markup", async () => {
  const html = renderPlaceholder(await visitOf(), "vimeo", { src: "javascript:alert(1)", title: `"><script>` });
  expect(html).not.toMatch(/href="javascript|<script/);
});
