import { toSeconds, type Compiled } from "@abide/policy";

/**
 * The script of our own audience measurement, and its answer: one cookie, as the policy declares it, and one hit to the site
 * itself for each page. It runs only when the gate loads it.
 */
export function toAudienceScript(policy: Compiled): string {
  const cookie = policy.trackers["audience"]!.stores.find((stored) => stored.kind === "cookie")!;
  const seconds = toSeconds(cookie.life) ?? 0;
  return `(() => {
  const name = ${JSON.stringify(cookie.name)};
  const known = document.cookie.split("; ").find((pair) => pair.startsWith(name + "="));
  const id = known ? known.slice(name.length + 1) : crypto.randomUUID();
  if (!known) document.cookie = name + "=" + id + "; Path=/; Max-Age=${seconds}; SameSite=Lax";
  const referrer = document.referrer && new URL(document.referrer).origin;
  navigator.sendBeacon("/audience/hit", new URLSearchParams({ id, page: location.pathname, referrer }));
})();
`;
}
