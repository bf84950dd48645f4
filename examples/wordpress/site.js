import { proxy } from "@abide/engine/proxy";

// `npm run site` runs WordPress there.
export const site = proxy({ to: `http://127.0.0.1:${process.env.SITE_PORT ?? 8080}` });
