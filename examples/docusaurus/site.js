import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

// What `npm run build` wrote.
const files = new Hono().use(serveStatic({ root: join(import.meta.dirname, "build") }));
export const site = (request) => files.fetch(request);
