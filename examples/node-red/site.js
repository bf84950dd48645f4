import { proxy } from "@abide/engine/proxy";

// `npm run site` runs Node-RED there. Its editor lives on a WebSocket, which `server.js` hands on.
export const site = proxy({ to: `http://127.0.0.1:${process.env.SITE_PORT ?? 1880}` });
