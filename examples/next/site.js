import { proxy } from "@abide/engine/proxy";

// `npm run site` runs Next there.
export const site = proxy({ to: process.env.SITE ?? "http://127.0.0.1:3000" });
