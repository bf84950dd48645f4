/**
 * Names of the cookie that keeps the choice. A browser takes one that begins with `__Host-` from the host itself only, over https,
 * and sends it to nobody else: a sibling domain (evil.halden.example beside www.halden.example) can plant one that is named
 * otherwise, by naming the parent domain. Without https, on a developer's own machine, no cookie can have that name.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export const choiceCookieNames = { https: "__Host-abide", http: "abide" } as const;

/** Whether `name` is one of those. Exactly: what a browser guards of a prefix it guards as it is spelt. */
export function isChoiceCookie(name: string): boolean {
  return name === choiceCookieNames.https || name === choiceCookieNames.http;
}
