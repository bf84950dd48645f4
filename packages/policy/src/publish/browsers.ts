/** Where the makers of browsers explain how cookies are shown, blocked and deleted. */
export const browsers: readonly { readonly name: string; readonly href: `https://${string}` }[] = [
  { name: "Chrome", href: "https://support.google.com/chrome/answer/95647" },
  { name: "Edge", href: "https://support.microsoft.com/microsoft-edge" },
  { name: "Firefox", href: "https://support.mozilla.org/kb/clear-cookies-and-site-data-firefox" },
  { name: "Safari", href: "https://support.apple.com/guide/safari/sfri11471/mac" },
];
