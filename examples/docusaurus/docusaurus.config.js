export default {
  title: "Sluice",
  url: "https://docs.sluice.example",
  baseUrl: "/",
  headTags: [{ tagName: "link", attributes: { rel: "icon", href: "data:," } }],
  scripts: [{ src: "https://cdn.clickcount.example/c.js?site=sluice", async: true }],
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false, gtag: { trackingID: "G-SLUICE" }, theme: {} }]],
  themeConfig: { navbar: { title: "Sluice", items: [{ to: "/gates", label: "Gates" }] } },
};
