import { describe, expect, test } from "vitest";
import { testEngine, page } from "../test-engine.ts";
import { origin } from "../test-policy.ts";

let answer: (request: Request) => Response = () => page("");
const it = await testEngine({ site: (request) => answer(request), standIn: 4601 });

const html = (source: string, headers: { [name: string]: string } = {}) => {
  answer = () => new Response(source, { headers: { "content-type": "text/html", ...headers } });
};
const violation = async () => {
  await it.engine.close();
  return it.store.db.selectFrom("violation").selectAll().execute();
};

describe("the guard", () => {
  test.each([
    ["a whole page", `<!doctype html><html><head><script src="/a.js"></script></head><body>x</body></html>`],
    [
      "comments and attributes first",
      `<!-- a --><!doctype html><!-- b --><html lang=en><!-- c --><head class=x><base href=/><script>1</script>`,
    ],
    ["no head", `<!doctype html><html><script src="/a.js"></script><body>x`],
    ["no html", `<!doctype html><title>x</title><script>1</script>`],
    ["a script before anything", `<script>1</script>`],
    ["text before anything", `Hello <script>1</script>`],
    ["an upper-case head", `<!DOCTYPE HTML><HTML><HEAD><SCRIPT>1</SCRIPT></HEAD><BODY>x</BODY></HTML>`],
    ["a head in a comment", `<!doctype html><!-- <head> --><html><head><script>1</script></head>`],
    ["a body at once", `<body onload="x()"><script>1</script>`],
    ["a link before the head", `<html><link rel=stylesheet href=/a.css><head></head>`],
    ["nothing", ``],
  ])("is the first script of a page with %s", async (_, source) => {
    html(source);
    const response = await it.get("/");
    const out = await response.text();
    const at = out.search(/<script>\(\(\)/);
    expect(at).toBeGreaterThanOrEqual(0);
    const before = out.slice(0, at).replace(/<!--[^]*?-->/g, "");
    expect(before).toMatch(/^\s*(?:<!doctype[^>]*>)?\s*(?:<html[^>]*>)?\s*(?:<head[^>]*>)?\s*$/i);
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self' 'unsafe-inline'");
    expect(out.match(/data-abide="banner"/g)).toHaveLength(1);
  });

  test("is not put a second time into a piece that script fetches", async () => {
    html("<p>piece");
    const response = await it.get("/", { "sec-fetch-dest": "empty" });
    expect(await response.text()).toBe("<p>piece");
    // Going back to the page would show it from the cache, without the guard.
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });

  test("is put into a document that script fetches", async () => {
    html("<!doctype html><p>whole");
    expect(await (await it.get("/", { "sec-fetch-dest": "empty" })).text()).toContain("<script>(()");
  });
});

describe("a page", () => {
  test("keeps what the site wrote, byte for byte", async () => {
    const body = `<p title='a' DATA-x=1>a &amp; b &nbsp;<b>ü</i></b><pre>\n\n x</pre><script>if (a < b && "</p>") {}</script><svg><a xlink:href="#x"/></svg><textarea>\n<b></textarea>`;
    html(`<!doctype html><html><head></head><body>${body}</body></html>`);
    expect(await (await it.get("/")).text()).toContain(body);
  });

  test("is this visitor's: no other cache holds it, and it varies by what it depends on", async () => {
    html("<p>x", {
      "cache-control": "public, max-age=600",
      etag: '"1"',
      "last-modified": "Mon, 23 Nov 2026 00:00:00 GMT",
    });
    const { headers } = await it.get("/");
    expect(headers.get("cache-control")).toBe("private, no-cache");
    expect(headers.get("vary")).toBe("Cookie, Sec-GPC, DNT, Accept-Language");
    expect([headers.get("etag"), headers.get("last-modified")]).toEqual([null, null]);
  });

  test("keeps the stricter of two policies", async () => {
    html("<p>x", { "content-security-policy": "img-src 'none'", "cache-control": "no-store" });
    const { headers } = await it.get("/");
    expect(headers.get("content-security-policy")).toMatch(/^img-src 'none', default-src 'self'/);
    expect(headers.get("cache-control")).toBe("private, no-store");
  });

  test("says that the browser's signal was honoured, and asks nothing", async () => {
    html("<!doctype html><p>x");
    const out = await (await it.get("/", { "sec-gpc": "1" })).text();
    expect(out).toContain("Opt-out request honoured");
    expect(out).not.toContain('data-abide="banner"');
    expect(await (await it.get("/")).text()).not.toContain("Opt-out request honoured");
  });

  test("costs a visitor who has chosen the guard alone, and the gate where script could put in a frame that is declared", async () => {
    const page = "<!doctype html><html><head></head><body>x</body></html>";
    html(page);
    const browser = it.browser();
    await browser.choose("save", [["tracker", "vimeo"]]);
    const withoutGuard = async () =>
      (await (await browser.get("/")).text()).replace(/<script>\(\(\)[^]*?<\/script>/, "");
    expect(await withoutGuard()).toBe(page);
    await browser.choose("reject");
    expect(await withoutGuard()).toMatch(/<body>x<script type="application\/json"[^]+gate\.js/);
  });

  test("has the gate and its steps once something may load", async () => {
    html("<!doctype html><html><head></head><body>x</body></html>");
    const browser = it.browser();
    await browser.choose("save", [["tracker", "googleAnalytics"]]);
    const response = await browser.get("/");
    const out = await response.text();
    expect(out).toMatch(
      /<script type="application\/json" id="abide-gate">.*<\/script><script type="module" src="\/abide\/gate\.js\?[0-9a-f]{16}"><\/script><\/body>/,
    );
    expect(response.headers.get("content-security-policy")).toContain("www-googletagmanager-com.localhost:4601");
    expect(response.headers.get("content-security-policy")).not.toContain("facebook");
  });

  test("that is packed is unpacked, and one that cannot be read does not leave", async () => {
    const packed = new Blob(["<p>packed"]).stream().pipeThrough(new CompressionStream("gzip"));
    answer = () => new Response(packed, { headers: { "content-type": "text/html", "content-encoding": "gzip" } });
    const response = await it.get("/");
    expect(await response.text()).toContain("<p>packed");
    expect(response.headers.get("content-encoding")).toBeNull();
    html("what?", { "content-encoding": "compress" });
    const refused = await it.get("/");
    expect(refused.status).toBe(502);
    expect(await refused.text()).not.toContain("what?");
  });

  test("with its status and HEAD stay as they are", async () => {
    answer = () => new Response("<p>gone", { status: 410, headers: { "content-type": "text/html" } });
    expect((await it.get("/")).status).toBe(410);
    answer = () => new Response(null, { status: 302, headers: { location: "/b", "content-type": "text/html" } });
    const moved = await it.get("/");
    expect([moved.status, moved.headers.get("location"), moved.body]).toEqual([302, "/b", null]);
  });

  test("that the site fails to make shows nothing of the inside", async () => {
    answer = () => {
      throw new Error("password=hunter2 at /srv/app.ts");
    };
    const response = await it.get("/");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/hunter2|app\.ts/);
    const problem = await it.get("/", { accept: "application/json" });
    expect(JSON.stringify(await problem.json())).not.toMatch(/hunter2|app\.ts/);
  });
});

describe("frames", () => {
  const frame = `<iframe src="https://player.vimeo.com/video/1?dnt=1" title="A tour" width="640" height="360">no <b>frames</b></iframe>after`;

  /** The page that the first frame of `/` shows. */
  const shown = async (headers = {}) => {
    const src = /<iframe src="([^"]+)"/.exec(await (await it.get("/")).text())?.[1] ?? "";
    expect(src).toMatch(/^\/abide\/embed\?/);
    return it.get(src.replaceAll("&amp;", "&"), headers);
  };
  const framed = { "sec-fetch-dest": "iframe", "sec-fetch-site": "same-origin" };

  test("that may not load show a placeholder, and stay as the site wrote them", async () => {
    html(frame);
    const out = await (await it.get("/")).text();
    expect(out).toMatch(
      /<iframe src="\/abide\/embed\?[^"]+" title="A tour" width="640" height="360">no <b>frames<\/b><\/iframe>after/,
    );
    const placeholder = await shown(framed);
    expect(placeholder.headers.get("cache-control")).toContain("no-store");
    const page = await placeholder.text();
    expect(page).toContain("Not loaded: A tour");
    expect(page).toContain('name="tracker" value="vimeo"');
    expect(page).not.toContain('data-abide="banner"');
  });

  test("say nothing of what an address has them say where no page of the site frames them", async () => {
    html(frame);
    const page = await (await shown()).text();
    expect(page).toContain("Not loaded: Vimeo");
    expect(page).not.toContain("A tour");
  });

  test("that may load go to the stand-in, where there is one", async () => {
    html(frame);
    const browser = it.browser();
    await browser.choose("save", [["tracker", "vimeo"]]);
    const out = await (await browser.get("/")).text();
    expect(out).toContain('<iframe src="http://player-vimeo-com.localhost:4601/video/1?dnt=1"');
  });

  test.each(["//other.example/x", "https://player.vimeo.com.other.example/", "HTTPS://OTHER.example"])(
    "of a host that nobody declares (%s) show a placeholder without a button",
    async (src) => {
      html(`<iframe src="${src}"></iframe>`);
      expect(await (await it.get("/")).text()).not.toMatch(/<iframe src="(?:https:)?\/\//i);
      const page = await (await shown(framed)).text();
      expect(page).toContain("Not loaded: ");
      expect(page).not.toContain('value="allow"');
    },
  );

  test("of a host that is declared for something else show no button, before a choice and after it", async () => {
    html(`<iframe src="https://www.facebook.com/plugins/page.php"></iframe>`);
    const browser = it.browser();
    const framed = /<iframe src="(\/abide\/embed[^"]*)"/;
    const before = framed.exec(await (await browser.get("/")).text())![1]!.replaceAll("&amp;", "&");
    expect(await (await browser.get(before)).text()).not.toContain('value="allow"');
    await browser.choose("save", [["tracker", "metaPixel"]]);
    const after = framed.exec(await (await browser.get("/")).text())![1]!.replaceAll("&amp;", "&");
    expect(await (await browser.get(after)).text()).not.toContain('value="allow"');
  });

  test("show a host that nobody declares where the site frames them, and not to who follows a link from elsewhere", async () => {
    const address = `/abide/embed?src=${encodeURIComponent("https://your-account-is-locked.example/pay")}&title=Locked`;
    const ask = async (headers: Record<string, string>) => (await it.get(address, headers)).text();
    const framed = await ask({ "sec-fetch-dest": "iframe", "sec-fetch-site": "same-origin" });
    expect(framed).toContain('<a href="https://your-account-is-locked.example/pay"');
    for (const site of ["cross-site", "same-site", "none"]) {
      expect(await ask({ "sec-fetch-dest": "document", "sec-fetch-site": site })).not.toMatch(/locked/i);
    }
  });

  test("lead to the site where <base> leads elsewhere", async () => {
    html(`<base href="https://cdn.example/">${frame}`);
    expect(await (await it.get("/")).text()).toContain(`<iframe src="${origin}/abide/embed?`);
  });

  test("of the site's own stay", async () => {
    html(`<iframe src="/own"></iframe><iframe srcdoc="x"></iframe><iframe></iframe>`);
    expect((await (await it.get("/")).text()).match(/<iframe/g)).toHaveLength(3);
  });
});

