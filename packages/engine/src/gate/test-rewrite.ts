import type { Visit } from "@abide/gate/render";
import { compile } from "@abide/policy";
import { origin, website } from "../test-policy.ts";
import type { Charset } from "./charset.ts";
import { createPolicyMerger } from "./merge-policy.ts";
import { createRewriter } from "./rewrite.ts";
import type { Violation } from "./violations.ts";

const version = await compile(website);

/** What stands for the guard and the banner where it matters only where they stand. Each of our nodes can be told from the site's. */
export const frame = {
  guard: `<script data-abide="guard">self.guard ??= document.scripts.length;</script>`,
  banner: `<section data-abide="banner"><form><input name="token"></form></section>`,
  signal: "",
};
export const assets = {
  css: { href: "/abide/gate.css", integrity: "sha256-css" },
  gate: { href: "/abide/gate.js", integrity: "sha256-gate" },
};

export interface TestRewrite {
  readonly piece?: boolean;
  readonly charset?: Charset;
  readonly permitted?: readonly string[];
  /** How the page arrives: bytes a chunk. Default: whole. */
  readonly size?: number;
  readonly note?: (violation: Violation) => void;
}

/** The page as it leaves, from text or bytes. */
export function rewriteBytes(source: Uint8Array, options: TestRewrite = {}): Uint8Array {
  const { piece = false, charset, permitted = [], size = Infinity, note = () => {} } = options;
  const visit: Visit = {
    version,
    language: "en",
    choice: undefined,
    signals: [],
    permitted,
    ask: true,
    token: () => "token",
    back: "/",
  };
  const merger = createPolicyMerger({ origin, guardHash: "'sha256-guard'" });
  const context = { page: new URL("/page", origin), visit, inner: frame.guard, merger };
  const rewriter = createRewriter({ ...context, frame: piece ? undefined : frame }, { assets, note });
  const pieces: Uint8Array[] = [];
  // A page is opened with the bytes that could be a mark.
  const first = Math.max(size, 3);
  if (source.length > 0) pieces.push(rewriter.write(source.subarray(0, first), charset));
  for (let at = first; at < source.length; at += size) {
    pieces.push(rewriter.write(source.subarray(at, Math.min(at + size, source.length)), charset));
  }
  pieces.push(rewriter.end());
  return new Uint8Array(Buffer.concat(pieces));
}

export function rewriteText(source: string, options: TestRewrite = {}): string {
  const bytes = rewriteBytes(new TextEncoder().encode(source), options);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