describe("links", () => {
  test("that lead away say nothing of where one comes from, but where they ask to be reached", async () => {
    html(
      `<a href="https://other.example/a?b=c" rel="author">x</a><a href="/own">y</a><a href="mailto:a@b.example">z</a><a rel=opener href=//other.example>`,
    );
    const response = await it.get("/");
    const out = await response.text();
    expect(out).toContain('<a href="https://other.example/a?b=c" rel="author noopener noreferrer">');
    expect(out).toContain('<a href="/own">y</a><a href="mailto:a@b.example">z</a><a rel=opener href=//other.example>');
    expect(response.headers.get("connection-allowlist")).toBeNull();
  });

  test("that have browsers connect ahead of time to who may not be contacted are gone", async () => {
    html(
      `<link rel="preconnect" href="https://other.example"><link rel=dns-prefetch href=//other.example><link rel="preload" href="/own.woff2" as="font">`,
    );
    const out = await (await it.get("/")).text();
    expect(out).not.toContain("other.example");
    expect(out).toContain("/own.woff2");
  });
});

describe("a page under another name", () => {
  test.each([
    "text/html charset=utf-8",
    "text/html\tcharset=utf-8",
    "text/html(utf-8)",
    "text/plain, text/html",
    "Text/HTML,text/html;charset=utf-8",
  ])("that browsers take for HTML is protected as one: %s", async (type) => {
    html("<p>x", { "content-type": type });
    const response = await it.get("/");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toMatch(/^<script>\(\(\)/);
  });

  test("that browsers take for something else is left as it is", async () => {
    html("<p>x", { "content-type": "text/html, text/plain" });
    expect(await (await it.get("/")).text()).toBe("<p>x");
  });

  test.each(["text/xml", "image/svg+xml", "application/xslt+xml", "text/xsl"])(
    "that cannot hold the guard runs no script: %s",
    async (type) => {
      html(`<html xmlns="http://www.w3.org/1999/xhtml"><script src="/a.js"/></html>`, { "content-type": type });
      const policy = (await it.get("/a")).headers.get("content-security-policy");
      expect(policy).toContain("script-src 'none'");
    },
  );

  test("in a frame of the page's HTML starts with the guard", async () => {
    html(
      `<div><template shadowrootmode="open"><iframe srcdoc="<script src='/a.js'></script>"></iframe></template></div>`,
    );
    const out = await (await it.get("/")).text();
    const guard = /<script>(\(\(\)[^]*?)<\/script>/.exec(out)![1]!;
    const escaped = guard.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    expect(out.replaceAll("&lt;", "<").replaceAll("&gt;", ">")).toContain(
      `srcdoc="<script>${escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">")}</script><script src='/a.js'>`,
    );
  });
});

describe("headers of the site's own", () => {
  const own = async (headers: { [name: string]: string }, sent = {}) => {
    html("<p>x", headers);
    return (await it.get("/", sent)).headers;
  };

  test("send reports nowhere else", async () => {
    const headers = await own({
      "reporting-endpoints": `default="https://reports.example/r", own="/own", other="//reports.example/,x"`,
      "report-to": `{"group":"n","max_age":9,"endpoints":[{"url":"https://reports.example/nel"}]}`,
      nel: `{"report_to":"n","max_age":9}`,
      "content-security-policy": "img-src 'none'; report-uri https://reports.example/csp /csp; font-src 'none'",
      "content-security-policy-report-only": "img-src 'none'; report-uri /csp",
    });
    expect([...headers].map(([name, value]) => `${name}: ${value}`).join("\n")).not.toContain("reports.example");
    expect(headers.get("reporting-endpoints")).toBe(`own="/own", abide="/abide/report"`);
    expect(headers.get("content-security-policy")).toMatch(/^img-src 'none';; font-src 'none', default-src 'self'/);
    expect(headers.get("content-security-policy-report-only")).toBe("img-src 'none'; report-uri /csp");
    expect(headers.has("nel") || headers.has("report-to")).toBe(false);
  });

  test("have browsers connect or fetch ahead of time nowhere else", async () => {
    const headers = await own({
      "speculation-rules": `"/rules.json"`,
      link: `<https://hint.example/a,b>; rel="preconnect", </own.css>; rel=preload; as=style, <https://hint.example/>; rel=next; title="a, b", <//hint.example>; crossorigin; rel=DNS-Prefetch`,
    });
    expect(headers.get("speculation-rules")).toBeNull();
    expect(headers.get("link")).toBe(
      `</own.css>; rel=preload; as=style, <https://hint.example/>; rel=next; title="a, b"`,
    );
  });

  test("clear what they like but for the choice", async () => {
    const sent = { cookie: "session=1; __Host-abide=x" };
    const headers = await own({ "clear-site-data": `"*"` }, sent);
    expect(headers.get("clear-site-data")).toBe(`"cache", "storage"`);
    const names = new Set(headers.getSetCookie().map((line) => line.split("=")[0]));
    expect(names).toEqual(new Set(["session"]));
    expect((await own({ "clear-site-data": `"cookies"` }, sent)).get("clear-site-data")).toBeNull();
  });

  test("that close more than ours stay", async () => {
    const headers = await own({ "permissions-policy": "geolocation=()", "referrer-policy": "no-referrer" });
    expect(headers.get("permissions-policy")).toMatch(/^geolocation=\(\), .*browsing-topics=\(\)/);
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect((await own({ "referrer-policy": "unsafe-url" })).get("referrer-policy")).toBe(
      "strict-origin-when-cross-origin",
    );
  });
});

describe("other files", () => {
  test("that may run as a worker or a document have rules of their own, the same for everybody", async () => {
    answer = () =>
      new Response("1", { headers: { "content-type": "text/javascript", "cache-control": "public, max-age=600" } });
    const { headers } = await it.get("/sw.js");
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("connection-allowlist")).toBeNull();
    expect(headers.get("cache-control")).toBe("public, max-age=600");
    expect(headers.get("vary")).toBeNull();
  });

  test("are streamed as they come", async () => {
    answer = () => new Response(Uint8Array.of(1, 2, 3), { headers: { "content-type": "image/png" } });
    const response = await it.get("/a.png");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    expect(response.headers.get("content-security-policy")).toBeNull();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("that any cache may keep take no cookie from anybody", async () => {
    answer = () => new Response("1", { headers: { "content-type": "text/css", "cache-control": "public" } });
    expect((await it.get("/a.css", { cookie: "undeclared=1" })).headers.getSetCookie()).toEqual([]);
  });
});

describe("cookies", () => {
  test("that the site sets and nobody declares are dropped, declared ones stay", async () => {
    answer = () => {
      const response = page("x");
      response.headers.append("set-cookie", "session=1; HttpOnly; Path=/; Max-Age=3600");
      response.headers.append("set-cookie", "tracking=1; Max-Age=3600");
      response.headers.append("set-cookie", "_ga=1");
      response.headers.append("set-cookie", "abide=forged");
      response.headers.append("set-cookie", "__Host-abide=forged; Path=/; Secure");
      return response;
    };
    expect((await it.get("/")).headers.getSetCookie()).toEqual(["session=1; HttpOnly; Path=/; Max-Age=3600"]);
  });

  test("that nobody declares may end, and only end", async () => {
    answer = () => {
      const response = page("x");
      // No browser reads this date: it would keep the cookie for the session.
      response.headers.append("set-cookie", "tracking=1; Expires=Tue, 31 Feb 1970 00:00:00 GMT");
      return response;
    };
    const [line] = (await it.get("/")).headers.getSetCookie();
    expect(line).toBe("tracking=1; Expires=Tue, 31 Feb 1970 00:00:00 GMT; Max-Age=0");
  });

  test("that would live longer than declared are cut", async () => {
    answer = () => {
      const response = page("x");
      response.headers.append("set-cookie", "session=1; Expires=Fri, 31 Dec 2038 00:00:00 GMT; HttpOnly");
      return response;
    };
    expect((await it.get("/")).headers.getSetCookie()).toEqual(["session=1; HttpOnly; Max-Age=86400"]);
  });

  test("that the browser holds and nobody declares are expired, those of a permitted tracker stay", async () => {
    html("<p>x");
    const lines = (await it.get("/blog/a", { cookie: "undeclared=1; session=2; _ga=3" })).headers.getSetCookie();
    expect(new Set(lines.map((line) => line.split("=")[0]))).toEqual(new Set(["undeclared", "_ga"]));
    for (const path of ["/", "/blog", "/blog/", "/blog/a"]) {
      expect(lines).toContain(`undeclared=; Max-Age=0; Path=${path}; Secure`);
      expect(lines).toContain(`undeclared=; Max-Age=0; Path=${path}; Domain=halden.example; Secure; Partitioned`);
    }
    const browser = it.browser();
    await browser.choose("save", [["tracker", "googleAnalytics"]]);
    browser.cookies.set("_ga", "3");
    await browser.get("/");
    expect(browser.cookies.has("_ga")).toBe(true);
  });

  test("with names that would break a header are left alone", async () => {
    html("<p>x");
    const { headers } = await it.get("/", { cookie: 'a\tb=1; "x"=2; =3; __proto__=4' });
    expect(headers.getSetCookie().every((line) => /^(?:"x"=|__proto__=|=gone); Max-Age=0; Path=\//.test(line))).toBe(
      true,
    );
  });

  test("a thousand of them make a header of bounded size", async () => {
    html("<p>x");
    const cookie = Array.from({ length: 1000 }, (_, i) => `u${i}=1`).join("; ");
    const lines = (await it.get("/a/b/c/d/e/f", { cookie })).headers.getSetCookie();
    expect(lines.length).toBeLessThanOrEqual(150);
    expect(lines.length).toBeGreaterThan(0);
  });
});

test("what the site does against the declaration is noted as violation, and so is AMP, which the guard makes invalid", async () => {
  html(
    `<!doctype html><html lang="en" ⚡><head></head><iframe src="https://frames.example/x"></iframe><link rel="preconnect" href="https://hints.example">`,
    {
      "set-cookie": "quiet=1",
    },
  );
  expect(await (await it.get("/one", { cookie: "loud=1" })).text()).toContain("<script>(()");
  await (await it.get("/two", { cookie: "loud=1" })).text();
  const seen = (await violation()).map(({ key, count }) => [key, count]);
  expect(seen).toEqual(
    expect.arrayContaining([
      ["frame frames.example", 2],
      ["hint preconnect hints.example", 2],
      ["amp", 2],
      ["cookie server quiet", 2],
      ["cookie browser loud", 2],
    ]),
  );
  expect(new URL(origin).protocol).toBe("https:");
});
